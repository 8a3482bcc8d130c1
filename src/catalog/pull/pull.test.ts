// A pull from a host that keeps its word, and from hosts that do not.

import { spawnSync } from "node:child_process";
import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RequestError } from "../errors.ts";
import { sha256OfBytes, verifyModel } from "../models.ts";
import { HostError } from "./errors.ts";
import { COMMIT, gguf, type Hub, hasty, openHub, send } from "./hub.testing.ts";
import { type PullOptions, type PullRequest, preparePull } from "./pull.ts";
import type { PulledRecord } from "./record.ts";

let hub: Hub;
let around: string;
let folder: string;
beforeAll(async () => {
  hub = await openHub();
  around = await mkdtemp(join(tmpdir(), "onda-pull-"));
});
afterAll(async () => {
  await hub.close();
  await rm(around, { recursive: true, force: true });
});
let round = 0;
beforeEach(() => {
  hub.reset();
  folder = join(around, String(++round), "model");
});

const MODEL = "model.safetensors";
const DEFAULT = ["LICENSE", "README.md", "config.json", MODEL, "tokenizer.json"];
const prepare = (request: Partial<PullRequest> = {}, options: PullOptions = {}) =>
  preparePull({ model: "tiny/model", host: hub.url, out: folder, ...request }, { timing: hasty, ...options });
const pull = async (request?: Partial<PullRequest>, options?: PullOptions): Promise<PulledRecord> =>
  (await prepare(request, options)).run();
const inFolder = async () => (await readdir(folder, { recursive: true }).catch(() => [])).sort();
const bytesOf = (path: string) => readFile(join(folder, path));
/** Here as the host has it. */
const isHere = async (path: string) => (await bytesOf(path)).equals(hub.files[path]!);
/** Refused with a message, and nothing under the file's name; nothing outside the folder. */
async function refused(message: RegExp, request?: Partial<PullRequest>, options?: PullOptions): Promise<Error> {
  const error = await pull(request, options).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(error?.message).toMatch(message);
  const outside = (await readdir(join(folder, "..")).catch(() => [])).filter((name) => name !== "model");
  expect(outside).toEqual([]);
  return error!;
}
/** What the host does for the model's file alone. */
const forModel = (answer: (response: ServerResponse, request: Parameters<Hub["instead"]>[0]) => void) => {
  hub.instead = (request, response) => {
    if (!request.url!.endsWith(MODEL)) return undefined;
    answer(response, request);
    return true;
  };
};

