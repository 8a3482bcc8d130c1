// The measure end to end on a tiny painter and a tiny judge: what it says is checked, not how good they are.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallSet } from "../../data/emoji/small-set.testing.ts";
import { type EmojiSet, planOf } from "../../data/index.ts";
import { defaultOptimizer } from "../../nn/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { train } from "../../train/index.ts";
import { saveTinyPainter } from "../tiny-painter.testing.ts";
import { measureJudge } from "./classifier.ts";
import { loadClassifier, saveClassifier } from "./classifier-file.ts";
import { classifierTask, judgeConfig } from "./classifier-task.ts";
import { evaluatePainter } from "./evaluate.ts";
import { openJudge } from "./judge.ts";
import { type ManyPainter, openManyPainter } from "./paint-many.ts";
import { openPainter } from "./painter.ts";
import { qualityPage } from "./quality-page.ts";
import { renderPlans } from "./renderings.ts";
import { sampleSheets, sheetPage } from "./sample-sheets.ts";
import { loadPainter } from "./weights.ts";

const training = {
  seed: 1,
  batch: 16,
  schedule: { learningRate: 0.004, warmup: 4, steps: 30, floor: 0.1 },
  optimizer: defaultOptimizer,
  averageDecay: 0.9,
};

/** One thread each: small programs gain nothing from more, and tests run side by side. */
const thrifty = { threads: 1 };

let set: EmojiSet;
let folder: string;
const path = (name: string) => join(folder, name);
const losses: number[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-quality-"));
  set = await smallSet();
  await saveTinyPainter(path("painter.safetensors"));
  const judge = judgeConfig(set, { widths: [16, 16, 24], features: 24 } as never);
  const onStep = ({ metrics }: { metrics: Readonly<Record<string, number>> }) => losses.push(metrics.loss!);
  const { params } = await train(onnxRuntime, classifierTask(judge, training, set), {
    folder,
    onStep,
    compile: thrifty,
  });
  await saveClassifier(path("judge.safetensors"), judge, params);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

describe("the judge", () => {
  it("learns", async () => {
    const mean = (list: readonly number[]) => list.reduce((a, b) => a + b) / list.length;
    expect(mean(losses.slice(-5))).toBeLessThan(0.85 * mean(losses.slice(0, 5)));
    const judge = await openJudge(onnxRuntime, await loadClassifier(path("judge.safetensors")), thrifty);
    const [first, five] = await measureJudge(judge, set, 64);
    expect(five.right).toBeGreaterThanOrEqual(first.right);
    expect(five.right).toBeGreaterThan(5); // chance is 5 of 16
    await judge.dispose();
  });

  it("answers the same for a picture alone and among others", async () => {
    const judge = await openJudge(onnxRuntime, await loadClassifier(path("judge.safetensors")), thrifty);
    const plans = set.concepts.map(({ id }) => planOf(id));
    const pixels = renderPlans(set, plans, "test", 64);
    const all = await judge.judge(pixels);
    const alone = await judge.judge(pixels.subarray(3 * 3 * 64 * 64, 4 * 3 * 64 * 64));
    expect(alone.answers[0]).toEqual(all.answers[3]);
    expect(all.answers[3]!.concepts).toHaveLength(5);
    expect(all.features).toMatchObject({ count: 16, width: 24 });
    await judge.dispose();
  });

  it("refuses files that are no judges", async () => {
    await expect(loadClassifier(path("painter.safetensors"))).rejects.toThrow("onda-painter-2, not onda-classifier-1");
    await writeFile(path("broken.safetensors"), "no");
    await expect(loadClassifier(path("broken.safetensors"))).rejects.toThrow();
    await expect(loadClassifier(path("absent.safetensors"))).rejects.toThrow("does not exist");
  });
});

describe("painting many", () => {
  it("gives the pictures that painting one by one gives", async () => {
    const file = await loadPainter(path("painter.safetensors"));
    const many = await openManyPainter(onnxRuntime, file, { count: 2, ...thrifty });
    const one = await openPainter(onnxRuntime, file, thrifty);
    const wishes = [
      { prompt: "a red apple", seed: 1 },
      { prompt: "猫", seed: 2 },
      { prompt: "a dog", seed: 3 },
    ];
    const pixels = await many.paint(wishes, { steps: 3 });
    for (const [i, wish] of wishes.entries()) {
      const alone = await one.paint({ ...wish, steps: 3 });
      const together = pixels.subarray(i * alone.length, (i + 1) * alone.length);
      expect(alone.reduce((most, x, j) => Math.max(most, Math.abs(x - together[j]!)), 0)).toBeLessThan(1e-3);
    }
    await Promise.all([many.dispose(), one.dispose()]);
  }, 60_000);
});

describe("sample sheets", () => {
  it("show prompts, seeds and settings", async () => {
    const asked: unknown[] = [];
    const paint: ManyPainter["paint"] = async (wishes, options) => {
      asked.push({ wishes: wishes.length, ...options });
      return new Float32Array(wishes.length * 3 * 8 * 8);
    };
    const sheets = await sampleSheets({ paint, dispose: async () => {} }, set, 8, { sampler: "euler" });
    expect(sheets.map(({ name }) => name)).toEqual([
      "plain-english",
      "plain-chinese",
      "held-out",
      "seeds",
      "guidance",
      "steps",
    ]);
    expect(asked).toContainEqual({ wishes: 4, sampler: "euler", guidance: 1.25 });
    expect(asked).toContainEqual({ wishes: 32, sampler: "euler" });
    const page = sheetPage(sheets);
    expect(page).toContain("](seeds.png)");
    expect(page).toContain("1. a red apple · a cat");
  });
});

describe("evaluatePainter", () => {
  it("reports every number beside what the set itself gets", async () => {
    const parts = new Set<string>();
    const report = await evaluatePainter(path("painter.safetensors"), path("judge.safetensors"), set, {
      plain: 8,
      combined: 4,
      varietyPrompts: 4,
      varietySeeds: 2,
      together: 4,
      ...thrifty,
      steps: 1,
      onProgress: ({ part }) => parts.add(part),
    });
    expect(report.groups).toHaveLength(10);
    expect(parts).toContain("seeds");
    expect(report.judge).toMatch(/^[0-9a-f]{64}$/);
    expect(report.distance.painter.distance).toBeGreaterThan(report.distance.floor.distance);
    expect(report.distance.reference).toBe(4 * 16);
    expect(report.variety.pixels.real.within).toBeGreaterThan(0);
    expect(report.roundTrip).toBeGreaterThan(0);
    const page = qualityPage(report);
    expect(page).toContain("| colour × object, held out | 4 |");
    expect(page).not.toMatch(/NaN|undefined/);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  }, 60_000);

  it("stops when asked", async () => {
    const stop = AbortSignal.abort(new Error("enough"));
    const run = evaluatePainter(path("painter.safetensors"), path("judge.safetensors"), set, {
      plain: 2,
      steps: 1,
      signal: stop,
    });
    await expect(run).rejects.toThrow("enough");
  });
});
