/** Remakes a painter from its recipe: autoencoder, then text encoder, then the flow; each stage resumes. */
import { join } from "node:path";
import type { Value } from "../../graph/index.ts";
import { constant, f32, mapTree, type Tensor, type Tree, trace } from "../../graph/index.ts";
import {
  type AutoencoderParams,
  encode,
  type GuesserParams,
  type LatentConfig,
  type LatentScale,
  type Painter,
  type PainterParams,
  toTokens,
} from "../../models/latent/index.ts";
import { type Runtime, value } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import {
  CheckpointError,
  copyValues,
  type StepReport,
  type TrainingTask,
  type TrainOptions,
  train,
} from "../../train/index.ts";
import { autoencoderTask } from "./autoencoder-task.ts";
import { type FrozenEncoder, flowTask, textTask } from "./flow-task.ts";
import { type CaptionedSource, type PainterRecipe, readRecipe, STAGES, type Stage } from "./recipe.ts";
import { openSource } from "./source.ts";
import { loadPainter, savePainter } from "./weights.ts";

export interface TrainPainterOptions {
  /** Where checkpoints, metrics and the finished painter go. */
  readonly out: string;
  /** The folder of the emoji set, or of a set of own pictures. */
  readonly data?: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  /** A painter's file to start from, instead of random weights. */
  readonly from?: string;
  /** Which stages to train; the others are taken from `from` as they are. All unless given. */
  readonly stages?: readonly Stage[];
  /** Called before a stage with its task, so that a plan can be shown. */
  onStage?(stage: Stage, task: TrainingTask): void | Promise<void>;
  onStep?(stage: Stage, report: StepReport): void;
}

const PAINTER_FILE = "painter.safetensors";

/** Pictures to measure the latent's scale on. */
const SCALE_PICTURES = 1024;

/** Returns the painter's path when all stages are done, undefined when the signal stopped it. */
export async function trainPainter(recipeFolder: string, options: TrainPainterOptions): Promise<string | undefined> {
  const recipe = await readRecipe(recipeFolder);
  const start = await startingWeights(recipe, options);
  const pictures = await openSource(recipe, options.data);
  const runtime = options.runtime ?? onnxRuntime;
  const path = join(options.out, PAINTER_FILE);
  const { config } = recipe;
  const parts = (stage: Stage) => [recipe.stages[stage], pictures(stage)] as const;
  const run = <P extends Tree<Value>>(
    stage: Stage,
    task: () => TrainingTask<P>,
    kept?: P,
    onSave?: TrainOptions["onSave"],
  ) =>
    kept !== undefined && options.stages?.includes(stage) === false
      ? Promise.resolve(kept)
      : runStage(runtime, stage, task(), options, onSave);

  const autoencoder = await run<AutoencoderParams<Value>>(
    "autoencoder",
    () => autoencoderTask(config.autoencoder, ...parts("autoencoder"), start?.autoencoder),
    start?.autoencoder,
  );
  if (autoencoder === undefined) return undefined;
  const scale =
    autoencoder === start?.autoencoder
      ? start.scale
      : await measureScale(runtime, config, autoencoder, pictures("autoencoder"));
  const frozen: FrozenEncoder = { encoder: autoencoder.encoder, scale };
  const guesser = start && { text: start.text, guess: start.guess };
  const text = await run<GuesserParams<Value>>(
    "text",
    () => textTask(config, frozen, ...parts("text"), guesser),
    guesser,
  );
  if (text === undefined) return undefined;
  const save = async (step: number, average: Tree<Value>) => {
    const weights: Painter<Value> = { autoencoder, scale, ...(average as unknown as PainterParams<Value>) };
    await savePainter(path, config, weights, { recipe: JSON.stringify(recipe), step: String(step) });
  };
  const flow = await run(
    "flow",
    () => flowTask(config, frozen, text, ...parts("flow"), start?.transformer),
    undefined,
    save,
  );
  return flow === undefined ? undefined : path;
}

/** The weights of `from`, checked against the recipe. */
async function startingWeights(
  recipe: PainterRecipe,
  { from, stages }: TrainPainterOptions,
): Promise<Painter<Value> | undefined> {
  if (from === undefined) {
    if (stages === undefined || STAGES.every((stage) => stages.includes(stage))) return undefined;
    throw new CheckpointError("train: some stages are left out. Say with --from which painter has their weights.");
  }
  const { config, weights } = await loadPainter(from);
  if (JSON.stringify(config) !== JSON.stringify(recipe.config)) {
    throw new CheckpointError(`${from} has another config than the recipe. Start from a painter of the same config.`);
  }
  return weights;
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

/** The mean and deviation of each latent channel over composed pictures. */
async function measureScale(
  runtime: Runtime,
  config: LatentConfig,
  autoencoder: AutoencoderParams<Value>,
  source: CaptionedSource,
): Promise<LatentScale<Value>> {
  const { imageSize: s, latentChannels: c } = config.autoencoder;
  const n = 64;
  const encoder = mapTree<Value, Tensor, Tree<Value>>(autoencoder.encoder, ({ data, shape, dtype }) =>
    constant(data, shape, dtype),
  );
  const program = trace({ pixels: f32(n, 3, s, s) }, ({ pixels }) =>
    toTokens(encode(encoder as AutoencoderParams<Tensor>["encoder"], pixels)),
  );
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
