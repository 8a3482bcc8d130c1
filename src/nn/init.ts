/** Initial values of parameters: typed arrays drawn from a split generator, never from a global one. */
import { sizeOf, type Value } from "../graph/index.ts";
import type { Rng } from "./random.ts";

const float32 = (shape: readonly number[], data: Float32Array): Value => ({ dtype: "float32", shape, data });

export const zeros = (...shape: number[]): Value => float32(shape, new Float32Array(sizeOf(shape)));
export const filled = (value: number, ...shape: number[]): Value =>
  float32(shape, new Float32Array(sizeOf(shape)).fill(value));

/** Normal numbers with a standard deviation. */
export function normal(rng: Rng, deviation: number, ...shape: number[]): Value {
  const data = rng.normal(sizeOf(shape));
  return float32(
    shape,
    data.map((x) => x * deviation),
  );
}

/** Variance 1/fan-in: LeCun et al. 1998. `fanIn` is the number of inputs that each output sums. */
export const lecun = (rng: Rng, fanIn: number, ...shape: number[]): Value =>
  normal(rng, 1 / Math.sqrt(fanIn), ...shape);

/** Variance 2/fan-in, for layers before a rectifier: He et al. 2015. */
export const he = (rng: Rng, fanIn: number, ...shape: number[]): Value => normal(rng, Math.sqrt(2 / fanIn), ...shape);
