/** A pixel diffusion's training as a task: pictures of a labelled set, a step of the schedule and noise for each. */
import { f32, i64, type Tensor, type Tree, type Value } from "../../graph/index.ts";
import {
  type DiffusionBatch,
  diffusionLoss,
  initUnet,
  outputChannels,
  type UnetParams,
} from "../../models/diffusion/index.ts";
import { createRng } from "../../nn/index.ts";
import { value } from "../../runtime/index.ts";
import { lossTask, type TrainingTask } from "../../train/index.ts";
import type { LabelledPictures } from "../gan/source.ts";
import { type DiffusionRecipe, diffusionConfig } from "./recipe.ts";

/** Share of labels dropped, so that the model also learns to do without (Ho and Salimans 2022). */
const LABELS_DROPPED = 0.1;

export function diffusionTask(recipe: DiffusionRecipe, pictures: LabelledPictures): TrainingTask<UnetParams<Value>> {
  const { name, seed, batch: n, schedule, optimizer, averageDecay } = recipe;
  const config = diffusionConfig(recipe, pictures.labels);
  const { imageSize: s, channels: c, labels } = config.unet;
  return lossTask({
    name: `diffusion-${name}`,
    params: initUnet(createRng(`${seed}:unet`), config.unet, outputChannels(config)) as unknown as Tree<Value>,
    inputs: {
      clean: f32(n, c, s, s),
      noise: f32(n, c, s, s),
      time: i64(n),
      ...(labels.length > 0 ? { labels: i64(n, 1) } : {}),
    },
    lossOf: (p: never, batch) =>
      diffusionLoss(p as UnetParams<Tensor>, config, batch as unknown as DiffusionBatch<Tensor>),
    feeds(step) {
      const rng = createRng(`${seed}:step`).split(step);
      const drawn = pictures.batch(n, step);
      const [when, chance] = [rng.split("time"), rng.split("labels")];
      const steps = BigInt64Array.from({ length: n }, () => BigInt(when.int(config.schedule.steps)));
      const said = drawn.labels.map((label) => (chance.float() < LABELS_DROPPED ? 0n : label + 1n));
      return {
        clean: value(drawn.pixels, [n, c, s, s]),
        noise: value(rng.split("noise").normal(n * c * s * s), [n, c, s, s]),
        time: value(steps, [n], "int64"),
        ...(labels.length > 0 ? { labels: value(said, [n, 1], "int64") } : {}),
      };
    },
    ...{ schedule, optimizer, averageDecay },
    metadata: { config: JSON.stringify(config), recipe: JSON.stringify(recipe) },
  }) as unknown as TrainingTask<UnetParams<Value>>;
}
