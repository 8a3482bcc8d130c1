/** Remakes a painter from its recipe: autoencoder, then text encoder, then the flow; each stage resumes. */
import { join } from "node:path";
import type { Value } from "../../graph/index.ts";
import { batchAt, compose, type EmojiSet, openEmojiSet } from "../../data/index.ts";
import {
  type AutoencoderParams,
  encode,
  type LatentConfig,
  type LatentScale,
  type Painter,
  type PainterParams,
  type TextParams,
  toTokens,
} from "../../models/latent/index.ts";
import { constant, f32, mapTree, type Tensor, trace, type Tree } from "../../graph/index.ts";
import { type Runtime, value } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { copyValues, type StepReport, type TrainingTask, type TrainOptions, train } from "../../train/index.ts";
import { autoencoderTask } from "./autoencoder-task.ts";
import { type FrozenEncoder, flowTask, textTask } from "./flow-task.ts";
import { type PainterRecipe, type PictureSource, readRecipe, type Stage } from "./recipe.ts";
import { savePainter } from "./weights.ts";

export interface TrainPainterOptions {
  /** Where checkpoints, metrics and the finished painter go. */
  readonly out: string;
  /** The emoji set's folder. */
  readonly data?: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  /** Called before a stage with its task, so that a plan can be shown. */
  onStage?(stage: Stage, task: TrainingTask): void | Promise<void>;
  onStep?(stage: Stage, report: StepReport): void;
}

export const PAINTER_FILE = "painter.safetensors";

/** Pictures to measure the latent's scale on. */
const SCALE_PICTURES = 1024;

/** Returns the painter's path when all stages are done, undefined when the signal stopped it. */
export async function trainPainter(recipeFolder: string, options: TrainPainterOptions): Promise<string | undefined> {
  const recipe = await readRecipe(recipeFolder);
  const set = await openEmojiSet(options.data);
  const runtime = options.runtime ?? onnxRuntime;
  const path = join(options.out, PAINTER_FILE);
  const run = <P extends Tree<Value>>(stage: Stage, task: TrainingTask<P>, onSave?: TrainOptions["onSave"]) =>
    runStage(runtime, stage, task, options, onSave);

  const autoencoder = await run("autoencoder", autoencoderTask(recipe.config.autoencoder, recipe.stages.autoencoder, pictures(set, recipe, "autoencoder")));
  if (autoencoder === undefined) return undefined;
  const scale = await measureScale(runtime, recipe.config, autoencoder, pictures(set, recipe, "autoencoder"));
  const frozen: FrozenEncoder = { encoder: autoencoder.encoder, scale };
  const text = await run<TextParams<Value>>("text", textTask(recipe.config, frozen, recipe.stages.text, pictures(set, recipe, "text")));
  if (text === undefined) return undefined;
  const save = async (step: number, average: Tree<Value>) => {
    const weights: Painter<Value> = { autoencoder, scale, ...(average as unknown as PainterParams<Value>) };
    await savePainter(path, recipe.config, weights, { recipe: JSON.stringify(recipe), step: String(step) });
  };
  const task = flowTask(recipe.config, frozen, text, recipe.stages.flow, pictures(set, recipe, "flow"));
  return (await run<PainterParams<Value>>("flow", task, save)) === undefined ? undefined : path;
}

async function runStage<P extends Tree<Value>>(
  runtime: Runtime,
  stage: Stage,
  task: TrainingTask<P>,
  options: TrainPainterOptions,
  onSave?: TrainOptions["onSave"],
): Promise<P | undefined> {
  await options.onStage?.(stage, task as unknown as TrainingTask);
  const result = await train(runtime, task, {
    folder: join(options.out, stage),
    resume: options.resume ?? false,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.threads === undefined ? {} : { compile: { threads: options.threads } }),
    ...(onSave === undefined ? {} : { onSave }),
    onStep: (report) => options.onStep?.(stage, report),
  });
  return result.finished ? copyValues(result.params) : undefined;
}

/** Each stage sees its own stream of pictures. */
const pictures = (set: EmojiSet, recipe: PainterRecipe, stage: Stage): PictureSource => {
  const size = recipe.config.autoencoder.imageSize;
  return (count, step) => batchAt((rng) => compose(set, rng, { size }), count, `${recipe.stages[stage].seed}:${stage}`, step);
};

/** The mean and deviation of each latent channel over composed pictures. */
async function measureScale(runtime: Runtime, config: LatentConfig, autoencoder: AutoencoderParams<Value>, source: PictureSource): Promise<LatentScale<Value>> {
  const { imageSize: s, latentChannels: c } = config.autoencoder;
  const n = 64;
  const encoder = mapTree<Value, Tensor, Tree<Value>>(autoencoder.encoder, ({ data, shape, dtype }) => constant(data, shape, dtype));
  const program = trace({ pixels: f32(n, 3, s, s) }, ({ pixels }) => toTokens(encode(encoder as AutoencoderParams<Tensor>["encoder"], pixels)));
  const executable = await runtime.compile(program);
  const [sums, squares] = [new Float64Array(c), new Float64Array(c)];
  let count = 0;
  for (let i = 0; i * n < SCALE_PICTURES; i++) {
    const tokens = await executable.run({ pixels: value(source(n, i).pixels, [n, 3, s, s]) });
    const data = tokens.data as Float32Array;
    data.forEach((x, j) => {
      sums[j % c]! += x;
      squares[j % c]! += x * x;
    });
    count += data.length / c;
  }
  await executable.dispose();
  const mean = Float32Array.from(sums, (x) => x / count);
  const deviation = Float32Array.from(squares, (x, j) => Math.sqrt(Math.max(1e-6, x / count - mean[j]! ** 2)));
  return { mean: value(mean, [c]), deviation: value(deviation, [c]) };
}
