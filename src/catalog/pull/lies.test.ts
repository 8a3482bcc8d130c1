// Hosts that do not keep their word, and folders with traps: nothing wrong gets a name, and nothing gets out.
import { link, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasty } from "./hub.testing.ts";
import {
  around,
  beginPulling,
  bytesOf,
  DEFAULT,
  folder,
  forModel,
  hub,
  inFolder,
  MODEL,
  prepare,
  pull,
  refused,
} from "./pulling.testing.ts";

beginPulling();

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
      "by silence after each byte",
      () => {
        hub.instead = (request, response) => {
          const timer = setInterval(() => response.write(" "), 50);
          request.on("close", () => clearInterval(timer));
          return true;
        };
      },
      /takes too long to list its files/,
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
    const outside = join(around, `outside-${basename(join(folder, ".."))}`);
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
    const outside = join(around, `outside-${basename(join(folder, ".."))}`);
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