describe("a pull", () => {
  it("brings weights, config, tokenizer and licence, and no pickle or code", async () => {
    const { plan, run } = await prepare();
    expect(plan).toMatchObject({ repository: "tiny/model", commit: COMMIT, licence: "apache-2.0", folder });
    expect(plan.files.map(({ path }) => path).sort()).toEqual(DEFAULT);
    expect(plan.bytes).toBe(DEFAULT.reduce((sum, path) => sum + hub.files[path]!.length, 0));
    expect(plan.missing).toBe(plan.bytes);
    expect(plan.refused.map(({ path }) => path)).toEqual([".gitattributes", "modeling_tiny.py", "pytorch_model.bin"]);
    expect(await inFolder()).toEqual([]);
    const record = await run();
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
    for (const { path, sha256 } of record.files) {
      expect(await isHere(path)).toBe(true);
      expect(sha256).toBe(sha256OfBytes(hub.files[path]!));
    }
    expect(JSON.parse(await readFile(join(folder, "pulled.json"), "utf8"))).toEqual(record);
    expect(record).toMatchObject({ host: `${hub.url}/`, repository: "tiny/model", commit: COMMIT });
    const checked = await verifyModel({ name: "tiny/model", file: join(folder, MODEL) });
    expect(checked.map(({ ok }) => ok)).toEqual(DEFAULT.map(() => true));
  });

  it("fetches nothing twice, and what has changed again", async () => {
    await pull();
    const before = hub.fetched().length;
    expect((await prepare()).plan.missing).toBe(0);
    await pull();
    expect(hub.fetched().length).toBe(before);
    await writeFile(join(folder, "config.json"), '{"model_type": "evil"}');
    expect((await verifyModel({ name: "x", file: join(folder, MODEL) })).filter(({ ok }) => !ok)).toHaveLength(1);
    await pull();
    expect(await isHere("config.json")).toBe(true);
    expect(hub.fetched().length).toBe(before + 1);
  });

  it("never writes over what no pull has brought", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "README.md"), "mine");
    expect(await refused(/README\.md is another file than that of tiny\/model\. Move it/)).toBeInstanceOf(RequestError);
    expect(await readFile(join(folder, "README.md"), "utf8")).toBe("mine");
    await rm(join(folder, "README.md"));
    await writeFile(join(folder, "pulled.json"), JSON.stringify({ repository: "other/model", files: [] }));
    await refused(/holds "other\/model"\. Choose another folder/);
  });

  it("takes one GGUF file of several, and asks for one", async () => {
    hub.files = { "README.md": hub.files["README.md"]!, "t-Q4_0.gguf": gguf(900), "t-q8_0.gguf": gguf(1500) };
    await refused(/several models\. Choose one of Q4_0 \(900 B\), q8_0 \(1\.5 kB\): onda pull tiny\/model:Q4_0$/);
    await refused(/has no file "Q2_K"\. Choose one of/, { model: "tiny/model:Q2_K" });
    await pull({ model: "tiny/model:q4_0" });
    await pull({ model: "tiny/model:t-q8_0.gguf" });
    expect(await inFolder()).toEqual(["README.md", "pulled.json", "t-Q4_0.gguf", "t-q8_0.gguf"]);
  });

  it("takes what a pattern says", async () => {
    hub.files["deep/er/config.json"] = hub.files["config.json"]!;
    expect((await pull({ file: "**/*.json" })).files.map(({ path }) => path)).toEqual([
      "config.json",
      "deep/er/config.json",
      "tokenizer.json",
    ]);
    const checked = await verifyModel({ name: "x", file: join(folder, "deep/er/config.json") });
    expect(checked.every(({ ok }) => ok)).toBe(true);
    await refused(/"pytorch_model\.bin" of tiny\/model is not fetched: it is a pickle/, { file: "pytorch_model.bin" });
    await refused(/"modeling_tiny\.py" of tiny\/model is not fetched: it is code/, { file: "*.py" });
    await refused(/has no file "x\*"\. It has "LICENSE", /, { file: "x*" });
  });

  it("says what to do where there is only pickle", async () => {
    delete hub.files[MODEL];
    await refused(/weights only as pickle \("pytorch_model\.bin"\), which can run code .* Look for a repository/);
  });

  it("checks the disk before it starts", async () => {
    await refused(/400 kB are needed and 1 kB are free in .*\. Make room/, {}, { freeSpace: async () => 1000 });
    expect(hub.fetched()).toEqual([]);
  });

  it("lets two of the same at once do no harm", async () => {
    const slow = () => new Promise<number>((done) => setTimeout(done, 50, 1e12));
    const both = await Promise.allSettled([pull({}, { freeSpace: slow }), pull({}, { freeSpace: slow })]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const lost = both.find((one) => one.status === "rejected")!;
    expect(String(lost.reason)).toMatch(/process \d+ is pulling into .*\. Wait for it; .* remove .*\.pull\.lock/);
    const gone = spawnSync(process.execPath, ["--version"]).pid;
    for (const pid of [process.pid, gone]) {
      await writeFile(join(folder, ".pull.lock"), JSON.stringify({ pid, host: hostname() }));
      await pull(); // this process holds no lock: one with its number is from before
    }
    await writeFile(join(folder, ".pull.lock"), JSON.stringify({ pid: gone, host: "elsewhere" }));
    await refused(/process \d+ on elsewhere is pulling/);
    await rm(join(folder, ".pull.lock"));
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
  });
});

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

