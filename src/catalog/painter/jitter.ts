/**
 * Pictures made a little wrong, so that a classifier judges what is shown and not how cleanly: turned, stretched,
 * wobbling, blurred, mottled, noisy, with other contrast. These are the faults that generators have.
 */
import { createRng, type Rng } from "../../nn/index.ts";

/** A bank of normal numbers: a random window of it is as good as fresh ones, and costs nothing. */
const BANK = 1 << 16;
let bank: Float32Array | undefined;

const MAX_TURN = 0.18; // radians, on top of a rendering's own
const MAX_STRETCH = 0.14;
const MAX_SHIFT = 0.05; // of the side
const MAX_WOBBLE = 0.02; // of the side
/** Points of the coarse grids, on a side, that wobbles and mottles are interpolated from. */
const WOBBLE_GRID = 4;
const MOTTLE_GRID = 9;

/** Planes [3, S, S] in [-1, 1], changed in place. */
export function jitter(pixels: Float32Array, size: number, rng: Rng): void {
  if (rng.float() < 0.8) warp(pixels, size, rng);
  if (rng.float() < 0.5) blur(pixels, size, rng.float());
  if (rng.float() < 0.5) mottle(pixels, size, 0.22 * rng.float() ** 2, rng);
  if (rng.float() < 0.5) grain(pixels, 0.16 * rng.float() ** 2, rng);
  if (rng.float() < 0.7) tone(pixels, size, rng);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.max(-1, Math.min(1, pixels[i]!));
}

/** An affine map and a smooth wobble, bilinear; what lies beyond the border continues the border. */
function warp(pixels: Float32Array, size: number, rng: Rng): void {
  const source = pixels.slice();
  const spread = (most: number) => most * (2 * rng.float() - 1);
  const [turn, wide, high] = [spread(MAX_TURN), 1 + spread(MAX_STRETCH), 1 + spread(MAX_STRETCH)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const middle = (size - 1) / 2;
  const [dx, dy] = [middle + spread(MAX_SHIFT) * size, middle + spread(MAX_SHIFT) * size];
  const wobble = rng.float() < 0.5 ? rng.float() * MAX_WOBBLE * size : 0;
  const [waveX, waveY] = [surface(size, WOBBLE_GRID, wobble, rng), surface(size, WOBBLE_GRID, wobble, rng)];
  const area = size * size;
  const edge = size - 1.001;
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const u = Math.max(0, Math.min(edge, dx + (cos * (x - middle) + sin * (y - middle)) * wide + waveX[i]!));
      const v = Math.max(0, Math.min(edge, dy + (cos * (y - middle) - sin * (x - middle)) * high + waveY[i]!));
      const a = u - (u | 0);
      const b = v - (v | 0);
      let at = (v | 0) * size + (u | 0);
      for (let to = i; to < 3 * area; to += area, at += area) {
        const top = source[at]! * (1 - a) + source[at + 1]! * a;
        const bottom = source[at + size]! * (1 - a) + source[at + size + 1]! * a;
        pixels[to] = top * (1 - b) + bottom * b;
      }
    }
  }
}

/** Mixes with the neighbours, along rows and then along columns. A row's end touches the next row's start: both are background. */
function blur(pixels: Float32Array, size: number, amount: number): void {
  const share = amount / 3;
  const keep = 1 - 2 * share;
  for (const [start, step] of [
    [1, 1],
    [size, size],
  ] as const) {
    const source = pixels.slice();
    for (let i = start; i < pixels.length - start; i++) {
      pixels[i] = keep * source[i]! + share * (source[i - step]! + source[i + step]!);
    }
  }
}

function mottle(pixels: Float32Array, size: number, strength: number, rng: Rng): void {
  const area = size * size;
  for (let c = 0; c < 3; c++) {
    const cloud = surface(size, MOTTLE_GRID, strength, rng);
    for (let i = 0; i < area; i++) pixels[c * area + i]! += cloud[i]!;
  }
}

function grain(pixels: Float32Array, strength: number, rng: Rng): void {
  const noise = window(pixels.length, rng);
  for (let i = 0; i < pixels.length; i++) pixels[i]! += strength * noise[i]!;
}

/** Contrast and brightness of the whole, and a cast of each channel. */
function tone(pixels: Float32Array, size: number, rng: Rng): void {
  const contrast = 0.85 + 0.25 * rng.float();
  const light = 0.08 * (2 * rng.float() - 1);
  for (let c = 0; c < 3; c++) {
    const cast = light + 0.04 * (2 * rng.float() - 1);
    for (let i = c * size * size; i < (c + 1) * size * size; i++) pixels[i] = pixels[i]! * contrast + cast;
  }
}

/** A smooth random surface [S, S]: normal numbers at the points of a coarse grid, bilinear between. */
function surface(size: number, grid: number, strength: number, rng: Rng): Float32Array {
  const out = new Float32Array(size * size);
  if (strength === 0) return out;
  const points = window(grid * grid, rng);
  const step = (grid - 1.001) / (size - 1);
  for (let y = 0; y < size; y++) {
    const row = (y * step) | 0;
    const b = y * step - row;
    for (let x = 0; x < size; x++) {
      const column = (x * step) | 0;
      const a = x * step - column;
      const at = row * grid + column;
      const top = points[at]! * (1 - a) + points[at + 1]! * a;
      const bottom = points[at + grid]! * (1 - a) + points[at + grid + 1]! * a;
      out[y * size + x] = strength * (top * (1 - b) + bottom * b);
    }
  }
  return out;
}

function window(count: number, rng: Rng): Float32Array {
  bank ??= createRng("jitter").normal(BANK);
  const start = rng.int(BANK - count);
  return bank.subarray(start, start + count);
}
