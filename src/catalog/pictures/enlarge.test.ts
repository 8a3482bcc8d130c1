// Crisp where there is an edge, unchanged where there is none, and the same numbers everywhere.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { denoise, noiseOf } from "./denoise.ts";
import { enlarge } from "./enlarge.ts";
import { enlargePlanes, linear, mitchell } from "./resample.ts";

const S = 64;
const least = (values: Float32Array) => values.reduce((a, b) => Math.min(a, b));
const most = (values: Float32Array) => values.reduce((a, b) => Math.max(a, b));
const gap = (a: Float32Array, b: Float32Array) => most(a.map((v, i) => Math.abs(v - b[i]!)));
const picture = (colour: (x: number, y: number) => number, side = S) =>
  Float32Array.from({ length: 3 * side * side }, (_, i) => colour(i % side, Math.floor(i / side) % side));

describe("resampling", () => {
  it("keeps a flat plane flat", () => {
    for (const kernel of [linear, mitchell]) {
      const large = enlargePlanes(new Float32Array(16).fill(0.3), 1, 4, 20, kernel);
      expect(Math.max(...large.map((v) => Math.abs(v - 0.3)))).toBeLessThan(1e-6);
    }
  });

  it("keeps a slope a slope, away from the border", () => {
    const large = enlargePlanes(
      Float32Array.from({ length: 64 }, (_, i) => i % 8),
      1,
      8,
      16,
      linear,
    );
    const row = Array.from(large.subarray(8 * 16, 9 * 16));
    expect(row.slice(2, 14)).toEqual(row.slice(2, 14).map((_, i) => 0.75 + i / 2));
  });
});

describe("enlarging", () => {
  it("makes an edge of a few pixels, where interpolation makes one of eight", () => {
    const step = picture((x) => (x < 32 ? -1 : 1));
    const row = (large: Float32Array) => Array.from(large.subarray(256 * 512, 257 * 512));
    const between = (large: Float32Array) => row(large).filter((v) => Math.abs(v) < 0.9).length;
    expect(between(enlarge(step, S, 512))).toBeLessThanOrEqual(4);
    expect(between(enlargePlanes(step, 3, S, 512, mitchell))).toBeGreaterThanOrEqual(8);
  });

  it("leaves a soft shading as it is", () => {
    const shade = picture((x) => x / 32 - 1);
    const [crisp, smooth] = [enlarge(shade, S, 256), enlargePlanes(shade, 3, S, 256, mitchell)];
    expect(gap(crisp, smooth)).toBeLessThan(0.01);
  });

  it("stays within the colours of the picture: rings of an edge are under 3 % of it", () => {
    const dot = picture((x, y) => ((x - 32) ** 2 + (y - 32) ** 2 < 100 ? 0.8 : -0.6));
    const large = enlarge(dot, S, 300);
    expect(least(large)).toBeGreaterThan(-0.6 - 0.03 * 1.4);
    expect(most(large)).toBeLessThan(0.8 + 0.03 * 1.4);
  });

  it("shows only colours between the two of an edge: no coloured rims", () => {
    const [blue, yellow] = [
      [-0.8, 0, 0.9],
      [0.9, 0.7, -0.6],
    ];
    const soft = Float32Array.from({ length: 3 * S * S }, (_, i) => {
      const c = Math.floor(i / (S * S));
      const t = Math.min(1, Math.max(0, ((i % S) - 30) / 4)); // an edge of four pixels
      return blue[c]! + t * (yellow[c]! - blue[c]!);
    });
    const large = enlarge(soft, S, 256);
    const area = 256 * 256;
    for (let i = 0; i < area; i += 37) {
      const t = (large[i]! - blue[0]!) / (yellow[0]! - blue[0]!);
      for (const c of [1, 2]) expect(large[c * area + i]).toBeCloseTo(blue[c]! + t * (yellow[c]! - blue[c]!), 2);
    }
  });

  it("gives every size, and the picture itself at its own", () => {
    const flat = picture(() => 0.5);
    expect(enlarge(flat, S, S)).toBe(flat);
    fc.assert(
      fc.property(fc.integer({ min: 65, max: 200 }), (size) => {
        const large = enlarge(flat, S, size);
        return large.length === 3 * size * size && large.every((v) => Math.abs(v - 0.5) < 1e-5);
      }),
      { numRuns: 8 },
    );
  });
});

describe("denoising", () => {
  const edge = (x: number) => (x < 32 ? -0.5 : 0.5);
  const noise = createRng(1).normal(3 * S * S);
  const noisy = picture(edge).map((v, i) => v + 0.02 * noise[i]!);

  it("passes a clean picture unchanged", () => {
    const clean = picture(edge);
    expect(noiseOf(clean, S)).toBe(0);
    expect(denoise(clean, S)).toBe(clean);
  });

  it("takes most of the noise and leaves the edge", () => {
    const error = (pixels: Float32Array) => Math.sqrt(pixels.reduce((sum, v, i) => sum + (v - edge(i % S)) ** 2, 0));
    const smooth = denoise(noisy, S);
    expect(error(smooth)).toBeLessThan(0.5 * error(noisy));
    expect(smooth[32 * S + 32]! - smooth[32 * S + 31]!).toBeGreaterThan(0.9);
  });
});