describe("a host that lies", () => {
  const lying: [string, () => void, RegExp][] = [
    [
      "about the size, and says so",
      () => {
        hub.lie = (l) => ({
          ...l,
          siblings: l.siblings.map((s) => ({ ...s, lfs: s.lfs && { ...s.lfs, size: 5000 } })),
        });
      },
      /announced with 5000 bytes, and the host sends 400\d+\. It was stopped and deleted/,
    ],
    [
      "about the size, and sends without end",
      () =>
        forModel((response) => {
          const more = () => void response.write(new Uint8Array(65536), (error) => error || setImmediate(more));
          more();
        }),
      /announced with 400\d+ bytes, and the host sends more\./,
    ],
    [
      "about the size, and ends early",
      () => forModel((response) => void response.write("short", () => response.end())),
      /ends "model\.safetensors" after 5 B of 400 kB\. It was tried 3 times/,
    ],
    [
      "about the bytes",
      () => forModel((response) => void response.end(new Uint8Array(hub.files[MODEL]!.length))),
      /another hash than 127\.0\.0\.1:\d+ announced, twice\. It was deleted/,
    ],
    [
      "about Git's hash",
      () => {
        hub.instead = (request, response) =>
          request.url!.endsWith("config.json") ? response.end('{"model_type": "evil"}') : undefined;
      },
      /"config\.json" has another hash/,
    ],
    [
      "by packing",
      () => forModel((response) => void response.setHeader("Content-Encoding", "gzip").end("x")),
      /packs "model\.safetensors" \("gzip"\) unasked/,
    ],
    [
      "by silence",
      () => forModel((response) => void response.write("x")),
      /sends nothing for 0\.3 s\. It was tried 3 times/,
    ],
    [
      "by silence from the first",
      () => {
        hub.instead = () => true;
      },
      /sends nothing for 0\.3 s\. It was tried 3 times/,
    ],
    [
      "by hanging up",
      () => {
        hub.instead = (request) => request.socket.destroy();
      },
      /breaks the connection off\. It was tried 3 times/,
    ],
    [
      "by speaking no HTTP",
      () => {
        hub.instead = (request) => request.socket.end("hello\r\n\r\n");
      },
      /does not answer as a web server does/,
    ],
    [
      "with HTML",
      () => {
        hub.instead = (_, response) => response.setHeader("Content-Type", "text/html").end("<html>");
      },
      /answers with "text\/html" that is no JSON\. Give the address/,
    ],
    [
      "with JSON without end",
      () => {
        hub.instead = (_, response) => {
          const more = () => void response.write(" ".repeat(1 << 20), (error) => error || setImmediate(more));
          more();
          return true;
        };
      },
      /answers with more than 16 MB/,
    ],
    [
      "with JSON of another kind",
      () => {
        hub.lie = () => [1, null];
      },
      /without a commit or without files/,
    ],
    [
      "with a commit that is a path",
      () => {
        hub.lie = (l) => ({ ...l, sha: "../../x" });
      },
      /without a commit/,
    ],
    [
      "by leaving hashes out",
      () => {
        hub.lie = (l) => ({ ...l, siblings: l.siblings.map(({ rfilename }) => ({ rfilename })) });
      },
      /lists "model\.safetensors" of tiny\/model without its size and hash/,
    ],
    [
      "with numbers that are none",
      () => {
        hub.lie = (l) => ({
          ...l,
          siblings: l.siblings.map((s) => ({ ...s, size: -1, lfs: s.lfs && { ...s.lfs, size: 1e300 } })),
        });
      },
      /without its size and hash/,
    ],
    [
      "with a tokenizer of 10 GB",
      () => {
        hub.lie = (l) => ({
          ...l,
          siblings: l.siblings.map((s) => (s.rfilename === "tokenizer.json" ? { ...s, size: 1e10 } : s)),
        });
      },
      /"tokenizer\.json" has 10 GB, and no such file has more/,
    ],
    [
      "by a missing file",
      () => {
        hub.instead = (request, response) => (request.url!.endsWith(MODEL) ? response.writeHead(404).end() : undefined);
      },
      /has no "model\.safetensors" at 0123.*, though its listing says so/,
    ],
  ];
  it.each(lying)("%s", async (name, arrange, message) => {
    arrange();
    await refused(message, {}, name.startsWith("by silence") ? { timing: { ...hasty, stall: 300 } } : {});
    expect(await inFolder()).not.toContain(MODEL);
    expect(await inFolder()).not.toContain(".pull.lock");
    const part = await bytesOf(`${MODEL}.part`).catch(() => Buffer.alloc(0));
    expect(part.length).toBeLessThanOrEqual(5); // only what may still become right
  });

  it("with names that leave the folder", async () => {
    const names = [
      "../model.safetensors",
      "/tmp/onda-evil.json",
      "C:\\evil.json",
      "a\\..\\b.json",
      "x/../../y.json",
      "a//b.json",
      "./c.json",
      "n\0ul.json",
      "con.json",
      "NUL",
      "lpt1.txt",
      "evil.json ",
      "evil.json.",
      "e:vil.json",
      "\u202egnp.json",
      ".ssh/config.json",
      "pulled.json",
      "PULLED.JSON",
      `${"x".repeat(300)}.json`,
      "a\n.json",
      "~/x.json",
      "COM¹.json",
    ];
    for (const name of names) hub.files[name] = new TextEncoder().encode("{}");
    const { plan, run } = await prepare({ file: "**" });
    expect(plan.refused.map(({ path }) => path)).toEqual(expect.arrayContaining(names));
    await run();
    expect(await inFolder()).toEqual([...DEFAULT, "pulled.json"].sort());
    expect(await readdir(join(folder, ".."))).toEqual(["model"]);
  });

  it("with names that are one name", async () => {
    hub.files["Config.JSON"] = hub.files["config.json"]!;
    await refused(/has "config\.json" and "Config\.JSON", which may be one file here/, { file: "*" });
    delete hub.files["Config.JSON"];
    hub.files["config.json/a.json"] = hub.files["config.json"]!;
    await refused(/has "config\.json\/a\.json" within a file/, { file: "**" });
    hub.reset();
    hub.lie = (l) => ({ ...l, siblings: [...l.siblings, ...l.siblings] });
    await refused(/lists a file of tiny\/model twice/);
  });

  const disguised: [string, string, Uint8Array, RegExp][] = [
    [
      "safetensors that are a pickle",
      MODEL,
      Uint8Array.of(0x80, 2, 0x63, 0x6f, 0x73, 0x0a, 0x2e, 0x2e, 0x2e),
      /no.*safetensors|header of/,
    ],
    ["safetensors that are a zip", MODEL, new TextEncoder().encode("PK\u0003\u0004".padEnd(100)), /header of/],
    [
      "safetensors with hidden bytes",
      MODEL,
      Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d, 1, 2, 3),
      /3 bytes after the last tensor/,
    ],
    ["GGUF that is none", "a.gguf", new TextEncoder().encode("GGML".padEnd(100)), /does not begin with GGUF/],
    ["GGUF of the future", "a.gguf", Uint8Array.of(0x47, 0x47, 0x55, 0x46, 99, 0, 0, 0), /GGUF of version 99/],
    ["JSON that is none", "config.json", new TextEncoder().encode("{'a': 1}"), /it is no JSON/],
    ["JSON that is a program", "config.json", new TextEncoder().encode("\u007fELF"), /begins like a program/],
    ["a README that is a script", "README.md", new TextEncoder().encode("#!/bin/sh\n"), /begins like a program/],
    ["a licence that is no text", "LICENSE", Uint8Array.of(65, 0, 66), /it is no text/],
    ["a tokenizer that is a pickle", "tokenizer.model", Uint8Array.of(0x80, 4, 0x95), /begins like a pickle/],
    ["a tokenizer that is nothing", "tokenizer.model", new TextEncoder().encode("hello"), /no tokenizer of/],
  ];
  it.each(disguised)("with %s", async (_, path, bytes, message) => {
    hub.files[path] = bytes;
    const error = await refused(message, { file: path });
    expect(error.message).toContain(`"${path}" is not what its name says, and is refused: `);
    expect(await inFolder()).toEqual([]);
  });
});

