// The measures against what is known exactly.

import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import {
  bootstrap,
  frechetDistance,
  type Gaussian,
  gaussianOf,
  joinRows,
  measureDistance,
  peakRatio,
  shareOf,
  textureOf,
} from "./index.ts";

const gaussian = (mean: number[], covariance: number[]): Gaussian => ({
  mean: Float64Array.from(mean),
  covariance: Float64Array.from(covariance),
});

/** Rotates a diagonal covariance: Q D Qᵀ with Q a product of random plane rotations. */
function rotated(diagonal: readonly number[], seed: number): Float64Array {
  const d = diagonal.length;
  const m = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? diagonal[i / (d + 1)]! : 0));
  const rng = createRng(seed);
  for (let i = 0; i < d; i++) {
    for (let j = i + 1; j < d; j++) {
      const angle = 2 * Math.PI * rng.float();
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (const [a, b] of [
        [d, 1],
        [1, d],
      ] as const) {
        for (let k = 0; k < d; k++) {
          const [x, y] = [m[i * a + k * b]!, m[j * a + k * b]!];
          m[i * a + k * b] = c * x - s * y;
          m[j * a + k * b] = s * x + c * y;
        }
      }
    }
  }
  return m;
}

describe("frechetDistance", () => {
  it("is (μ₁ - μ₂)² + (σ₁ - σ₂)² in one dimension", () => {
    expect(frechetDistance(gaussian([1], [4]), gaussian([4], [25]))).toBeCloseTo(9 + 9, 10);
  });

  it("adds up over axes that both covariances share, whatever the axes", () => {
    const [one, other] = [
      [0.5, 1, 2, 3, 9],
      [4, 1, 0.1, 7, 2],
    ];
    const expected = one!.reduce((sum, a, i) => sum + (Math.sqrt(a) - Math.sqrt(other![i]!)) ** 2, 0);
    const mean = [0, 0, 0, 0, 0];
    const [p, q] = [rotated(one!, 3), rotated(other!, 3)];
    expect(
      frechetDistance({ ...gaussian(mean, []), covariance: p }, { ...gaussian(mean, []), covariance: q }),
    ).toBeCloseTo(expected, 9);
  });

  it("agrees with the closed form of two dimensions, where the covariances do not commute", () => {
    // Tr (AB)^½ = √(Tr AB + 2 √det AB) for 2 × 2 matrices
    const [a, b] = [
      [2, 0.5, 0.5, 1],
      [1, -0.8, -0.8, 3],
    ] as [number[], number[]];
    const trace = a[0]! * b[0]! + a[1]! * b[2]! + a[2]! * b[1]! + a[3]! * b[3]!;
    const determinant = (a[0]! * a[3]! - a[1]! * a[2]!) * (b[0]! * b[3]! - b[1]! * b[2]!);
    const expected = 2 + 1 + 1 + 3 - 2 * Math.sqrt(trace + 2 * Math.sqrt(determinant));
    expect(frechetDistance(gaussian([0, 0], a), gaussian([0, 0], b))).toBeCloseTo(expected, 10);
    expect(frechetDistance(gaussian([0, 0], b), gaussian([0, 0], a))).toBeCloseTo(expected, 10);
  });

  it("bears covariances without an inverse", () => {
    expect(frechetDistance(gaussian([0, 0], [1, 1, 1, 1]), gaussian([0, 0], [1, 1, 1, 1]))).toBeCloseTo(0, 6);
    expect(frechetDistance(gaussian([0, 0], [0, 0, 0, 0]), gaussian([3, 4], [1, 0, 0, 2]))).toBeCloseTo(25 + 3, 9);
  });

  it("approaches the true distance as samples grow, from above", () => {
    const truth = gaussian([0, 0, 0], [1, 0, 0, 0, 1, 0, 0, 0, 1]);
    const far = (count: number, seed: number) => {
      const data = createRng(seed).normal(count * 3);
      return frechetDistance(gaussianOf({ data, count, width: 3 }), truth);
    };
    expect(far(20, 1)).toBeGreaterThan(far(20_000, 1));
    expect(far(20_000, 1)).toBeLessThan(0.002);
  });

  it("comes with an error of the size that fresh samples show", () => {
    const truth = gaussian([1, 0], [1, 0, 0, 1]);
    const sample = (seed: number) => ({ data: createRng(seed).normal(400), count: 200, width: 2 });
    const { distance, error } = measureDistance(createRng(0), sample(1), truth, 40);
    const others = Array.from({ length: 40 }, (_, k) => frechetDistance(gaussianOf(sample(10 + k)), truth));
    const mean = others.reduce((a, b) => a + b) / 40;
    const spread = Math.sqrt(others.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 39);
    expect(Math.abs(distance - 1)).toBeLessThan(4 * error);
    expect(error / spread).toBeGreaterThan(0.6);
    expect(error / spread).toBeLessThan(1.6);
  });

  it("says when Gaussians do not fit", () => {
    expect(() => frechetDistance(gaussian([0], [1]), gaussian([0, 0], [1, 0, 0, 1]))).toThrow("1 and 2 numbers");
    expect(() => gaussianOf({ data: Float32Array.of(1), count: 1, width: 1 })).toThrow("two or more");
  });
});

