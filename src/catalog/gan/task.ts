/** A GAN's training as a task: a recipe, real pictures, and the numbers drawn for each step. */
import type { Value } from "../../graph/index.ts";
import {
  drawAugmentation,
  type GanConfig,
  type GanInputs,
  type GanParams,
  ganInputSpecs,
  ganLosses,
  initGan,
} from "../../models/gan/index.ts";
import { createRng } from "../../nn/index.ts";
import { value } from "../../runtime/index.ts";
import { playersTask, type TrainingTask } from "../../train/index.ts";
import type { GanRecipe } from "./recipe.ts";
import type { LabelledPictures } from "./source.ts";

/** The config of a recipe on a set with so many labels. */
export const ganConfig = (recipe: GanRecipe, labels: readonly string[]): GanConfig => ({
  ...recipe.config,
  labels: Math.max(1, labels.length),
});

/** @param start parameters to begin with; random ones of the recipe's seed unless given */
export function ganTask(recipe: GanRecipe, pictures: LabelledPictures, start?: GanParams<Value>) {
  const config = ganConfig(recipe, pictures.labels);
  const { name, seed, batch, settings, rates, schedule, optimizer, averageDecay } = recipe;
  return playersTask({
    name: `gan-${name}`,
    params: start ?? initGan(createRng(`${seed}:gan`), config),
    inputs: ganInputSpecs(config, settings, batch),
    lossesOf: (players: never, inputs) => ganLosses(players, config, settings, inputs as never),
    ...{ rates, schedule, optimizer, averageDecay },
    feeds: (step) => ganBatch(recipe, config, pictures, step),
    metadata: { config: JSON.stringify(config), recipe: JSON.stringify(recipe) },
  }) as unknown as TrainingTask<GanParams<Value>>;
}

/** Everything of step `step` that is not state. */
function ganBatch(
  { seed, batch: n, settings }: GanRecipe,
  { imageSize: s, latent }: GanConfig,
  pictures: LabelledPictures,
  step: number,
): GanInputs<Value> {
  const rng = createRng(`${seed}:step`).split(step);
  const { pixels, labels } = pictures.batch(n, step);
  return {
    real: value(pixels, [n, 3, s, s]),
    labels: value(labels, [n], "int64"),
    z: value(rng.split("z").normal(n * latent), [n, latent]),
    mix: value(rng.split("mix").uniform(n), [n, 1, 1, 1]),
    augmentReal: drawAugmentation(rng.split("real"), settings.augment, n, s),
    augmentFake: drawAugmentation(rng.split("fake"), settings.augment, n, s),
  };
}
