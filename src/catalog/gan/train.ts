/** Remakes a GAN from its recipe, under the eyes of the collapse watch. */
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tree, Value } from "../../graph/index.ts";
import type { GanParams } from "../../models/gan/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import {
  CHECKPOINT_FILE,
  type Inspect,
  type Reading,
  type StepReport,
  type TrainingTask,
  train,
  type WatchRules,
} from "../../train/index.ts";
import { readMetadata } from "../describe.ts";
import { sheet } from "../painter/sheet.ts";
import { type GanRecipe, readGanRecipe } from "./recipe.ts";
import { type GanSession, measureStatistics, openSession } from "./session.ts";
import { type LabelledPictures, openPictures } from "./source.ts";
import { MOST_STEP_INS, rollBack, SOUND_FILE, type StepIn, soundStep, steppedIn } from "./step-in.ts";
import { ganConfig, ganTask } from "./task.ts";
import { type Alarm, fixedWishes, openWatcher, WATCH_FILE } from "./watcher.ts";
import { saveGan } from "./weights.ts";

export type Watch = "warn" | "step-in" | "off";

export interface TrainGanOptions {
  /** Where the checkpoint, the sheets of samples and the finished model go. */
  readonly out: string;
  /** The folder of the picture set; the recipe's unless given. */
  readonly data?: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  /** What to do when the pictures become alike: say so (unless given), also go back and change the game, or nothing. */
  readonly watch?: Watch;
  /** Steps between two looks; 25 unless given. */
  readonly lookEvery?: number;
  readonly rules?: Partial<WatchRules>;
  onStep?(report: StepReport): void;
  onReading?(reading: Reading): void;
  /** Called at the first sight of trouble. */
  onAlarm?(alarm: Alarm, steppedIn: StepIn | undefined): void | Promise<void>;
}

export interface GanTraining {
  readonly recipe: GanRecipe;
  readonly pictures: LabelledPictures;
  readonly stepIns: readonly StepIn[];
  readonly task: TrainingTask<GanParams<Value>>;
}

export const GAN_FOLDER = "gan";
const SAMPLES_FILE = "samples.png";

/** Reads recipe, pictures and, where a run goes on, how often somebody stepped in. Nothing is run. */
export async function prepareGan(
  recipeFolder: string,
  { out, data, resume = false }: Pick<TrainGanOptions, "out" | "data" | "resume">,
): Promise<GanTraining> {
  const recipe = await readGanRecipe(recipeFolder);
  const pictures = await openPictures(recipe, data);
  const checkpoint = join(out, GAN_FOLDER, CHECKPOINT_FILE);
  const begun = resume && existsSync(checkpoint) ? await readMetadata(checkpoint) : {};
  return trainingOf(recipe, pictures, JSON.parse(begun.stepIns ?? "[]") as StepIn[]);
}

/** The training as it is after so many times that somebody stepped in. */
export function trainingOf(
  recipe: GanRecipe,
  pictures: LabelledPictures,
  stepIns: readonly StepIn[] = [],
): GanTraining {
  const now = stepIns.reduce((r, _, i) => steppedIn(r, i + 1), recipe);
  const last = stepIns.at(-1);
  const plain = ganTask(stepIns.length === 0 ? now : { ...now, seed: now.seed + stepIns.length }, pictures);
  const task = { ...plain, metadata: { ...plain.metadata, stepIns: JSON.stringify(stepIns) } };
  return { recipe, pictures, stepIns, task: last === undefined ? task : { ...task, momentsFrom: last.from } };
}

/** Returns the model's path when it is done, undefined when the signal stopped it. */
export async function runGan(training: GanTraining, options: TrainGanOptions): Promise<string | undefined> {
  const folder = join(options.out, GAN_FOLDER);
  let resume = options.resume ?? false;
  if (!resume) await Promise.all([SOUND_FILE, WATCH_FILE].map((name) => rm(join(folder, name), { force: true })));
  for (let now = training; ; resume = true) {
    const done = await runOnce(now, folder, { ...options, resume });
    if (done.stepIn === undefined) return done.path;
    now = trainingOf(training.recipe, training.pictures, [...now.stepIns, done.stepIn]);
    await rollBack(folder, now.task as unknown as TrainingTask);
  }
}

interface Done {
  readonly path: string | undefined;
  readonly stepIn?: StepIn;
}

async function runOnce(training: GanTraining, folder: string, options: TrainGanOptions): Promise<Done> {
  const { task, recipe, pictures, stepIns } = training;
  const { runtime = onnxRuntime, threads, signal, watch = "warn", lookEvery = 25, rules } = options;
  const compile = threads === undefined ? {} : { compile: { threads } };
  const config = ganConfig(recipe, pictures.labels);
  const watcher = await openWatcher(task.params, {
    ...{ runtime, folder, config, pictures, ...compile },
    ...(rules === undefined ? {} : { rules }),
  });
  const open: { session?: GanSession; stepIn?: StepIn; warned?: true } = {};
  const path = join(options.out, `${recipe.name}.safetensors`);
  const inspect: Inspect = {
    every: lookEvery,
    async look(at) {
      const { reading, alarm } = await watcher.look(at);
      options.onReading?.(reading);
      if (alarm === undefined) return "go on";
      if (watch === "step-in" && stepIns.length < MOST_STEP_INS) {
        open.stepIn = { seen: at.step, from: await soundStep(folder, task as unknown as TrainingTask) };
      }
      if (!open.warned) await options.onAlarm?.(alarm, open.stepIn);
      open.warned = true;
      return open.stepIn === undefined ? "go on" : "stop";
    },
  };
  const save = async (step: number, average: Tree<Value>) => {
    const { generator } = average as unknown as GanParams<Value>;
    const weights = { generator, statistics: await measureStatistics(runtime, config, generator, compile.compile) };
    open.session ??= await openSession(runtime, config, weights, compile.compile);
    await saveGan(
      path,
      { config, labels: pictures.labels, weights },
      { recipe: JSON.stringify(recipe), step: String(step) },
    );
    const pixels = await open.session.make(weights, fixedWishes(config));
    await writeFile(join(folder, SAMPLES_FILE), await sheet(pixels, config.imageSize, { columns: 8 }));
  };
  try {
    const { finished } = await train(runtime, task, {
      ...{ folder, resume: options.resume ?? false, ...compile, onSave: save },
      ...(signal === undefined ? {} : { signal }),
      ...(watch === "off" ? {} : { inspect }),
      onStep(report) {
        watcher.hear(report);
        options.onStep?.(report);
      },
    });
    return { path: finished ? path : undefined, ...(open.stepIn === undefined ? {} : { stepIn: open.stepIn }) };
  } finally {
    await Promise.all([watcher.dispose(), open.session?.dispose()]);
  }
}
