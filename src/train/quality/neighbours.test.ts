// The measures of two samples against what is known exactly: closed forms, lemmas, and cases with one answer.

import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import {
  bootstrap,
  densityCoverage,
  expectedCoverage,
  intervalOf,
  kernelDistance,
  memorising,
  nearestDistances,
  neighbourTest,
  pickRows,
  type Rows,
} from "./index.ts";

/** Rows of N(shift, I). */
function normal(seed: number | string, count: number, width: number, shift = 0): Rows {
  const data = createRng(seed).normal(count * width);
  return { data: data.map((x) => x + shift), count, width };
}
const rows = (list: readonly (readonly number[])[]): Rows => ({
  data: Float32Array.from(list.flat()),
  count: list.length,
  width: list[0]!.length,
});
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, x) => sum + (x - mean(values)) ** 2, 0) / (values.length - 1));
const rng = createRng(1);

describe("kernelDistance", () => {
  /** E[(xᵀx'/d + 1)³] for x, x' ~ N(μ, I) from the moments of a normal given x'; the same for N(0, I) and between. */
  function expected(d: number, square: number): number {
    const second = (d + 2 * square + square ** 2) / d ** 2;
    const third = (square ** 3 + 6 * square ** 2 + 3 * (d + 2) * square) / d ** 3;
    const own = 1 + (3 * square) / d + 3 * second + third;
    return own + (1 + 3 / d) - 2 * (1 + (3 * (d + square)) / d ** 2);
  }

  it("is on average what the moments of two Gaussians say", () => {
    const [d, shift] = [4, 0.7];
    const values = Array.from(
      { length: 40 },
      (_, k) => kernelDistance(rng, normal(`x${k}`, 120, d, shift), normal(`y${k}`, 120, d), 2).value,
    );
    const error = deviation(values) / Math.sqrt(values.length);
    expect(Math.abs(mean(values) - expected(d, d * shift ** 2))).toBeLessThan(3.5 * error);
    expect(error).toBeLessThan(0.05 * expected(d, d * shift ** 2)); // so the line above could fail
  });

  it("has no bias: 0 on average for one distribution, in samples of ten", () => {
    const values = Array.from(
      { length: 400 },
      (_, k) => kernelDistance(rng, normal(`x${k}`, 10, 3), normal(`y${k}`, 10, 3), 2).value,
    );
    expect(Math.abs(mean(values))).toBeLessThan(3.5 * (deviation(values) / 20));
    expect(Math.min(...values)).toBeLessThan(0);
  });

  it("is the estimator written out, and its error the spread of fresh samples", () => {
    const [x, y] = [rows([[1], [2]]), rows([[0], [3]])];
    const k = (a: number, b: number) => (a * b + 1) ** 3;
    expect(kernelDistance(rng, x, y, 2).value).toBeCloseTo(
      k(1, 2) + k(0, 3) - (2 * (k(1, 0) + k(1, 3) + k(2, 0) + k(2, 3))) / 4,
      9,
    );
    const reference = normal("reference", 200, 4);
    const measured = (seed: string) => kernelDistance(rng, normal(seed, 100, 4, 1), reference, 30);
    const spread = deviation(Array.from({ length: 30 }, (_, i) => measured(`fresh${i}`).value));
    const { error } = measured("one");
    expect(error / spread).toBeGreaterThan(0.5);
    expect(error / spread).toBeLessThan(2);
  });
});

describe("density and coverage", () => {
  it("are what their authors derive for one distribution", () => {
    // Naeem et al. 2020, lemma 2, at M = N → ∞ with k = 5: 1 - 2⁻⁵ = 0.969
    expect(expectedCoverage(1e7, 1e7)).toBeCloseTo(1 - 1 / 32, 5);
    const [n, m, k] = [60, 90, 3];
    const runs = Array.from({ length: 60 }, (_, i) =>
      densityCoverage(rng, normal(`made${i}`, m, 2), normal(`real${i}`, n, 2), k, 2),
    );
    const coverage = runs.map((run) => run.coverage.value);
    const density = runs.map((run) => run.density.value);
    expect(Math.abs(mean(coverage) - expectedCoverage(n, m, k))).toBeLessThan((3.5 * deviation(coverage)) / 7.7);
    expect(Math.abs(mean(density) - 1)).toBeLessThan((3.5 * deviation(density)) / 7.7);
  });

  it("tell what is left out from what is wrong", () => {
    const real = rows([[0], [1], [2], [3], [100], [101], [102], [103]]);
    const half = densityCoverage(rng, rows([[0], [1], [2], [3]]), real, 1, 2); // a mode is missing
    expect(half.coverage.value).toBe(0.5);
    expect(half.density.value).toBeGreaterThan(1);
    const wrong = densityCoverage(rng, rows([[50], [60], [0], [1]]), real, 1, 2);
    expect(wrong.density.value).toBeLessThan(half.density.value);
    expect(densityCoverage(rng, rows([[1e4]]), real, 1, 2)).toMatchObject({
      density: { value: 0 },
      coverage: { value: 0 },
    });
    expect(() => densityCoverage(rng, real, rows([[1], [2]]), 5)).toThrow("more than 5 real rows, not 2");
  });

  it("have errors of the size that fresh samples show", () => {
    const real = normal("real", 200, 3);
    const measured = (seed: string) => densityCoverage(rng, normal(seed, 200, 3, 0.8), real);
    const fresh = Array.from({ length: 30 }, (_, i) => measured(`made${i}`));
    const { density, coverage } = measured("one");
    for (const [own, all] of [
      [density.error, fresh.map((run) => run.density.value)],
      [coverage.error, fresh.map((run) => run.coverage.value)],
    ] as const) {
      expect(own / deviation(all)).toBeGreaterThan(0.6);
      expect(own / deviation(all)).toBeLessThan(1.7);
    }
  });
});

