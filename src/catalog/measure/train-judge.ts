/** Makes the judge of a labelled set from its recipe, and measures it on the set's unseen part. */
import { stat } from "node:fs/promises";
import { openSplit, type PictureSet, type Questions } from "../../data/index.ts";
import { makeFolder } from "../../data/write.ts";
import type { ClassifierConfig } from "../../models/classifier/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { CheckpointError, type Share, type StepReport, shareOf, type TrainingTask, train } from "../../train/index.ts";
import type { StageRecipe } from "../painter/recipe.ts";
import { readTrainingRecipe } from "../training-recipe.ts";
import { answersIn } from "./answers.ts";
import { openFrozen } from "./frozen.ts";
import { type FrozenConfig, loadFrozen, writeClassifier } from "./frozen-file.ts";
import { judgeTask } from "./judge-task.ts";
import { pixelsOf } from "./pixels.ts";

export interface JudgeRecipe {
  readonly name: string;
  readonly config: Pick<ClassifierConfig, "widths" | "features">;
  readonly training: StageRecipe;
}

export interface TrainJudgeOptions {
  /** The set's folder, as `onda data` made it. */
  readonly data: string;
  /** Where the checkpoint and the metrics go. */
  readonly out: string;
  /** Where the finished judge goes. */
  readonly file: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  onStep?(report: StepReport): void;
}

export interface TrainedJudge {
  readonly finished: boolean;
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly bytes: number;
  /** How often each question is answered right on the unseen part. */
  readonly accuracy: Readonly<Record<string, Share>>;
}

/** A stopped training leaves a checkpoint and a usable file. */
export async function trainJudge(recipeFile: string, options: TrainJudgeOptions): Promise<TrainedJudge> {
  const recipe = await readTrainingRecipe<JudgeRecipe>(
    recipeFile,
    "Give a judge's recipe, such as recipes/judges/digits.json.",
  );
  const { train: seen, test } = await openSplit(options.data);
  const { runtime = onnxRuntime, signal, threads, out: folder, resume = false } = options;
  const compile = threads === undefined ? {} : { threads };
  const config = judgeConfigOf(recipe.config, seen, options.data);
  const task = judgeTask(config, recipe.training, seen);
  const { finished, step, params } = await train(runtime, task as unknown as TrainingTask, {
    ...{ folder, resume, compile },
    ...(signal === undefined ? {} : { signal }),
    onStep: (report) => options.onStep?.(report),
  });
  await makeFolder(options.out);
  await writeClassifier(options.file, config, params as never, {
    licence: "Apache-2.0",
    recipe: JSON.stringify(recipe),
    step: String(step),
  });
  const { hash, accuracy } = await examineJudge(runtime, options.file, test, compile);
  return { finished, hash, bytes: (await stat(options.file)).size, accuracy };
}

/** How often a judge is right on pictures whose answers are known. */
export async function examineJudge(
  runtime: Runtime,
  path: string,
  { pictures }: PictureSet,
  compile: { readonly threads?: number } = {},
): Promise<Pick<TrainedJudge, "hash" | "accuracy">> {
  const file = await loadFrozen(path);
  const frozen = await openFrozen(runtime, file, compile);
  const answers = answersIn((await frozen.look(pixelsOf(pictures))).logits, file.config.questions);
  await frozen.dispose();
  const share = (question: string) =>
    shareOf(pictures.filter(({ labels }, i) => answers[i]![question] === labels?.[question]).length, pictures.length);
  const shares = Object.keys(file.config.questions).map((question) => [question, share(question)]);
  return { hash: file.hash, accuracy: Object.fromEntries(shares) };
}

function judgeConfigOf(sizes: JudgeRecipe["config"], { questions, size }: PictureSet, folder: string): FrozenConfig {
  if (questions === undefined)
    throw new CheckpointError(`${folder} is a set without labels: nothing can be asked of it.`);
  return { ...sizes, imageSize: size, heads: headsOf(questions), questions };
}

const headsOf = (questions: Questions): Record<string, number> =>
  Object.fromEntries(Object.entries(questions).map(([question, answers]) => [question, answers.length]));