describe("a folder with traps", () => {
  it.each([
    ["the file", "config.json"],
    ["its part", "config.json.part"],
  ])("a link in place of %s is not followed", async (_, name) => {
    const outside = join(around, `outside-${round}`);
    await writeFile(outside, "mine");
    await mkdir(folder, { recursive: true });
    await symlink(outside, join(folder, name));
    await refused(/is a link, or not a file\. Nothing is written through it/);
    await rm(join(folder, name));
    if (name.endsWith(".part")) {
      await link(outside, join(folder, name));
      await refused(/is a link, or not a file of its own/);
    }
    expect(await readFile(outside, "utf8")).toBe("mine");
  });

  it("a linked folder within it is not entered, and small files replace links", async () => {
    hub.files["deep/config.json"] = hub.files["config.json"]!;
    const outside = join(around, `outside-${round}`);
    await mkdir(outside);
    await mkdir(folder, { recursive: true });
    await symlink(outside, join(folder, "deep"));
    await refused(/deep is a link, or not a folder/, { file: "**/config.json" });
    await writeFile(join(outside, "record"), "mine");
    for (const name of ["pulled.json", "config.json.part.state"])
      await symlink(join(outside, "record"), join(folder, name));
    await pull();
    expect(await readdir(outside)).toEqual(["record"]);
    expect(await readFile(join(outside, "record"), "utf8")).toBe("mine");
  });
});

