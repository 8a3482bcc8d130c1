/** What a painter's training is made of: one JSON file remakes it. */
import type { ComposeOptions } from "../../data/index.ts";
import type { LatentConfig, Layout } from "../../models/latent/index.ts";
import type { OptimizerOptions, Schedule } from "../../nn/index.ts";
import { CheckpointError } from "../../train/index.ts";
import { readRecipeOf } from "../recipe-file.ts";

export interface StageRecipe {
  readonly seed: number;
  readonly batch: number;
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  /** Of the exponential average of weights, which is what a stage hands on. */
  readonly averageDecay: number;
  /** Which pictures the stage sees; everything the composer makes, unless given. */
  readonly pictures?: Pick<ComposeOptions, "variation" | "styles" | "mix">;
}

export const STAGES = ["autoencoder", "text", "flow"] as const;
export type Stage = (typeof STAGES)[number];

export interface PainterRecipe {
  readonly name: string;
  readonly config: LatentConfig;
  readonly stages: Readonly<Record<Stage, StageRecipe>>;
}

export interface CaptionedPictures {
  /** [N, 3, S, S] in [-1, 1]. */
  readonly pixels: Float32Array;
  readonly captions: readonly string[];
  /** Where their things stand, if anybody knows. */
  readonly layouts?: readonly Layout[];
}

/** Pictures with their captions: a pure function of (count, step). */
export type CaptionedSource = (count: number, step: number) => CaptionedPictures;

/** Reads `recipe.json` of a recipe's folder. */
export async function readRecipe(folder: string): Promise<PainterRecipe> {
  const file = await readRecipeOf("painter", folder);
  const { path } = file;
  const recipe = file.recipe as unknown as PainterRecipe;
  for (const stage of STAGES) {
    const { batch, schedule } = recipe.stages?.[stage] ?? {};
    if (!isCount(batch) || !isCount(schedule?.steps)) {
      throw new CheckpointError(`${path}: stages.${stage} needs a batch and schedule.steps, both positive integers.`);
    }
  }
  if (recipe.config?.autoencoder === undefined) throw new CheckpointError(`${path}: config.autoencoder is missing.`);
  return recipe;
}

const isCount = (n: unknown): boolean => Number.isInteger(n) && (n as number) > 0;
