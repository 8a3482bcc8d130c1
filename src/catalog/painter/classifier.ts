/** Remakes the painter's judge from its recipe, and measures it on renderings that it has never seen. */
import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type EmojiSet, openEmojiSet, planOf } from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type Share, type StepReport, shareOf, type TrainingTask, train } from "../../train/index.ts";
import { readTrainingRecipe } from "../training-recipe.ts";
import { loadClassifier, saveClassifier } from "./classifier-file.ts";
import { classifierTask, judgeConfig } from "./classifier-task.ts";
import { type Judge, openJudge } from "./judge.ts";
import type { StageRecipe } from "./recipe.ts";
import { judgeRenderings, restyled } from "./renderings.ts";

export interface ClassifierRecipe {
  readonly name: string;
  readonly config: Parameters<typeof judgeConfig>[1];
  readonly training: StageRecipe;
}

export interface TrainClassifierOptions {
  /** Where the checkpoint and the metrics go. */
  readonly out: string;
  /** Where the finished classifier goes; into `out` unless given. */
  readonly file?: string;
  /** The emoji set's folder. */
  readonly data?: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  /** Called before training, so that a plan can be shown. */
  onTask?(task: TrainingTask): void;
  onStep?(report: StepReport): void;
}

export interface TrainedClassifier {
  readonly path: string;
  readonly finished: boolean;
  /** SHA-256 of the file. */
  readonly hash: string;
  readonly bytes: number;
  /** How often the concept of an unseen plain rendering is named first, and among the first five. */
  readonly accuracy: Share;
  readonly accuracy5: Share;
}

export const CLASSIFIER_FILE = "classifier.safetensors";

/** Trains `classifier.json` of a recipe's folder. A stopped training leaves a checkpoint and a usable file. */
export async function trainClassifier(
  recipeFolder: string,
  options: TrainClassifierOptions,
): Promise<TrainedClassifier> {
  const recipe = await readTrainingRecipe<ClassifierRecipe>(
    join(recipeFolder, "classifier.json"),
    "Give a recipe's folder, such as recipes/painter.",
  );
  const set = await openEmojiSet(options.data);
  const { runtime = onnxRuntime, signal, threads } = options;
  const config = judgeConfig(set, recipe.config);
  const path = options.file ?? join(options.out, CLASSIFIER_FILE);
  const compile = threads === undefined ? {} : { compile: { threads } };
  const task = classifierTask(config, recipe.training, set);
  options.onTask?.(task as unknown as TrainingTask);
  const { finished, step, params } = await train(runtime, task, {
    folder: options.out,
    resume: options.resume ?? false,
    ...(signal === undefined ? {} : { signal }),
    ...compile,
    onStep: (report) => options.onStep?.(report),
  });
  await mkdir(dirname(path), { recursive: true });
  await saveClassifier(path, config, params, { recipe: JSON.stringify(recipe), step: String(step) });
  const file = await loadClassifier(path);
  const judge = await openJudge(runtime, file, compile.compile);
  const [accuracy, accuracy5] = await measureJudge(judge, set, config.imageSize);
  await judge.dispose();
  return { path, finished, hash: file.hash, bytes: (await stat(path)).size, accuracy, accuracy5 };
}

/** How often the judge names the concept first, and among five, on one plain rendering of each, in all styles alike. */
export async function measureJudge(judge: Judge, set: EmojiSet, size: number): Promise<readonly [Share, Share]> {
  const rng = createRng("judge-test");
  const plans = set.concepts.map(({ id }) => restyled(set, planOf(id), rng, { flat: 1, noto: 1, "3d": 1 }));
  const { answers } = await judgeRenderings(judge, set, plans, "judge-test", size);
  const ids = plans.map((plan) => plan.items[0]!.concept);
  const right = (isRight: (concepts: readonly string[], id: string) => boolean) =>
    shareOf(answers.filter(({ concepts }, i) => isRight(concepts, ids[i]!)).length, ids.length);
  return [right((concepts, id) => concepts[0] === id), right((concepts, id) => concepts.includes(id))];
}
