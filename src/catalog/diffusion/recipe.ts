/** What a pixel diffusion's training is made of: one JSON file remakes it. */
import { type DiffusionConfig, noiseSchedule } from "../../models/diffusion/index.ts";
import type { OptimizerOptions, Schedule } from "../../nn/index.ts";
import { CheckpointError } from "../../train/index.ts";
import { readRecipeOf } from "../recipe-file.ts";

export interface DiffusionRecipe {
  readonly name: string;
  readonly kind: "diffusion";
  /** The folder of the picture set. */
  readonly data: string;
  /** The set's question whose answers are the labels; without, pictures are made without a label. */
  readonly question?: string;
  readonly seed: number;
  readonly batch: number;
  /** How many labels there are follows from the set. */
  readonly config: Omit<DiffusionConfig, "unet"> & { readonly unet: Omit<DiffusionConfig["unet"], "labels"> };
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  readonly averageDecay: number;
}

const CHOICES = {
  prediction: ["noise", "clean", "velocity"],
  variance: ["small", "large", "learned"],
} as const;

/** Reads and checks `recipe.json` of a recipe's folder. */
export async function readDiffusionRecipe(folder: string): Promise<DiffusionRecipe> {
  const file = await readRecipeOf("diffusion", folder);
  const refuse = (field: string, found: unknown, rule: string): never => {
    throw new CheckpointError(`${file.path}: ${field} is ${JSON.stringify(found)}. It must be ${rule}.`);
  };
  const recipe = file.recipe as unknown as DiffusionRecipe;
  const { name, data, batch, schedule, config } = recipe;
  for (const [field, text] of Object.entries({ name, data })) {
    if (typeof text !== "string" || text === "") refuse(field, text, "a text");
  }
  for (const [field, n] of Object.entries({ batch, "schedule.steps": schedule?.steps })) {
    if (!Number.isInteger(n) || (n as number) < 1) refuse(field, n, "a whole number above 0");
  }
  for (const field of ["prediction", "variance"] as const) {
    const known: readonly string[] = CHOICES[field];
    if (!known.includes(config?.[field])) refuse(`config.${field}`, config?.[field], `one of ${known.join(", ")}`);
  }
  const { kind } = config.schedule ?? {};
  if (kind !== "linear" && kind !== "cosine") refuse("config.schedule.kind", kind, "linear or cosine");
  try {
    noiseSchedule(config.schedule);
  } catch (error) {
    throw new CheckpointError(`${file.path}: ${(error as Error).message}`, { cause: error });
  }
  return recipe;
}

/** The config of a recipe on a set with these labels. */
export const diffusionConfig = ({ config }: DiffusionRecipe, labels: readonly string[]): DiffusionConfig => ({
  ...config,
  unet: { ...config.unet, labels: labels.length > 0 ? [labels.length] : [] },
});
