/** What a GAN's training is made of: one JSON file remakes it. */
import { AUGMENTATIONS, checkGanConfig, GAN_LOSSES, type GanConfig, type GanSettings } from "../../models/gan/index.ts";
import type { OptimizerOptions, Schedule } from "../../nn/index.ts";
import { CheckpointError } from "../../train/index.ts";
import { readRecipeOf } from "../recipe-file.ts";

export interface GanRecipe {
  readonly name: string;
  readonly kind: "gan";
  /** The folder of the picture set. */
  readonly data: string;
  /** The set's question whose answers are the labels; without, pictures are made without a label. */
  readonly question?: string;
  readonly seed: number;
  readonly batch: number;
  /** How many labels there are follows from the set. */
  readonly config: Omit<GanConfig, "labels">;
  readonly settings: GanSettings;
  /** What each player's learning rate is multiplied by. */
  readonly rates: { readonly generator: number; readonly discriminator: number };
  readonly schedule: Schedule;
  readonly optimizer: OptimizerOptions;
  readonly averageDecay: number;
}

/** Reads and checks `recipe.json` of a recipe's folder. */
export async function readGanRecipe(folder: string): Promise<GanRecipe> {
  const file = await readRecipeOf("gan", folder);
  const refuse = (field: string, found: unknown, rule: string): never => {
    throw new CheckpointError(`${file.path}: ${field} is ${JSON.stringify(found)}. It must be ${rule}.`);
  };
  const recipe = file.recipe as unknown as GanRecipe;
  const { name, data, batch, schedule, settings, rates, optimizer } = recipe;
  for (const [field, text] of Object.entries({ name, data })) {
    if (typeof text !== "string" || text === "") refuse(field, text, "a text");
  }
  for (const [field, n] of Object.entries({ batch, "schedule.steps": schedule?.steps })) {
    if (!Number.isInteger(n) || (n as number) < 1) refuse(field, n, "a whole number above 0");
  }
  if (!GAN_LOSSES.includes(settings?.loss)) refuse("settings.loss", settings?.loss, `one of ${GAN_LOSSES.join(", ")}`);
  const { kind, weight, pictures } = settings.penalty ?? {};
  if (!["none", "r1", "gradient"].includes(kind)) refuse("settings.penalty.kind", kind, "none, r1 or gradient");
  if (!(weight >= 0)) refuse("settings.penalty.weight", weight, "0 or above");
  if (!Number.isInteger(pictures) || pictures < 1 || pictures > batch) {
    refuse("settings.penalty.pictures", pictures, `a whole number from 1 to the batch, ${batch}`);
  }
  const strange = Array.isArray(settings.augment)
    ? settings.augment.find((one) => !AUGMENTATIONS.includes(one))
    : "no list";
  if (strange !== undefined) refuse("settings.augment", settings.augment, `some of ${AUGMENTATIONS.join(", ")}`);
  const numbers = {
    "rates.generator": rates?.generator,
    "rates.discriminator": rates?.discriminator,
    "schedule.learningRate": schedule.learningRate,
    "optimizer.beta2": optimizer?.beta2,
  };
  for (const [field, n] of Object.entries(numbers)) {
    if (!(n !== undefined && n >= 0)) refuse(field, n, "a number, 0 or above");
  }
  try {
    checkGanConfig({ ...recipe.config, labels: 1 });
  } catch (error) {
    throw new CheckpointError(`${file.path}: ${(error as Error).message}`, { cause: error });
  }
  return recipe;
}
