// The command from end to end, as a process, on a tiny painter.
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { version } from "../catalog/package.ts";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, SLOW);
afterAll(() => bench?.dispose());

const tiny = ["--model", "tiny.safetensors", "--steps", "2"];
const path = (...names: string[]) => join(bench.folder, ...names);

describe("help", () => {
  it("is everywhere, with examples", async () => {
    for (const command of [
      [],
      ["paint"],
      ["repeat"],
      ["write"],
      ["write", "poem"],
      ["write", "plan"],
      ["chat"],
      ["train"],
      ["data"],
      ["models"],
      ["plan"],
      ["tokens"],
      ["pull"],
      ["tune"],
      ["run"],
      ["embed"],
    ]) {
      const ran = await bench.run(...command, "--help");
      expect(ran).toMatchObject({ code: 0, stderr: "" });
      expect(ran.stdout).toMatch(/^Usage: onda/);
      expect(ran.stdout).toMatch(/\nExamples:\n {2}\$ onda /);
    }
    expect((await bench.run()).stdout).toMatch(/^Usage: onda/);
    expect(await bench.run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("onda paint", () => {
  it("names the file by prompt and seed, and the next one by a number", async () => {
    const first = await bench.run("paint", "a", "red", "apple", "--seed", "7", ...tiny);
    expect(first.stdout).toMatch(/^a-red-apple-7\.png\n {2}seed 7 · .* s · .* J · .* USD · energy by .*\n$/);
    const second = await bench.run("paint", "a red apple", "--seed", "7", ...tiny);
    expect(second.stdout).toMatch(/^a-red-apple-7-2\.png\n/);
    expect(await readFile(path("a-red-apple-7.png"))).toEqual(await readFile(path("a-red-apple-7-2.png")));
  });

  it("paints several, and says so as JSON", async () => {
    const ran = await bench.run(
      "paint",
      "一只猫",
      "-n",
      "2",
      "--seed",
      "3",
      "--size",
      "96",
      "--out",
      "cats.png",
      "--json",
      ...tiny,
    );
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    const said = JSON.parse(ran.stdout);
    expect(said.pictures.map((p: { file: string }) => p.file)).toEqual(["cats-1.png", "cats-2.png"]);
    expect(said.pictures[1]).toMatchObject({
      joules: expect.any(Number),
      cost: expect.any(Number),
      made: { seed: 4, size: 96, prompt: "一只猫" },
    });
    expect(await sharp(path("cats-2.png")).metadata()).toMatchObject({ width: 96, height: 96 });
  });

  it("draws an SVG, and writes to standard output", async () => {
    const ran = await bench.run("paint", "a cat", "--svg", "--out", "-", ...tiny);
    expect(ran.stdout).toMatch(/^<\?xml[\s\S]*<\/svg>\n$/);
    expect(ran.stderr).toMatch(/seed \d+ · /);
  });

  it("begins from a picture, and repeats with it", async () => {
    await sharp({ create: { width: 80, height: 60, channels: 3, background: "#3050c0" } })
      .png()
      .toFile(path("blue.png"));
    const ran = await bench.run(
      "paint",
      "a cat",
      "--from",
      "blue.png",
      "--strength",
      "0.3",
      "--out",
      "from-blue.png",
      ...tiny,
    );
    expect(ran.code).toBe(0);
    const again = await bench.run("repeat", "from-blue.png", "--model", "tiny.safetensors");
    expect(again.stdout).toMatch(/^from-blue-again\.png\n {2}identical, pixel by pixel/);
  });

  it("stops at Ctrl-C, keeps what is done and nothing half", async () => {
    await mkdir(path("stopped"));
    const options = ["--count", "1000", "--out", "stopped/", "--model", "tiny.safetensors", "--steps", "2"];
    const painting = bench.runWith({ interruptAt: "painting" }, "paint", "a cat", ...options);
    const ran = await painting;
    expect(ran.code).toBe(130);
    expect(ran.stderr).toMatch(/onda: stopped\.\n$/);
    const files = await readdir(path("stopped"));
    for (const file of files) expect((await sharp(path("stopped", file)).metadata()).format).toBe("png");
  });
});

describe("onda repeat", () => {
  it("writes the same file, and says when the model is another one", async () => {
    await bench.run("paint", "a dog", "--seed", "5", "--out", "dog.png", ...tiny);
    const ran = await bench.run("repeat", "dog.png", "--model", "tiny.safetensors", "--out", "dog-2.png", "--json");
    expect(JSON.parse(ran.stdout)).toMatchObject({ file: "dog-2.png", identical: true, different: 0 });
    expect(await readFile(path("dog-2.png"))).toEqual(await readFile(path("dog.png")));
    const { saveTinyPainter } = await import("../catalog/tiny-painter.testing.ts");
    await saveTinyPainter(path("other.safetensors"), 2);
    await bench.refused(["repeat", "dog.png", "--model", "other.safetensors"], 1, /made by tiny .* this is other/);
  });
});

describe("onda models", () => {
  it("says what a file is", async () => {
    const ran = await bench.run("models", "info", "tiny.safetensors");
    expect(ran.stdout).toMatch(
      /^tiny\n {2}file +tiny\.safetensors\n {2}format +onda-painter-2\n {2}size +.* parameters/,
    );
    const said = JSON.parse((await bench.run("models", "info", "tiny.safetensors", "--json")).stdout);
    expect(said).toMatchObject({
      name: "tiny",
      format: "onda-painter-2",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(JSON.parse((await bench.run("models", "list", "--json")).stdout)).toBeInstanceOf(Array);
  });

  it("verifies it, and finds a change", async () => {
    const { sha256Of } = await import("../catalog/models.ts");
    await writeFile(path("SHA256SUMS"), `${await sha256Of(path("tiny.safetensors"))}  tiny.safetensors\n`);
    expect(await bench.run("models", "verify", "tiny.safetensors")).toMatchObject({
      code: 0,
      stdout: "ok       tiny.safetensors\n",
    });
    await writeFile(path("SHA256SUMS"), `${"0".repeat(64)}  tiny.safetensors\n`);
    const ran = await bench.run("models", "verify", "tiny.safetensors");
    expect(ran).toMatchObject({ code: 1, stdout: "differs  tiny.safetensors\n" });
    expect(ran.stderr).toBe("onda: 1 of 1 files are not what they should be. Fetch them again.\n");
  });
});

describe("onda data folder", () => {
  it("makes a set, and names what it skipped", async () => {
    await mkdir(path("drawings"));
    await sharp({ create: { width: 30, height: 30, channels: 3, background: "#f00" } })
      .png()
      .toFile(path("drawings", "red-square.png"));
    await writeFile(path("drawings", "broken.png"), "no picture");
    const ran = await bench.run("data", "folder", "drawings", "--out", "set");
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^set\/pictures\.safetensors\n {2}1 picture, 1 skipped/);
    expect(ran.stderr).toMatch(/^onda: only one picture: [^\n]+\nonda: skipped broken\.png: [^\n]+\n$/);
    expect(existsSync(path("set", "pictures.safetensors"))).toBe(true);
  });
});
