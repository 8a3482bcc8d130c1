// Numbers for tests: specs with a way to draw values for them from a seeded generator.

import { arrayOf, type DType, type Spec, sizeOf, type Value } from "../../src/graph/index.ts";
import { createRng, type Rng } from "../../src/nn/random.ts";

/** An input of a test program: its spec, and how its numbers are drawn. */
export interface Sample {
  readonly spec: Spec & { readonly shape: readonly number[] };
  readonly draw: (rng: Rng, count: number) => ArrayLike<number>;
}

const sample = (dtype: DType, shape: readonly number[], draw: Sample["draw"]): Sample => ({
  spec: { dtype, shape },
  draw,
});

/** Normal numbers: for functions that are smooth everywhere. */
export const normal = (...shape: number[]): Sample => sample("float32", shape, (rng, count) => rng.normal(count));
/** In [0.5, 2]: for logarithms, roots and powers. */
export const positive = (...shape: number[]): Sample =>
  sample("float32", shape, (rng, count) => rng.uniform(count, 0.5, 2));
/** |x| in [0.3, 1.7], either sign: for functions with a corner or a pole at 0. */
export const awayFromZero = (...shape: number[]): Sample =>
  sample("float32", shape, (rng, count) => rng.uniform(count, 0.3, 1.7).map((x) => (rng.float() < 0.5 ? -x : x)));
/** Not within 0.1 of an integer or of a half: for rounding. */
export const betweenSteps = (...shape: number[]): Sample =>
  sample("float32", shape, (rng, count) => rng.uniform(count, 0.1, 0.4).map((x) => x + rng.int(8) / 2 - 2));
/** All at least 0.1 apart, in any order: for maxima and orders, whose gradient jumps where two are equal. */
export const distinct = (...shape: number[]): Sample =>
  sample("float32", shape, (rng, count) => Array.from(rng.permutation(count), (n) => (n - count / 2) / 10 + 0.05));
/** A few values, so that many tie: for the rule that says which wins. */
export const tied = (...shape: number[]): Sample =>
  sample("float32", shape, (rng, count) => Array.from({ length: count }, () => rng.int(3)));
export const given = (numbers: readonly number[], ...shape: number[]): Sample =>
  sample("float32", shape, () => numbers);

/** Whole numbers in [low, high). */
export const integers = (low: number, high: number, ...shape: number[]): Sample =>
  sample("int64", shape, (rng, count) => Array.from({ length: count }, () => low + rng.int(high - low)));
export const integers32 = (low: number, high: number, ...shape: number[]): Sample =>
  sample("int32", shape, (rng, count) => Array.from({ length: count }, () => low + rng.int(high - low)));
export const booleans = (...shape: number[]): Sample =>
  sample("bool", shape, (rng, count) => Array.from({ length: count }, () => rng.int(2)));
export const bytes = (...shape: number[]): Sample =>
  sample("uint8", shape, (rng, count) => Array.from({ length: count }, () => rng.int(256)));

/** A value for each sample, the same for the same seed. */
export function drawAll(samples: readonly Sample[], seed: number): Value[] {
  const rng = createRng(seed);
  return samples.map(({ spec, draw }, i) => ({
    ...spec,
    data: arrayOf(spec.dtype, draw(rng.split(i), sizeOf(spec.shape))),
  }));
}
