// The measure end to end on a small set of faces and a judge trained for seconds: what it says of makers that are known.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildFaces, openSplit, type SplitSet } from "../../data/index.ts";
import { createRng, defaultOptimizer } from "../../nn/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { saveTinyPainter } from "../tiny-painter.testing.ts";
import { openFolderSource } from "./folder-source.ts";
import { type OpenJudge, openSetJudge } from "./judges.ts";
import { type MeasureReport, measurePictures } from "./measure.ts";
import { openPictureSource } from "./open.ts";
import { measurePage } from "./page.ts";
import { fitPixels, pixelsOf } from "./pixels.ts";
import { type MeasuredSet, openMeasuredSet } from "./sets.ts";
import type { PictureSource } from "./source.ts";
import { type TrainedJudge, trainJudge } from "./train-judge.ts";

const recipe = {
  name: "tiny",
  config: { widths: [16, 16, 24], features: 16 },
  training: {
    seed: 1,
    batch: 16,
    schedule: { learningRate: 0.01, warmup: 4, steps: 60, floor: 0.1 },
    optimizer: defaultOptimizer,
    averageDecay: 0.9,
  },
};

let folder: string;
let parts: SplitSet;
let set: MeasuredSet;
let judge: OpenJudge;
let trained: TrainedJudge;
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-measure-"));
  await buildFaces({ out: path("faces"), train: 300, test: 120 });
  parts = await openSplit(path("faces"));
  set = await openMeasuredSet(path("faces"));
  await writeFile(path("recipe.json"), JSON.stringify(recipe));
  const where = { data: path("faces"), out: path("run"), file: path("judge.safetensors"), threads: 1 };
  trained = await trainJudge(path("recipe.json"), where);
  judge = await openSetJudge(onnxRuntime, set, path("judge.safetensors"), { threads: 1 });
}, 180_000);
afterAll(async () => {
  await judge.judge.dispose();
  await rm(folder, { recursive: true });
});

/** A maker whose pictures are known. */
const maker = (sample: PictureSource["sample"], conditional = false): PictureSource => ({
  ...{ name: "known", size: 32, conditional, sample },
  dispose: async () => undefined,
});
const measure = (source: PictureSource): Promise<MeasureReport> =>
  measurePictures(source, set, judge, { count: 60, seed: 3 });

describe("the judge of a labelled set", () => {
  it("has learned more than the commonest answer", () => {
    expect(trained.finished).toBe(true);
    for (const question of ["length", "skin"]) {
      const counts = new Map<string, number>();
      for (const { labels } of parts.test.pictures)
        counts.set(labels![question]!, (counts.get(labels![question]!) ?? 0) + 1);
      expect(trained.accuracy[question]!.right).toBeGreaterThan(Math.max(...counts.values()));
    }
    expect(trained.hash).toBe(judge.judge.hash);
  });
});