describe("gaussianOf", () => {
  it("is the textbook's mean and covariance, of all rows or of some", () => {
    const data = Float32Array.of(1, 2, 3, 6, 5, 4);
    const all = gaussianOf({ data, count: 3, width: 2 });
    expect([...all.mean]).toEqual([3, 4]);
    expect([...all.covariance]).toEqual([4, 2, 2, 4]);
    const two = gaussianOf({ data, count: 3, width: 2 }, Int32Array.of(0, 1));
    expect([...two.mean]).toEqual([2, 4]);
    expect([
      ...joinRows([
        { data, count: 3, width: 2 },
        { data, count: 1, width: 2 },
      ]).data,
    ]).toEqual([1, 2, 3, 6, 5, 4, 1, 2]);
  });
});

describe("shares and errors", () => {
  it("gives Wilson's interval", () => {
    const half = shareOf(50, 100); // published: 0.404 to 0.596
    expect([half.low, half.high].map((x) => x.toFixed(3))).toEqual(["0.404", "0.596"]);
    expect(shareOf(10, 10).high).toBeCloseTo(1, 12);
    expect(shareOf(10, 10).low).toBeCloseTo(0.722, 3);
    expect(() => shareOf(0, 0)).toThrow("nothing");
  });

  it("finds the standard error of a mean", () => {
    const data = createRng(5).normal(400);
    const mean = (picks: Int32Array) => picks.reduce((sum, i) => sum + data[i]!, 0) / picks.length;
    expect(bootstrap(createRng(6), 400, mean)).toBeCloseTo(1 / 20, 2);
  });
});

describe("texture", () => {
  const size = 8;
  const drawn = (colour: (x: number, y: number, c: number) => number) =>
    Float32Array.from({ length: 3 * size * size }, (_, i) =>
      colour(i % size, Math.floor(i / size) % size, Math.floor(i / size / size)),
    );

  it("tells areas with clean edges from mottled ones", () => {
    const halves = drawn((x) => (x < 4 ? -1 : 1));
    const clean = textureOf(halves, size);
    expect(clean.flat).toBeCloseTo(1 - 8 / (2 * 56), 6);
    expect(clean.edge).toBeCloseTo(1, 6);
    const noise = createRng(1).normal(halves.length);
    const mottled = textureOf(
      halves.map((x, i) => x + 0.1 * noise[i]!),
      size,
    );
    expect(mottled.flat).toBeLessThan(0.2);
    expect(mottled.edge).toBeLessThan(0.3);
  });

  it("measures noise in decibels", () => {
    const zero = new Float32Array(100);
    expect(
      peakRatio(
        zero,
        zero.map(() => 0.2),
      ),
    ).toBeCloseTo(20, 5);
  });
});
