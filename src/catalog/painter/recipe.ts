/** What a painter's training is made of: a folder with one JSON file remakes it. */
import type { OptimizerOptions, Schedule } from "../../nn/index.ts";

export interface StageRecipe {
  readonly seed: number;
  readonly batch: number;
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  readonly averageDecay: number;
}

/** Pictures [N, 3, S, S] in [-1, 1] with their captions: a pure function of (count, step). */
export type PictureSource = (
  count: number,
  step: number,
) => { readonly pixels: Float32Array; readonly captions: readonly string[] };
