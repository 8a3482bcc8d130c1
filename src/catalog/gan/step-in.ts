/** What is changed when somebody steps in: the game becomes fair again, and the discriminator begins anew. */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { CHECKPOINT_FILE, restart, restoreState, saveState, type TrainingTask } from "../../train/index.ts";
import type { GanRecipe } from "./recipe.ts";

/** One time that somebody stepped in; a checkpoint keeps them all. */
export interface StepIn {
  /** Where trouble was seen, and where the training goes on. */
  readonly seen: number;
  readonly from: number;
}

/** More would not help: the recipe is wrong. */
export const MOST_STEP_INS = 3;
/** The last state that looked sound lies here, beside the checkpoint. */
export const SOUND_FILE = "sound.safetensors";

/** γ of R₁ where a recipe has none. */
const GAMMA = 1;
const SLOWER = 0.5;

/**
 * The recipe after the n-th time, counted from 1: R₁ on real pictures, stronger each time, and both players at one rate
 * that is halved each time. The rate is never above the schedule's own.
 */
export function steppedIn(recipe: GanRecipe, n: number): GanRecipe {
  const { settings, rates, optimizer, batch } = recipe;
  const own = settings.penalty.kind === "r1" ? settings.penalty.weight : 0;
  const rate = Math.min(1, rates.generator) * SLOWER ** (n - 1);
  return {
    ...recipe,
    settings: {
      ...settings,
      loss: settings.loss === "wasserstein" ? "hinge" : settings.loss,
      penalty: {
        kind: "r1",
        weight: Math.max(GAMMA, 2 * own),
        pictures: Math.max(settings.penalty.pictures, batch / 4),
      },
    },
    rates: { generator: rate, discriminator: rate },
    optimizer: { ...optimizer, beta1: Math.min(optimizer.beta1, 0.5) },
  };
}

/** The step of the last sound state in a training's folder, or 0: from there it can go on. */
export async function soundStep(folder: string, task: TrainingTask): Promise<number> {
  const path = join(folder, SOUND_FILE);
  return existsSync(path) ? (await restoreState(path, task)).step : 0;
}

/** Puts the sound state in the checkpoint's place, with a new discriminator; without one, the training begins anew. */
export async function rollBack(folder: string, task: TrainingTask): Promise<void> {
  const [sound, checkpoint] = [join(folder, SOUND_FILE), join(folder, CHECKPOINT_FILE)];
  if (!existsSync(sound)) return rm(checkpoint, { force: true });
  const kept = await restoreState(sound, task);
  const state = restart(task, kept.state, (path) => path.startsWith("discriminator."));
  await saveState(checkpoint, task, { ...kept, state });
}