describe("the measure", () => {
  it("says of other faces of the same program that they are as good as unseen ones", async () => {
    await buildFaces({ out: path("fresh"), train: 60, test: 1, seed: 9 });
    const fresh = (await openSplit(path("fresh"))).train.pictures;
    const report = await measure(maker(async () => pixelsOf(fresh)));
    expect(report).toMatchObject({ set: path("faces"), pictures: 60, reference: 300 });
    expect(report.frechet.made.value / report.frechet.floor.value).toBeLessThan(2);
    expect(report.neighbours.made.accuracy.share).toBeLessThan(0.65);
    expect(report.memorising.pixels.ratio.value).toBeGreaterThan(0.8);
    expect(report.accuracy).toBeUndefined();
    expect(await measure(maker(async () => pixelsOf(fresh)))).toEqual(report);
  });

  it("tells a copyist by the training pictures that it repeats, whatever the distances say", async () => {
    const report = await measure(maker(async (count) => pixelsOf(parts.train.pictures.slice(0, count))));
    expect(report.memorising.pixels).toMatchObject({ made: 0, suspects: { share: 1 } });
    expect(report.memorising.pixels.ratio.value).toBeCloseTo(0, 9);
    expect(report.memorising.features.nearer.value).toBeGreaterThan(0.95);
    expect(report.frechet.made.value).toBeLessThan(2 * report.frechet.floor.value);
  });

  it("tells one good picture over and over by its coverage, and noise by everything", async () => {
    const one = await measure(
      maker(async (count) => pixelsOf(Array.from({ length: count }, () => parts.test.pictures[0]!))),
    );
    expect(one.coverage.made.value).toBeLessThan(0.5 * one.coverage.floor.value);
    expect(one.neighbours.made.made).toBe(1);
    const noise = await measure(maker(async (count) => createRng(1).uniform(count * 3 * 32 * 32, -1, 1)));
    expect(noise.neighbours.made.accuracy.share).toBeGreaterThan(0.9);
    expect(noise.frechet.made.value).toBeGreaterThan(5 * noise.frechet.floor.value);
    expect(noise.kernel.made.value).toBeGreaterThan(5 * Math.abs(noise.kernel.floor.value));
    expect(noise.texture.made.flat).toBeLessThan(0.5 * noise.texture.floor.flat);
  });

  it("says how often a maker does what it is asked, beside what the judge finds in the set itself", async () => {
    const obedient = maker(async (_, __, asked) => {
      const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
      return pixelsOf(asked!.map(({ labels }) => parts.test.pictures.find((one) => same(one.labels, labels))!));
    }, true);
    const { accuracy } = await measure(obedient);
    expect(Object.keys(accuracy!)).toEqual(["hair", "length", "skin", "glasses", "all"]);
    expect(accuracy!.skin!.floor.share).toBeGreaterThan(0.5);
    const deaf = await measure(maker(async (count) => pixelsOf(parts.train.pictures.slice(0, count)), true));
    expect(deaf.accuracy!.skin!.made.share).toBeLessThan(deaf.accuracy!.skin!.floor.share);
    const page = measurePage(deaf);
    expect(page).toMatch(/\| as asked: skin \| [\d.]+ % \(\d+–\d+\) \| /);
    expect(page).toContain("must not be set beside published");
  });

  it("refuses pictures that are none", async () => {
    const broken = maker(async (count) => new Float32Array(count * 3 * 32 * 32).fill(Number.NaN));
    await expect(measure(broken)).rejects.toThrow("not finite");
    await expect(measure(maker(async () => new Float32Array(5)))).rejects.toThrow("5 numbers instead of 184320");
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const source = maker(async (count) => createRng(1).uniform(count * 3 * 32 * 32, -1, 1));
    const options = { count: 60, seed: 1, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(measurePictures(source, set, judge, options)).rejects.toThrow(/abort/);
  });
});

describe("what is measured", () => {
  it("may be a painter, asked by its captions, at its own size", async () => {
    await saveTinyPainter(path("painter.safetensors"));
    const painter = await openPictureSource(path("painter.safetensors"), { threads: 1 });
    expect(painter).toMatchObject({ conditional: true, size: 64 });
    expect(painter.name).toMatch(/^painter [0-9a-f]{16}$/);
    const pixels = await painter.sample(2, 1, [{ caption: "a cat" }, { caption: "a dog" }]);
    expect(pixels).toHaveLength(2 * 3 * 64 * 64);
    expect(fitPixels(pixels, 64, 32)).toHaveLength(2 * 3 * 32 * 32);
    await painter.dispose();
    await expect(openPictureSource(path("judge.safetensors"))).rejects.toThrow("no model that makes pictures");
  });

  it("may be a folder of pictures without names", async () => {
    await mkdir(path("shades"));
    for (let i = 0; i < 3; i++) {
      const background = { r: 100 * i, g: 0, b: 0 };
      await sharp({ create: { width: 20, height: 20, channels: 3, background } })
        .png()
        .toFile(path(`shades/${i}.png`));
    }
    const source = await openFolderSource(path("shades"), 32);
    expect(source).toMatchObject({ most: 3, conditional: false, warnings: [] });
    const pixels = await source.sample(3, 1);
    const reds = [0, 1, 2].map((i) => Math.round((pixels[i * 3 * 32 * 32]! + 1) * 127.5)).sort((a, b) => a - b);
    expect(reds).toEqual([0, 100, 200]);
    await expect(source.sample(4, 1)).rejects.toThrow("holds 3 pictures");
  });

  it("is measured against a set that is here, by a judge that is the published one", async () => {
    await expect(openMeasuredSet("horses")).rejects.toThrow(/no set "horses"\. Known: digits, faces, emoji/);
    await expect(openMeasuredSet(folder)).rejects.toThrow(/cannot read .*pictures\.safetensors/);
    await expect(openSetJudge(onnxRuntime, set)).rejects.toThrow("--judge FILE");
    await expect(openSetJudge(onnxRuntime, set, path("none"))).rejects.toThrow("not there");
    await writeFile(path("SHA256SUMS"), `${"0".repeat(64)}  judge.safetensors\n`);
    await expect(openSetJudge(onnxRuntime, set, path("judge.safetensors"))).rejects.toThrow("SHA-256 differs");
    await rm(path("SHA256SUMS"));
  });
});

it("pictures keep their colours at another size", () => {
  const ramp = Float32Array.from({ length: 3 * 8 * 8 }, (_, i) => (i % 8) / 8 + Math.floor(i / 64));
  const mean = (x: Float32Array) => x.reduce((a, b) => a + b, 0) / x.length;
  for (const to of [4, 8, 16, 6, 12]) {
    const fitted = fitPixels(ramp, 8, to);
    expect(fitted).toHaveLength(3 * to * to);
    expect(mean(fitted)).toBeCloseTo(mean(ramp), 2);
    expect(mean(fitted.subarray(0, to * to))).toBeCloseTo(mean(ramp.subarray(0, 64)), 2);
  }
  expect([...fitPixels(Float32Array.of(0, 1, 2, 3), 2, 1)]).toEqual([1.5]);
});
