/** What models are measured against: sets with a part that they learn from, an unseen part, and a judge of their own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  captionOf,
  DIGITS_FOLDER,
  EMOJI_FOLDER,
  type EmojiSet,
  FACES_FOLDER,
  openEmojiSet,
  openSplit,
  planOf,
} from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import { RequestError } from "../errors.ts";
import { weightsFolder } from "../models.ts";
import { renderPlans, restyled } from "../painter/renderings.ts";
import { pixelsOf } from "./pixels.ts";
import type { Asked } from "./source.ts";

export interface MeasuredSet {
  readonly name: string;
  /** Pixels on a side. */
  readonly size: number;
  /** How many unseen pictures there are. */
  readonly most: number;
  /** The frozen classifier's file, where the set has one. */
  readonly judge: string | undefined;
  /** What models learn from, [N, 3, S, S] in [-1, 1]. */
  seen(): Float32Array;
  /** Pictures that no model has learned from, and what a model is asked in their place. */
  unseen(count: number, seed: number): { readonly pixels: Float32Array; readonly asked: readonly Asked[] };
}

/** The sets that have judges, in the order in which they are named to users. */
export const MEASURED_SETS = ["digits", "faces", "emoji"] as const;
type SetName = (typeof MEASURED_SETS)[number];

const PLACES: Readonly<Record<SetName, { readonly folder: string; readonly judge: string }>> = {
  digits: { folder: DIGITS_FOLDER, judge: "judge-digits/judge-digits.safetensors" },
  faces: { folder: FACES_FOLDER, judge: "judge-faces/judge-faces.safetensors" },
  emoji: { folder: EMOJI_FOLDER, judge: "painter/classifier.safetensors" },
};
const isName = (text: string): text is SetName => (MEASURED_SETS as readonly string[]).includes(text);

/**
 * A set by its name, where `onda data` writes it unless told otherwise, or the folder of a split set.
 * @throws RequestError that says what to run where there is no such set
 */
export async function openMeasuredSet(nameOrFolder: string): Promise<MeasuredSet> {
  if (!isName(nameOrFolder)) {
    if (existsSync(nameOrFolder)) return openParts(nameOrFolder, nameOrFolder, undefined);
    const known = MEASURED_SETS.join(", ");
    throw new RequestError(`there is no set ${JSON.stringify(nameOrFolder)}. Known: ${known}; or give a set's folder.`);
  }
  const { folder, judge } = PLACES[nameOrFolder];
  if (!existsSync(folder)) {
    throw new RequestError(`the set is not here: no ${folder}. Make it: onda data ${nameOrFolder}`);
  }
  const file = join(weightsFolder, judge);
  return nameOrFolder === "emoji"
    ? emojiParts(await openEmojiSet(folder), file)
    : openParts(nameOrFolder, folder, file);
}

async function openParts(name: string, folder: string, judge: string | undefined): Promise<MeasuredSet> {
  const { train, test } = await openSplit(folder).catch((error: Error) => {
    throw new RequestError(error.message, { cause: error });
  });
  return {
    ...{ name, judge, size: train.size, most: test.pictures.length },
    seen: () => pixelsOf(train.pictures),
    unseen(count, seed) {
      const order = createRng(`unseen:${seed}`).permutation(test.pictures.length).subarray(0, count);
      const pictures = Array.from(order, (i) => test.pictures[i]!);
      const asked = pictures.map(({ captions, labels }, i) => ({
        caption: createRng(`caption:${seed}`).split(i).pick(captions),
        ...(labels === undefined ? {} : { labels }),
      }));
      return { pixels: pixelsOf(pictures), asked };
    },
  };
}

/** Renderings of each drawing that stand for what models learn from: theirs are composed anew at every step. */
const RENDERINGS = 4;
const EMOJI_SIZE = 64;

/** Single things on white, in the styles that the painter learns. Unseen are other renderings of the same drawings. */
function emojiParts(set: EmojiSet, judge: string): MeasuredSet {
  const ids = set.concepts.map(({ id }) => id);
  const render = (seed: string, chosen: readonly string[]) => {
    const rng = createRng(seed);
    const plans = chosen.map((id, i) => restyled(set, planOf(id, { language: i % 2 ? "zh" : "en" }), rng.split(i)));
    const asked = plans.map((plan, i) => ({
      caption: captionOf(set, plan, rng.split(`caption${i}`)),
      labels: { concept: plan.items[0]!.concept },
    }));
    return { pixels: renderPlans(set, plans, seed, EMOJI_SIZE), asked };
  };
  return {
    ...{ name: "emoji", judge, size: EMOJI_SIZE, most: 10 * ids.length },
    seen: () => render("seen", Array.from({ length: RENDERINGS }, () => ids).flat()).pixels,
    unseen(count, seed) {
      const order = createRng(`unseen:${seed}`).permutation(ids.length);
      return render(
        `unseen:${seed}`,
        Array.from({ length: count }, (_, i) => ids[order[i % ids.length]!]!),
      );
    },
  };
}
