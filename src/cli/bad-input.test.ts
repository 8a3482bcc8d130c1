// Whatever is wrong with what a user gives: one clear line, exit code 2 or 1, no stack trace, nothing half written.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, SLOW);
afterAll(() => bench?.dispose());

const tiny = ["--model", "tiny.safetensors", "--steps", "1", "--seed", "1"];
const path = (...names: string[]) => join(bench.folder, ...names);

describe("prompts", () => {
  const prompts: [string, string, RegExp][] = [
    ["empty", "", /prompt is empty/],
    ["blank", " \n\t ", /prompt is empty/],
    ["of 10,000 characters", "a".repeat(10_000), /10000 characters\. At most 1000/],
    ["of unknown emoji only", "🫥🫠", /no word that the painter can read/],
    ["of punctuation only", "?!…", /no word/],
    ["with control characters", "a\u001b[2Jb", /control character \(U\+001B\)/],
  ];
  it.each(prompts)("%s", (_, prompt, message) => bench.refused(["paint", prompt, ...tiny], 2, message));

  it("of known emoji only are read by their names", async () => {
    const ran = await bench.run("paint", "🍎🍎", ...tiny);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(/^red-apple-red-apple-1\.png\n/);
  });
});

describe("options", () => {
  const options: [string[], RegExp][] = [
    [["--size", "0"], /'0' is invalid\. It must be a whole number from 64 to 512/],
    [["--size", "-1"], /'-1' is invalid/],
    [["--size", "1000000000"], /'1000000000' is invalid/],
    [["--size", "1e9"], /'1e9' is invalid/],
    [["--count", "0"], /from 1 to 1000/],
    [["--guidance", "NaN"], /from 0 to 20/],
    [["--sampler", "magic"], /Allowed choices are euler, heun, dpm/],
    [["--sise", "64"], /unknown option '--sise' \(Did you mean --size\?\)/],
    [["--mask", "tiny.safetensors"], /--mask needs --from/],
    [["--strength", "0.5"], /Give the picture with --from/],
    [["--svg", "--out", "a.png"], /--svg asks for an SVG/],
    [["--out", "a.jpg"], /written as \.png or \.svg/],
    [["--out", "-", "--count", "2"], /only one picture/],
    [["--from", "."], /is not a file/],
    [["--from", "gone.png"], /cannot read gone\.png: the file or folder does not exist/],
    [["--from", "emoji.json", ...tiny], /cannot be read as a picture/],
  ];
  it.each(options)("%j", (given, message) => bench.refused(["paint", "a cat", ...given], 2, message));

  const commands: [string[], number, RegExp][] = [
    [["paint"], 2, /missing required argument 'prompt'/],
    [["pant"], 2, /unknown command 'pant' \(Did you mean paint\?\)/],
    [["repeat", "gone.png"], 2, /does not exist/],
    [["repeat", "emoji.json"], 2, /does not say how it was made/],
    [["train", "gone"], 2, /does not exist/],
    [["train", "."], 1, /recipe\.json does not exist/],
    [["models", "info", "emoji.json"], 1, /safetensors: header/],
    [["models", "verify", "tiny.safetensors"], 1, /no SHA256SUMS/],
  ];
  it.each(commands)("%j", (args, code, message) => bench.refused(args, code, message));
});

describe("places that cannot be written", () => {
  const paintTo = (out: string) => ["paint", "a cat", ...tiny, "--out", out];

  it("a folder that is a file, or is not there, or belongs to the system", async () => {
    await bench.refused(paintTo("tiny.safetensors/a.png"), 2, /is not a folder/);
    await bench.refused(paintTo("gone/a.png"), 1, /cannot write to .*gone/);
    if (existsSync("/proc/self")) await bench.refused(paintTo("/proc/a.png"), 1, /cannot write/);
  });

  it("a file that is there stays, unless --force is given", async () => {
    await writeFile(path("mine.png"), "mine");
    await bench.refused(paintTo("mine.png"), 2, /mine\.png exists\. Overwrite it with --force/);
    expect(await readFile(path("mine.png"), "utf8")).toBe("mine");
    expect(await bench.run(...paintTo("mine.png"), "--force")).toMatchObject({ code: 0 });
    expect((await readFile(path("mine.png"))).length).toBeGreaterThan(100);
  });

  it.skipIf(!existsSync("/dev/full"))("a full device", () =>
    bench.refused(paintTo("/dev/full"), 1, /cannot write \/dev\/full: no space is left on the disk/),
  );

  it("a full disk keeps no half file", async (context) => {
    await mkdir(path("disk"));
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=8k", "tmpfs", path("disk")]);
    context.skip(mounted.status !== 0, "only root may mount a small disk");
    try {
      await bench.refused([...paintTo("disk/a.png"), "--size", "256"], 1, /no space is left on the disk/);
      expect(await readdir(path("disk"))).toEqual([]);
    } finally {
      spawnSync("umount", [path("disk")]);
    }
  });
});

describe("a folder of pictures", () => {
  it("whose every picture is corrupt is a fault", async () => {
    await mkdir(path("corrupt"));
    for (const name of ["red apple.png", "cat.jpg", "dog.webp"]) await writeFile(path("corrupt", name), name);
    await writeFile(path("corrupt", "empty.png"), "");
    await bench.refused(["data", "folder", "corrupt"], 1, /none of its pictures can be used \(4 skipped/);
    expect(existsSync(path("runs"))).toBe(false);
  });

  it("that is missing, a file, or empty", async () => {
    await mkdir(path("nothing"));
    await bench.refused(["data", "folder", "gone"], 2, /cannot read gone/);
    await bench.refused(["data", "folder", "emoji.json"], 2, /is not a folder/);
    await bench.refused(["data", "folder", "nothing"], 1, /no pictures/);
  });
});

describe("--debug", () => {
  it("shows where an error comes from", async () => {
    const ran = await bench.run("paint", "a cat", "--model", "gone.safetensors", "--debug");
    expect(ran.stderr).toMatch(/^onda: gone\.safetensors does not exist.*\n[\s\S]*\n {4}at /);
    expect(ran.code).toBe(2);
  });
});
