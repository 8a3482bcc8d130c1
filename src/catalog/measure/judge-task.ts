/** Training of a set's judge: the set's questions, asked of its pictures made a little wrong. */
import { batchAt, type PictureSet, pictureSampler, type Questions } from "../../data/index.ts";
import {
  add,
  argmax,
  cast,
  equal,
  f32,
  i64,
  mean,
  reshape,
  slice,
  type Tensor,
  type Value,
} from "../../graph/index.ts";
import { type ClassifierParams, classify, initClassifier } from "../../models/classifier/index.ts";
import { createRng, crossEntropy } from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import { jitter } from "../painter/jitter.ts";
import type { StageRecipe } from "../painter/recipe.ts";
import { stageTask } from "../painter/task.ts";
import type { FrozenConfig } from "./frozen-file.ts";

export function judgeTask(
  config: FrozenConfig,
  recipe: StageRecipe,
  set: PictureSet,
): TrainingTask<ClassifierParams<Value>> {
  const { batch: n, seed } = recipe;
  const s = config.imageSize;
  const questions = Object.keys(config.questions);
  return stageTask({
    name: "judge",
    params: initClassifier(createRng(`${seed}:judge`).split("init"), config),
    recipe,
    isMatrix: (path, shape) => shape.length > 1 && !/stem|heads/.test(path),
    config,
    inputs: { pixels: f32(n, 3, s, s), answers: i64(n, questions.length) },
    lossOf(p: ClassifierParams<Tensor>, { pixels, answers }) {
      const { logits } = classify(p, pixels);
      const right = (i: number) => reshape(slice(answers, 1, i, i + 1), [-1]); // [N]
      const losses = questions.map((question, i) => crossEntropy(logits[question]!, right(i)));
      const hits = questions.map((question, i) => mean(cast(equal(argmax(logits[question]!), right(i)), "float32")));
      const metrics = questions.map((question, i): [string, Tensor] => [question, hits[i]!]);
      return [losses.reduce(add), Object.fromEntries(metrics)];
    },
    feeds: (step) => judgeBatch(config, recipe, set, step),
  });
}

/** Batch number `step`: jittered pictures, and the number of the right answer to each question. */
function judgeBatch(
  { imageSize: s, questions }: FrozenConfig,
  { seed, batch: n }: StageRecipe,
  set: PictureSet,
  step: number,
) {
  const { pixels, samples } = batchAt(pictureSampler(set), n, `${seed}:judge`, step);
  const faults = createRng(`${seed}:judge`).split("jitter").split(step);
  const length = 3 * s * s;
  for (let i = 0; i < n; i++) jitter(pixels.subarray(i * length, (i + 1) * length), s, faults.split(i));
  const answers = samples.flatMap(({ labels, file }) => answersOf(questions, labels, file));
  return {
    pixels: { dtype: "float32", shape: [n, 3, s, s], data: pixels } as const,
    answers: { dtype: "int64", shape: [n, answers.length / n], data: BigInt64Array.from(answers, BigInt) } as const,
  };
}

/** The numbers of a picture's answers. */
function answersOf(questions: Questions, labels: Readonly<Record<string, string>> | undefined, file: string): number[] {
  return Object.entries(questions).map(([question, answers]) => {
    const at = answers.indexOf(labels?.[question] ?? "");
    if (at < 0) throw new RangeError(`judge: ${file} has no answer to ${JSON.stringify(question)}.`);
    return at;
  });
}