describe("what a person got wrong", () => {
  it.each([
    [{ model: "gpt2" }, /"gpt2" is no model of a host\. It is written OWNER\/NAME/],
    [{ model: "../x" }, /is no model of a host/],
    [{ model: "a/b/c" }, /is no model of a host/],
    [{ model: "a/.." }, /is no model of a host/],
    [{ revision: "../../x" }, /is no revision/],
    [{ revision: "gone" }, /has no revision "gone"\. Leave --revision out/],
    [{ model: "tiny/model:a", file: "b" }, /not both/],
    [{ host: "huggingface.co" }, /must be an address such as https:\/\/huggingface\.co/],
    [{ host: "file:///etc" }, /must be an address/],
    [{ host: "https://user:secret@example.com" }, /must be an address .* without a password/],
  ])("%j", async (request, message) => {
    const error = await refused(message, request);
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).not.toContain("secret");
  });

  it.each([
    [401, "", undefined, /is not there, or private, or gated\. See http.*tiny\/model, accept .* and set HF_TOKEN/],
    [403, "GatedRepo", undefined, /is gated\. Accept its conditions at http.*tiny\/model, and set HF_TOKEN/],
    [403, "GatedRepo", "secret", /The token in HF_TOKEN does not open it/],
    [404, "RepoNotFound", undefined, /there is no tiny\/model at 127\.0\.0\.1:\d+\. Look for its name/],
    [418, "", undefined, /answers 418, which Onda does not expect/],
  ])("the host says %d %s, with the token %s", async (status, code, token, message) => {
    hub.instead = (_, response) => response.writeHead(status, code ? { "X-Error-Code": code } : {}).end("no");
    const error = await refused(message, {}, { token });
    expect(error).toBeInstanceOf(status === 418 ? HostError : RequestError);
    expect(error.message).not.toContain("secret");
  });

  it("a host that is not there", async () => {
    const gone = await openHub();
    await gone.close();
    await refused(/takes no connections\. It was tried 3 times/, { host: gone.url });
  });
});
