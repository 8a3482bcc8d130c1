/** Second and third training: the text encoder with the coarse guess alone, then with the transformer. */
import { f32, i64, stopGradient, type Tensor, type Value } from "../../graph/index.ts";
import {
  type AutoencoderParams,
  answerTargets,
  type FlowBatch,
  flowLoss,
  type GuesserParams,
  guessLoss,
  initGuess,
  initText,
  initTransformer,
  LAYOUT_FEATURES,
  type LatentConfig,
  type LatentScale,
  latentSize,
  layoutFeatures,
  normalizedLatents,
  type PainterParams,
  type PromptBatch,
  QUESTIONS,
  tokenizePrompts,
} from "../../models/latent/index.ts";
import { createRng, type Rng } from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import type { CaptionedPictures, CaptionedSource, StageRecipe } from "./recipe.ts";
import { stageTask } from "./task.ts";

/** Share of captions dropped, so that the model also learns the unconditional flow (Ho and Salimans 2022). */
const CAPTION_DROPPED = 0.1;
/** Share of layouts withheld: a picture to start from has one that nobody knows. */
const LAYOUT_DROPPED = 0.1;
/** Share of samples whose coarse guess is withheld, and the largest noise on it otherwise. */
const COARSE_DROPPED = 0.1;
const COARSE_NOISE = 0.3;
/** Mean and deviation of the logit of time: early times, where the picture is decided, are seen more often. */
const TIME = { mean: -0.3, deviation: 1.2 };

/** What makes latents of pictures, and does not change in these trainings. */
export type FrozenEncoder<T = Value> = {
  readonly encoder: AutoencoderParams<T>["encoder"];
  readonly scale: LatentScale<T>;
};

/** Inputs that both trainings have: pictures, prompts, layouts. */
const commonInputs = (config: LatentConfig, n: number) => ({
  pixels: f32(n, 3, config.autoencoder.imageSize, config.autoencoder.imageSize),
  ids: i64(n, 2, config.text.tokens),
  mask: f32(n, config.text.tokens),
  layout: f32(n, latentSize(config.autoencoder) ** 2, LAYOUT_FEATURES),
  answers: i64(n, Object.keys(QUESTIONS).length),
  known: f32(n, Object.keys(QUESTIONS).length),
});

export function textTask(
  config: LatentConfig,
  frozen: FrozenEncoder,
  recipe: StageRecipe,
  pictures: CaptionedSource,
  start?: GuesserParams<Value>,
): TrainingTask<GuesserParams<Value>> {
  const rng = createRng(`${recipe.seed}:text`);
  const n = recipe.batch;
  return stageTask({
    name: "painter-text",
    params: start ?? {
      text: initText(rng.split("init"), config.text),
      guess: initGuess(rng.split("guess"), config),
    },
    recipe,
    isMatrix,
    config,
    fixed: frozen,
    inputs: commonInputs(config, n),
    lossOf(p: GuesserParams<Tensor>, { pixels, ...batch }, { encoder, scale }: FrozenEncoder<Tensor>) {
      const clean = stopGradient(normalizedLatents(encoder, scale, pixels));
      const [loss, parts] = guessLoss(p, config, clean, batch);
      return [loss, parts];
    },
    feeds(step) {
      const shown = pictures(n, step);
      return { ...pixelsOf(config, shown), ...promptBatch(config, shown, rng.split(`batch${step}`)) };
    },
  });
}

export function flowTask(
  config: LatentConfig,
  frozen: FrozenEncoder,
  guesser: GuesserParams<Value>,
  recipe: StageRecipe,
  pictures: CaptionedSource,
  start?: PainterParams<Value>["transformer"],
): TrainingTask<PainterParams<Value>> {
  const rng = createRng(`${recipe.seed}:flow`);
  const n = recipe.batch;
  const [tokens, c] = [latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  return stageTask({
    name: "painter-flow",
    params: { ...guesser, transformer: start ?? initTransformer(rng.split("transformer"), config) },
    recipe,
    isMatrix,
    config,
    fixed: frozen,
    inputs: {
      ...commonInputs(config, n),
      time: f32(n),
      noise: f32(n, tokens, c),
      coarseNoise: f32(n, tokens, c),
      coarseKeep: f32(n),
    },
    lossOf(p: PainterParams<Tensor>, { pixels, ...batch }, { encoder, scale }: FrozenEncoder<Tensor>) {
      const clean = stopGradient(normalizedLatents(encoder, scale, pixels));
      return flowLoss(p, config, clean, batch);
    },
    feeds(step) {
      const shown = pictures(n, step);
      return { ...pixelsOf(config, shown), ...flowBatch(config, shown, rng.split(`batch${step}`)) };
    },
  });
}

const pixelsOf = ({ autoencoder: { imageSize: s } }: LatentConfig, { pixels, captions }: CaptionedPictures) => ({
  pixels: float([captions.length, 3, s, s], pixels),
});

/** Prompts and layouts, some of each dropped. */
function promptBatch(config: LatentConfig, { captions, layouts }: CaptionedPictures, rng: Rng): PromptBatch<Value> {
  const chance = rng.split("captions");
  const said = captions.map((caption) => (chance.float() < CAPTION_DROPPED ? "" : caption));
  const hidden = rng.split("layouts");
  const all = captions.map((_, i) => layouts?.[i]);
  const shown = all.map((layout) => (hidden.float() < LAYOUT_DROPPED ? undefined : layout));
  return { ...tokenizePrompts(said, config.text), layout: layoutFeatures(shown, config), ...answerTargets(all) };
}

function flowBatch(config: LatentConfig, pictures: CaptionedPictures, rng: Rng): FlowBatch<Value> {
  const n = pictures.captions.length;
  const [tokens, c] = [latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  const chance = rng.split("chance");
  const strengths = chance.uniform(n, 0, COARSE_NOISE);
  const coarseNoise = rng.split("coarse").normal(n * tokens * c);
  return {
    ...promptBatch(config, pictures, rng),
    // logit-normal times: Esser et al. 2024, eq. 19
    time: float(
      [n],
      rng
        .split("time")
        .normal(n)
        .map((x) => 1 / (1 + Math.exp(-TIME.mean - TIME.deviation * x))),
    ),
    noise: float([n, tokens, c], rng.split("noise").normal(n * tokens * c)),
    coarseNoise: float(
      [n, tokens, c],
      coarseNoise.map((x, i) => x * strengths[Math.floor(i / (tokens * c))]!),
    ),
    coarseKeep: float(
      [n],
      chance.uniform(n).map((x) => (x < COARSE_DROPPED ? 0 : 1)),
    ),
  };
}

const float = (shape: readonly number[], data: Float32Array): Value => ({ dtype: "float32", shape, data });

/** Muon takes the matrices inside blocks; embeddings, positions and the outermost layers stay with AdamW. */
const isMatrix = (path: string, shape: readonly number[]): boolean =>
  shape.length === 2 && /blocks\.\d+\.|layers\.\d+\.|code\.|guess\.attention|modulation\.weight/.test(path);
