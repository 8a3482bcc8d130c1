/** Learning rates over time, as pure functions of the step. */

import type { Value } from "../graph/index.ts";
import type { OptimizerOptions, StepScalars } from "./optimizers.ts";

export interface Schedule {
  readonly learningRate: number;
  readonly warmup: number;
  /** The step at which the cosine (Loshchilov and Hutter 2017) reaches its floor. */
  readonly steps: number;
  /** The floor as a share of the peak. */
  readonly floor: number;
}

/** Linear warm-up, then a cosine down to the floor. Steps count from 0. */
export function learningRateAt(step: number, { learningRate, warmup, steps, floor }: Schedule): number {
  if (step < warmup) return (learningRate * (step + 1)) / warmup;
  const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
  return learningRate * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** The average's decay grows with the steps, so that the start is forgotten: min(decay, (1 + t)/(10 + t)). */
export const averageDecayAt = (step: number, decay: number): number => Math.min(decay, (1 + step) / (10 + step));

const scalar = (x: number): Value => ({ dtype: "float32", shape: [], data: Float32Array.of(x) });

/** The scalars that a step feeds to `optimize`. Steps count from 0; the moments were 0 before step `momentsFrom`. */
export function stepScalars(
  step: number,
  schedule: Schedule,
  { beta1, beta2 }: Pick<OptimizerOptions, "beta1" | "beta2">,
  averageDecay = 0.999,
  momentsFrom = 0,
): StepScalars<Value> {
  return {
    learningRate: scalar(learningRateAt(step, schedule)),
    correction1: scalar(1 - beta1 ** (step - momentsFrom + 1)),
    correction2: scalar(1 - beta2 ** (step - momentsFrom + 1)),
    averageDecay: scalar(averageDecayAt(step, averageDecay)),
  };
}
