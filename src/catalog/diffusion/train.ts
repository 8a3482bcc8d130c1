/** Remakes a pixel diffusion from its recipe, with a sheet of samples at each save. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openPictureSet } from "../../data/index.ts";
import type { Tree, Value } from "../../graph/index.ts";
import type { UnetParams } from "../../models/diffusion/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { CheckpointError, type StepReport, type TrainingTask, train } from "../../train/index.ts";
import { type LabelledPictures, labelled } from "../gan/source.ts";
import { sheet } from "../painter/sheet.ts";
import { openDiffusionSession, sheetWishes } from "./maker.ts";
import { type DiffusionRecipe, diffusionConfig, readDiffusionRecipe } from "./recipe.ts";
import { diffusionTask } from "./task.ts";
import { saveDiffusion } from "./weights.ts";

/** Holds the checkpoint, the metrics, the loss curve and the sheet of samples, inside the folder of a training. */
export const DIFFUSION_FOLDER = "diffusion";
const SAMPLES_FILE = "samples.png";
const SAMPLES = 16;

export interface TrainDiffusionOptions {
  readonly out: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  onStep?(report: StepReport): void;
}

export interface DiffusionTraining {
  readonly recipe: DiffusionRecipe;
  readonly pictures: LabelledPictures;
  readonly task: TrainingTask<UnetParams<Value>>;
}

/** Reads recipe and pictures. Nothing is run. @param data the set's folder; the recipe's unless given */
export async function prepareDiffusion(recipeFolder: string, data?: string): Promise<DiffusionTraining> {
  const recipe = await readDiffusionRecipe(recipeFolder);
  const folder = data ?? recipe.data;
  const set = await openPictureSet(folder);
  const { imageSize, channels } = recipe.config.unet;
  if (set.size !== imageSize || channels !== 3) {
    throw new CheckpointError(
      `${folder} has pictures of ${set.size} pixels in 3 colours, the recipe makes ${imageSize} in ${channels}. ` +
        `Make the set with --size ${imageSize}, or another recipe.`,
    );
  }
  const pictures = labelled(set, recipe, folder);
  return { recipe, pictures, task: diffusionTask(recipe, pictures) };
}

/** Returns the model's path when it is done, undefined when the signal stopped it. */
export async function runDiffusion(
  { recipe, pictures, task }: DiffusionTraining,
  { out, resume = false, signal, threads, runtime = onnxRuntime, ...hooks }: TrainDiffusionOptions,
): Promise<string | undefined> {
  const folder = join(out, DIFFUSION_FOLDER);
  const path = join(out, `${recipe.name}.safetensors`);
  const compile = threads === undefined ? {} : { threads };
  const config = diffusionConfig(recipe, pictures.labels);
  const save = async (step: number, average: Tree<Value>) => {
    const params = average as unknown as UnetParams<Value>;
    const about = { recipe: JSON.stringify(recipe), step: String(step) };
    await saveDiffusion(path, { config, labels: pictures.labels, params }, about);
    const session = await openDiffusionSession(runtime, { config, params }, compile);
    try {
      const pixels = await session.make(sheetWishes(SAMPLES, pictures.labels.length));
      await writeFile(join(folder, SAMPLES_FILE), await sheet(pixels, config.unet.imageSize, { columns: 8 }));
    } finally {
      await session.dispose();
    }
  };
  const { finished } = await train(runtime, task, {
    ...{ folder, resume, compile, onSave: save },
    ...(signal === undefined ? {} : { signal }),
    onStep: (report) => hooks.onStep?.(report),
  });
  return finished ? path : undefined;
}
