/** A recipe that says a batch and steps, read before anything else is done with it. */
import { readFile } from "node:fs/promises";
import { CheckpointError } from "../train/index.ts";

interface TrainingRecipe {
  readonly training: { readonly batch: number; readonly schedule: { readonly steps: number } };
}

/**
 * @param advice what to give instead, a sentence
 * @throws CheckpointError for a file that is missing, is no JSON, or says no batch and steps
 */
export async function readTrainingRecipe<T extends TrainingRecipe>(path: string, advice: string): Promise<T> {
  try {
    const recipe = JSON.parse(await readFile(path, "utf8")) as T;
    const { batch, schedule } = recipe.training;
    if (![batch, schedule.steps].every((n) => Number.isInteger(n) && n > 0)) throw new RangeError();
    return recipe;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing
      ? "does not exist"
      : "is not a recipe: training needs a batch and schedule.steps, both positive integers";
    throw new CheckpointError(`${path} ${reason}. ${advice}`);
  }
}
