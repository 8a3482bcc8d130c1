/** The real pictures of a GAN's training, with the number of each one's label. */
import { batchAt, openPictureSet, type PictureSet, pictureSampler } from "../../data/index.ts";
import { CheckpointError } from "../../train/index.ts";
import type { GanRecipe } from "./recipe.ts";

export interface LabelledPictures {
  /** Names of the labels, in order; empty where there are none. */
  readonly labels: readonly string[];
  /** Batch number `step`: pixels [N, 3, S, S] in [-1, 1], and labels [N]. */
  batch(count: number, step: number): { readonly pixels: Float32Array; readonly labels: BigInt64Array };
}

/** Opens the recipe's set, or that in another folder. @throws CheckpointError where it does not fit the recipe. */
export async function openPictures(recipe: GanRecipe, folder: string = recipe.data): Promise<LabelledPictures> {
  const set = await openPictureSet(folder);
  const { imageSize } = recipe.config;
  if (set.size !== imageSize) {
    throw new CheckpointError(
      `${folder} has pictures of ${set.size} pixels, the recipe makes ${imageSize}. Make the set with --size ${imageSize}.`,
    );
  }
  return labelled(set, recipe, folder);
}

/** Batches of a set that is open. */
export function labelled(
  set: PictureSet,
  { seed, question }: Pick<GanRecipe, "seed" | "question">,
  name = "the set",
): LabelledPictures {
  const labels = question === undefined ? [] : set.questions?.[question];
  if (labels === undefined) {
    const known = Object.keys(set.questions ?? {}).join(", ") || "none";
    throw new CheckpointError(`${name} does not answer the question ${question}. Its questions: ${known}.`);
  }
  const sampler = pictureSampler(set);
  return {
    labels,
    batch(count, step) {
      const { pixels, samples } = batchAt(sampler, count, `${seed}:real`, step);
      const numbers = samples.map((s) => (question === undefined ? 0 : labels.indexOf(s.labels?.[question] ?? "")));
      return { pixels, labels: BigInt64Array.from(numbers, BigInt) };
    },
  };
}
