import { expect, test } from "vitest";
import type { Rng } from "../nn/random.ts";
import { batchAt, batches } from "./batches.ts";

/** A 2 × 2 picture of one random grey, first pixel pure red. */
const sampler = (rng: Rng) => {
  const grey = rng.int(256);
  return { pixels: Uint8Array.from([255, 0, 0, ...Array(9).fill(grey)]), size: 2, caption: `grey ${grey}` };
};

test("pixels become planes in [-1, 1]", () => {
  const { pixels, captions } = batchAt(sampler, 2, 1, 0);
  expect(pixels.length).toBe(2 * 3 * 4);
  const grey = Number(captions[1]!.slice(5));
  const scaled = Math.fround(grey / 127.5 - 1);
  expect([...pixels.subarray(12)]).toEqual([
    1,
    scaled,
    scaled,
    scaled,
    -1,
    scaled,
    scaled,
    scaled,
    -1,
    scaled,
    scaled,
    scaled,
  ]);
});

test("batch k is a pure function of (seed, k), so a run resumes where it stood", () => {
  const run = batches(sampler, 4, { seed: 7 });
  const all = Array.from({ length: 5 }, () => run.next().value);
  expect(all.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
  const resumed = batches(sampler, 4, { seed: 7, step: 3 }).next().value;
  expect(resumed).toEqual(all[3]);
  expect(batchAt(sampler, 4, 8, 3).captions).not.toEqual(all[3]!.captions);
});

test("pixels are written into a given buffer", () => {
  const into = new Float32Array(12);
  expect(batchAt(sampler, 1, 1, 0, into).pixels).toBe(into);
  expect(() => batchAt(sampler, 2, 1, 0, into)).toThrow("batches: 24 numbers do not fit a buffer of 12.");
});

test("a batch size must be a positive integer", () => {
  expect(() => batches(sampler, 0, { seed: 1 }).next()).toThrow("batches: batch size 0 is not a positive integer.");
});