describe("neighbourTest", () => {
  it("is a coin's throw for one distribution, and certain for two that lie apart", () => {
    const { accuracy } = neighbourTest(normal("a", 500, 3), normal("b", 500, 3));
    expect(accuracy.low).toBeLessThan(0.5);
    expect(accuracy.high).toBeGreaterThan(0.5);
    expect(accuracy.of).toBe(1000);
    expect(neighbourTest(normal("a", 50, 3), normal("b", 50, 3, 100))).toMatchObject({
      accuracy: { share: 1 },
      made: 1,
      real: 1,
    });
  });

  it("falls below it for copies, and says which kind crowds together", () => {
    const real = normal("real", 200, 3);
    expect(neighbourTest(real, real).accuracy.share).toBe(0);
    const heap = normal("heap", 200, 3);
    const test = neighbourTest({ ...heap, data: heap.data.map((x) => x * 0.01) }, real);
    expect(test.made).toBeGreaterThan(0.95);
    expect(test.real).toBeLessThan(test.made);
    expect(() => neighbourTest(real, normal("few", 20, 3))).toThrow("not 200 and 20");
  });
});

describe("memorising", () => {
  const train = normal("train", 300, 5);
  const unseen = nearestDistances(normal("test", 200, 5), train);

  it("finds copies, also when they are blurred a little, and half of them", () => {
    const noise = normal("noise", 200, 5);
    const near = pickRows(train, createRng(3).permutation(300).subarray(0, 200));
    const copies = { ...near, data: near.data.map((x, i) => x + 0.02 * noise.data[i]!) };
    const all = memorising(rng, nearestDistances(copies, train), unseen);
    expect(all.ratio.value).toBeLessThan(0.1);
    expect(all.nearer.value).toBeGreaterThan(0.97);
    expect(all.suspects.share).toBeGreaterThan(0.9);
    const mixed = nearestDistances(normal("fresh", 200, 5), train).map((d, i) => (i % 2 ? 0 : d));
    expect(memorising(rng, mixed, unseen).suspects.share).toBeGreaterThan(0.49);
  });

  it("leaves what is new in peace", () => {
    const fresh = memorising(rng, nearestDistances(normal("fresh", 200, 5), train), unseen);
    const [low, high] = intervalOf(fresh.ratio);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(1);
    expect(Math.abs(fresh.nearer.value - 0.5)).toBeLessThan(4 * fresh.nearer.error);
    expect(fresh.suspects.share).toBeLessThan(0.05);
    expect(memorising(rng, unseen, unseen).nearer.value).toBeCloseTo(0.5, 9);
  });

  it("measures by the root mean square, exactly", () => {
    const long = normal("long", 20, 200);
    const reference = normal("reference", 30, 200);
    const plain = Array.from({ length: 20 }, (_, i) => {
      const to = (j: number) =>
        Math.sqrt(
          mean(Array.from({ length: 200 }, (_, c) => (long.data[i * 200 + c]! - reference.data[j * 200 + c]!) ** 2)),
        );
      return Math.min(...Array.from({ length: 30 }, (_, j) => to(j)));
    });
    for (const [i, d] of nearestDistances(long, reference).entries()) expect(d).toBeCloseTo(plain[i]!, 6);
    expect(() => nearestDistances(long, train)).toThrow("200 and of 5 numbers");
  });
});

it("an interval holds the truth about as often as it says", () => {
  const held = Array.from({ length: 100 }, (_, k) => {
    const data = createRng(`sample${k}`).normal(60);
    const value = mean([...data]);
    const error = bootstrap(createRng(k), 60, (picks) => mean(Array.from(picks, (i) => data[i]!)), 60);
    const [low, high] = intervalOf({ value, error });
    return low <= 0 && high >= 0;
  });
  expect(held.filter(Boolean).length).toBeGreaterThan(86);
  expect(held.filter(Boolean).length).toBeLessThan(101);
});
