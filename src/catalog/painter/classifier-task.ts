/**
 * Training of the painter's judge: which concept, background, colour and number a picture shows.
 * It learns from other renderings than the painter: all styles alike, held-out combinations too, and jittered.
 */

import { batchAt, COLOURS, type ColourName, compose, type EmojiSet, type Plan } from "../../data/index.ts";
import {
  add,
  argmax,
  cast,
  equal,
  f32,
  i64,
  logSoftmax,
  mean,
  mul,
  neg,
  reshape,
  slice,
  type Tensor,
  takeAlong,
  type Value,
} from "../../graph/index.ts";
import {
  type ClassifierConfig,
  type ClassifierParams,
  classifierSizes,
  classify,
  initClassifier,
} from "../../models/classifier/index.ts";
import { createRng, crossEntropy, type Rng } from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import { jitter } from "./jitter.ts";
import type { StageRecipe } from "./recipe.ts";
import { stageTask } from "./task.ts";

export type Question = "concept" | "background" | "colour" | "count";
export type JudgeConfig = ClassifierConfig<Question> & {
  /** Ids of the concepts, in the order of the answers. */
  readonly concepts: readonly string[];
};

/** How much each question's loss counts beside the concept's. */
const WEIGHTS = { background: 0.3, colour: 0.3, count: 0.3 } as const;
const KINDS = { plain: 40, background: 20, recoloured: 18, count: 12, pair: 10 } as const;
const STYLES = { flat: 1, noto: 1, "3d": 1 } as const;
const MOST = 3; // of one thing in a picture

export const judgeConfig = (set: EmojiSet, sizes: Partial<typeof classifierSizes> = {}): JudgeConfig => ({
  ...classifierSizes,
  ...sizes,
  heads: { concept: set.concepts.length, background: COLOURS.length, colour: COLOURS.length, count: MOST },
  concepts: set.concepts.map(({ id }) => id),
});

export function classifierTask(
  config: JudgeConfig,
  recipe: StageRecipe,
  set: EmojiSet,
): TrainingTask<ClassifierParams<Value, Question>> {
  const n = recipe.batch;
  const s = config.imageSize;
  return stageTask({
    name: "painter-classifier",
    params: initClassifier(createRng(`${recipe.seed}:classifier`).split("init"), config),
    recipe,
    isMatrix: (path, shape) => shape.length > 1 && !/stem|heads/.test(path),
    config,
    inputs: { pixels: f32(n, 3, s, s), concept: i64(n, 2), single: i64(n, 3), known: f32(n, 3) },
    lossOf(p: ClassifierParams<Tensor, Question>, { pixels, concept, single, known }) {
      const { logits } = classify(p, pixels);
      // A pair has two right answers with half the weight each; anything else names its concept twice.
      let loss = neg(mean(takeAlong(logSoftmax(logits.concept), concept)));
      const parts: Record<string, Tensor> = { concept: loss };
      for (const [i, question] of SINGLE.entries()) {
        parts[question] = crossEntropy(logits[question], column(single, i), column(known, i));
        loss = add(loss, mul(parts[question], WEIGHTS[question]));
      }
      const hit = equal(argmax(logits.concept), column(concept, 0));
      return [loss, { ...parts, accuracy: mean(cast(hit, "float32")) }];
    },
    feeds: (step) => judgeBatch(config, recipe, set, step),
  });
}

/** Batch number `step`: jittered pictures, and the right answers. */
function judgeBatch(config: JudgeConfig, { seed, batch: n }: StageRecipe, set: EmojiSet, step: number) {
  const size = config.imageSize;
  const draw = (rng: Rng) => compose(set, rng, { size, mix: KINDS, styles: STYLES, heldOut: "allow" });
  const { pixels, samples } = batchAt(draw, n, `${seed}:classifier`, step);
  const faults = createRng(`${seed}:classifier`).split("jitter").split(step);
  const length = 3 * size * size;
  for (let i = 0; i < n; i++) jitter(pixels.subarray(i * length, (i + 1) * length), size, faults.split(i));
  const truths = samples.map(({ plan }) => truthOf(plan, set));
  const shown: Value = { dtype: "float32", shape: [n, 3, size, size], data: pixels };
  return { pixels: shown, ...targets(truths, config) };
}

/** Questions with one answer, or none where the picture does not say. */
const SINGLE = ["background", "colour", "count"] as const;

/** What a picture of a plan shows. */
export interface Truth {
  /** One concept, or two in a pair. */
  readonly concepts: readonly string[];
  readonly background: ColourName;
  /** The object's colour; null where it has no single one, and for pairs. */
  readonly colour: ColourName | null;
  /** How many of the concept; null for pairs. */
  readonly count: number | null;
}

export function truthOf(plan: Plan, set: EmojiSet): Truth {
  const [first] = plan.items;
  const alone = plan.items.length === 1;
  const own = set.concept(first!.concept).looks[plan.style]?.colour ?? null;
  return {
    concepts: plan.items.map(({ concept }) => concept),
    background: plan.background,
    colour: alone ? (first!.colour ?? own) : null,
    count: alone ? plan.count : null,
  };
}

function targets(truths: readonly Truth[], config: JudgeConfig): Record<"concept" | "single" | "known", Value> {
  const n = truths.length;
  const place = new Map(config.concepts.map((id, i) => [id, i]));
  const concepts = truths.flatMap(({ concepts }) => [concepts[0]!, concepts.at(-1)!].map((id) => place.get(id)!));
  const answers = truths.flatMap(({ background, colour, count }) => [
    COLOURS.indexOf(background),
    colour === null ? -1 : COLOURS.indexOf(colour),
    count === null ? -1 : count - 1,
  ]);
  return {
    concept: { dtype: "int64", shape: [n, 2], data: BigInt64Array.from(concepts, BigInt) },
    single: { dtype: "int64", shape: [n, 3], data: BigInt64Array.from(answers, (a) => BigInt(Math.max(0, a))) },
    known: { dtype: "float32", shape: [n, 3], data: Float32Array.from(answers, (a) => (a < 0 ? 0 : 1)) },
  };
}

const column = (x: Tensor, i: number): Tensor => reshape(slice(x, 1, i, i + 1), [-1]); // [N]
