// The command: a folder measured as a user would, what it writes, and what it refuses.

import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeClassifier } from "../../catalog/measure/frozen-file.ts";
import { buildFaces, openSplit } from "../../data/index.ts";
import { initClassifier } from "../../models/classifier/index.ts";
import { createRng } from "../../nn/index.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

let bench: Bench;
const path = (name: string) => join(bench.folder, name);

beforeAll(async () => {
  bench = await openBench();
  await buildFaces({ out: path("faces"), train: 100, test: 40 });
  const { train, test } = await openSplit(path("faces"));
  const heads = Object.entries(train.questions!).map(([question, answers]) => [question, answers.length]);
  const config = { imageSize: 32, widths: [8, 8, 8], features: 8, heads: Object.fromEntries(heads) } as const;
  const judge = { ...config, questions: train.questions! };
  await writeClassifier(path("judge.safetensors"), judge, initClassifier(createRng(1), judge));
  await mkdir(path("mine"));
  for (const [i, { pixels }] of test.pictures.slice(0, 30).entries()) {
    await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
      .png()
      .toFile(path(`mine/${i}.png`));
  }
}, SLOW);
afterAll(() => bench.dispose());

describe("onda measure", () => {
  it(
    "prints a table beside its floor, and writes it",
    async () => {
      const ran = await bench.run("measure", "mine", "--data", "./faces", "--judge", "judge.safetensors", "--out", "q");
      expect(ran.code).toBe(0);
      expect(ran.stdout).toMatch(/^mine on \.\/faces, 30 pictures, judge [0-9a-f]{16}\n/);
      expect(ran.stdout).toMatch(/Fréchet distance +[\d.]+ \([-\d.]+–[\d.]+\) +[\d.]+/);
      expect(ran.stdout).toContain("must not be set beside published");
      expect((await readdir(path("q"))).sort()).toEqual(["quality.json", "quality.md"]);
      const report = JSON.parse(await readFile(path("q/quality.json"), "utf8"));
      expect(report).toMatchObject({ format: "onda-measure-1", source: "mine", pictures: 30, reference: 100 });
      expect(await readFile(path("q/quality.md"), "utf8")).toContain("# mine, measured on ./faces");
      const json = await bench.run("measure", "mine", "--data", "faces/", "--judge", "judge.safetensors", "--json");
      expect(JSON.parse(json.stdout)).toMatchObject({ frechet: report.frechet });
      expect(existsSync(path("runs/quality/mine-faces/quality.md"))).toBe(true);
    },
    SLOW,
  );

  it(
    "refuses what cannot be measured, in one line",
    async () => {
      const judged = ["--data", "./faces", "--judge", "judge.safetensors"];
      await bench.refused(["measure", "mine", "--data", "horses"], 2, /Known: digits, faces, emoji/);
      await bench.refused(["measure", "mine", "--data", "digits"], 2, /Make it: onda data digits/);
      await bench.refused(["measure", "mine", "--data", "./faces"], 2, /--judge FILE/);
      await bench.refused(["measure", "nothing", ...judged], 2, /there is no model "nothing"/);
      await bench.refused(["measure", "judge.safetensors", ...judged], 2, /no model that makes pictures/);
      await bench.refused(["measure", "mine", ...judged, "--count", "5"], 2, /whole number from 20/);
      await bench.refused(["measure", "mine"], 2, /--data/);
      const many = await bench.run("measure", "mine", ...judged, "--count", "31"); // a slow machine may show progress first
      expect(many).toMatchObject({ code: 2, stdout: "" });
      expect(many.stderr).toMatch(/onda: --count is 31, but mine holds 30 pictures\. Ask for at most as many\.\n$/);
    },
    SLOW,
  );

  it(
    "stopped by Ctrl-C, it leaves nothing",
    async () => {
      const ran = await bench.runWith(
        { interruptAt: "making pictures" },
        ...["measure", "tiny.safetensors", "--data", "./faces", "--judge", "judge.safetensors", "--out", "stopped"],
      );
      // So small a painter may be done before it says a word: then it has written all.
      if (ran.code === 130) expect(existsSync(path("stopped"))).toBe(false);
      else expect((await readdir(path("stopped"))).sort()).toEqual(["quality.json", "quality.md"]);
    },
    SLOW,
  );
});
