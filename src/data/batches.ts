/** Batches for a training step: batch k is a pure function of (seed, k), so that a run resumes where it stood. */
import { createRng, type Rng } from "../nn/random.ts";

/** What every source of samples gives: RGB in [0, 255], size × size × 3, and a caption. */
export interface Captioned {
  readonly pixels: Float32Array | Uint8Array;
  readonly size: number;
  readonly caption: string;
}

export interface Batch<S extends Captioned> {
  readonly step: number;
  /** [B, 3, size, size] in [-1, 1]. */
  readonly pixels: Float32Array;
  readonly captions: readonly string[];
  /** The samples as their source made them: plans, languages, file names. */
  readonly samples: readonly S[];
}

/**
 * Batch number `step`; all samples must have the same size.
 * @param into receives the pixels, so that no memory is taken; its length must fit
 */
export function batchAt<S extends Captioned>(
  sampler: (rng: Rng) => S,
  batchSize: number,
  seed: number | string,
  step: number,
  into?: Float32Array,
): Batch<S> {
  const rng = createRng(seed).split(step);
  const samples = Array.from({ length: batchSize }, (_, i) => sampler(rng.split(i)));
  const size = samples[0]?.size ?? 0;
  const numbers = batchSize * 3 * size * size;
  const pixels = into ?? new Float32Array(numbers);
  if (pixels.length !== numbers)
    throw new RangeError(`batches: ${numbers} numbers do not fit a buffer of ${pixels.length}.`);
  for (const [i, sample] of samples.entries()) planar(sample, pixels, i * 3 * size * size);
  return { step, pixels, captions: samples.map(({ caption }) => caption), samples };
}

/** All batches from `step` on, without end. */
export function* batches<S extends Captioned>(
  sampler: (rng: Rng) => S,
  batchSize: number,
  { seed, step = 0 }: { readonly seed: number | string; readonly step?: number },
): Generator<Batch<S>, never> {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(`batches: batch size ${batchSize} is not a positive integer.`);
  }
  for (let k = step; ; k++) yield batchAt(sampler, batchSize, seed, k);
}

/** Interleaved RGB in [0, 255] → three planes in [-1, 1] at `offset`. */
function planar({ pixels, size }: Captioned, out: Float32Array, offset: number): void {
  const area = size * size;
  const green = offset + area;
  const blue = green + area;
  for (let i = 0, j = 0; i < area; i++, j += 3) {
    out[offset + i] = pixels[j]! / 127.5 - 1;
    out[green + i] = pixels[j + 1]! / 127.5 - 1;
    out[blue + i] = pixels[j + 2]! / 127.5 - 1;
  }
}
