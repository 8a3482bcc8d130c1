// A pull that is stopped or broken off goes on, and ends with the same bytes.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256OfBytes } from "../models.ts";
import { send } from "./hub.testing.ts";
import {
  beginPulling,
  DEFAULT,
  folder,
  forModel,
  hub,
  inFolder,
  isHere,
  MODEL,
  pull,
  refused,
} from "./pulling.testing.ts";

beginPulling();

describe("a pull goes on", () => {
  const model = () => hub.files[MODEL]!;

  it("where the host broke off, without fetching a byte twice", async () => {
    let breaks = 0;
    hub.instead = (request, response) => {
      if (!request.url!.endsWith(MODEL) || breaks++ === 2) return undefined;
      const from = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      response.writeHead(from ? 206 : 200, {
        ...{ "Content-Length": model().length - from, ETag: '"x"' },
        ...(from && { "Content-Range": `bytes ${from}-${model().length - 1}/${model().length}` }),
      });
      response.write(model().subarray(from, from + 100_000), () => setTimeout(() => response.destroy(), 100));
      return true;
    };
    const notes: string[] = [];
    await pull({}, { onNote: (line) => notes.push(line) });
    expect(await isHere(MODEL)).toBe(true);
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(/breaks off "model\.safetensors"\. Trying again in/);
    const asked = hub.fetched().filter(({ url }) => url!.endsWith(MODEL));
    const from = asked.map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? "bytes=0-")![1]));
    expect(from[0]).toBe(0);
    expect(from[1]).toBeGreaterThan(0);
    expect(from[2]).toBeGreaterThan(from[1]!);
    expect(asked[1]!.headers["if-range"]).toBe('"x"');
  });

  it("after Ctrl-C, at another time", async () => {
    const stop = new AbortController();
    forModel((response) => {
      response.setHeader("ETag", '"tag"').setHeader("Content-Length", model().length);
      response.write(model().subarray(0, 50_000));
    });
    const onProgress = (_done: number, _total: number, path: string) => (path === MODEL ? stop.abort() : undefined);
    await expect(pull({}, { signal: stop.signal, onProgress })).rejects.toThrow(
      expect.objectContaining({ name: "AbortError" }),
    );
    expect(await inFolder()).toContain(`${MODEL}.part`);
    expect(await inFolder()).not.toContain(".pull.lock");
    hub.instead = (request, response) => {
      if (!request.url!.endsWith(MODEL)) return undefined;
      send(model(), { headers: { range: request.headers.range } }, response); // the first reply's tag was another
      return true;
    };
    await pull();
    const ranges = hub.fetched().map(({ headers }) => headers.range);
    expect(ranges.filter((range) => range !== undefined)).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(await isHere(MODEL)).toBe(true);
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
  });

  const part = async (bytes: Uint8Array, hash = sha256OfBytes(model())) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${MODEL}.part`), bytes);
    await writeFile(join(folder, `${MODEL}.part.state`), JSON.stringify({ hash, etag: '"tag"' }));
  };
  const anew: [string, () => Promise<void>][] = [
    [
      "a host that ignores Range",
      async () => {
        await part(model().subarray(0, 1000));
        forModel((response) => void response.end(model()));
      },
    ],
    ["a host whose file has another tag now", () => part(model().subarray(0, 1000))],
    [
      "a host that answers 416",
      async () => {
        await part(model().subarray(0, 1000));
        forModel((response, request) =>
          request.headers.range ? void response.writeHead(416).end() : send(model(), request, response),
        );
      },
    ],
    [
      "a host that goes on from elsewhere",
      async () => {
        await part(model().subarray(0, 1000));
        forModel((response, request) => {
          if (!request.headers.range) return send(model(), request, response);
          response
            .writeHead(206, { "Content-Range": `bytes 5-${model().length - 1}/${model().length}` })
            .end(model().subarray(5));
        });
      },
    ],
    ["a part of another file", () => part(model().subarray(0, 1000), "0".repeat(64))],
    ["a part that is too long", () => part(new Uint8Array(model().length + 1))],
    [
      "a part of wrong bytes",
      async () => {
        await part(new Uint8Array(1000));
        forModel((response, request) => send(model(), { headers: { range: request.headers.range } }, response));
      },
    ],
    ["a part that is whole", () => part(model())],
  ];
  it.each(anew)("with %s", async (_, arrange) => {
    await arrange();
    await pull();
    expect(await isHere(MODEL)).toBe(true);
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
  });

  it("when a busy host asks to wait, and not when it asks for too long", async () => {
    let times = 0;
    hub.instead = (_, response) =>
      times++ < 2 ? response.writeHead(times === 1 ? 429 : 503, { "Retry-After": "0" }).end() : undefined;
    await pull();
    hub.reset();
    hub.instead = (_, response) => response.writeHead(429, { "Retry-After": "3600" }).end();
    await refused(/too many requests\. It asks to wait 1 h: try again then/, { out: join(folder, "b") });
  });
});
