/** Where a painter's training pictures come from: the emoji set, or pictures of a user's own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { batchAt, compose, openEmojiSet, openPictureSet, PICTURES_FILE, pictureSampler } from "../../data/index.ts";
import { CheckpointError } from "../../train/index.ts";
import { layoutOf } from "./draw-layout.ts";
import type { CaptionedSource, PainterRecipe, Stage } from "./recipe.ts";

/**
 * Opens the set in a folder, whichever `onda data` made it: the emoji set's default folder unless given.
 * Each stage sees its own stream of it.
 */
export async function openSource(
  recipe: PainterRecipe,
  folder: string | undefined,
): Promise<(stage: Stage) => CaptionedSource> {
  const size = recipe.config.autoencoder.imageSize;
  const seedOf = (stage: Stage) => `${recipe.stages[stage].seed}:${stage}`;
  if (folder !== undefined && existsSync(join(folder, PICTURES_FILE))) {
    const set = await openPictureSet(folder);
    if (set.size !== size) {
      throw new CheckpointError(
        `${folder} has pictures of ${set.size} pixels, the recipe paints ${size}. Make the set again with --size ${size}.`,
      );
    }
    const sampler = pictureSampler(set);
    return (stage) => (count, step) => batchAt(sampler, count, seedOf(stage), step);
  }
  const set = await openEmojiSet(folder);
  return (stage) => {
    const options = { size, ...recipe.stages[stage].pictures };
    return (count, step) => {
      const batch = batchAt((rng) => compose(set, rng, options), count, seedOf(stage), step);
      return { ...batch, layouts: batch.samples.map(layoutOf) };
    };
  };
}
