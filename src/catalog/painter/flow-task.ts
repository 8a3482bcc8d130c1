/** Second and third training: the text encoder with its coarse guess alone, then with the transformer. */
import { f32, i64, mean, specOf, square, stopGradient, sub, type Tensor, type Value } from "../../graph/index.ts";
import {
  type AutoencoderParams,
  encodeText,
  type FlowBatch,
  flowLoss,
  initText,
  initTransformer,
  type LatentConfig,
  type LatentScale,
  latentSize,
  normalizedLatents,
  type PainterParams,
  type TextParams,
  tokenizePrompts,
} from "../../models/latent/index.ts";
import { createRng, type Rng } from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import type { PictureSource, StageRecipe } from "./recipe.ts";
import { defineTask } from "./task.ts";

/** Share of captions dropped, so that the model also learns the unconditional flow (Ho and Salimans 2022). */
const CAPTION_DROPPED = 0.1;
/** Share of samples whose coarse guess is withheld, and the largest noise on it otherwise. */
const COARSE_DROPPED = 0.2;
const COARSE_NOISE = 0.8;

export type FrozenEncoder = {
  readonly encoder: AutoencoderParams<Value>["encoder"];
  readonly scale: LatentScale<Value>;
};

/** Inputs that both trainings have: pictures, prompts, and the encoder that makes latents of pictures. */
const commonInputs = (config: LatentConfig, frozen: FrozenEncoder, n: number) => ({
  frozen: specOf(frozen),
  pixels: f32(n, 3, config.autoencoder.imageSize, config.autoencoder.imageSize),
  ids: i64(n, 2, config.text.tokens),
  mask: f32(n, config.text.tokens),
});

export function textTask(
  config: LatentConfig,
  frozen: FrozenEncoder,
  recipe: StageRecipe,
  pictures: PictureSource,
  start?: TextParams<Value>,
): TrainingTask<TextParams<Value>> {
  const rng = createRng(`${recipe.seed}:text`);
  const n = recipe.batch;
  return defineTask({
    name: "painter-text",
    params: start ?? initText(rng.split("init"), config.text, config.autoencoder),
    recipe,
    isMatrix,
    config,
    inputs: commonInputs(config, frozen, n),
    lossOf(p: TextParams<Tensor>, { frozen, pixels, ids, mask }) {
      const clean = stopGradient(normalizedLatents(frozen.encoder, frozen.scale, pixels));
      return [mean(square(sub(encodeText(p, config, ids, mask).coarse, clean))), {}];
    },
    feeds: (step) => ({ frozen, ...promptBatch(config, pictures(n, step), rng.split(`batch${step}`)) }),
  });
}

export function flowTask(
  config: LatentConfig,
  frozen: FrozenEncoder,
  text: TextParams<Value>,
  recipe: StageRecipe,
  pictures: PictureSource,
  start?: PainterParams<Value>["transformer"],
): TrainingTask<PainterParams<Value>> {
  const rng = createRng(`${recipe.seed}:flow`);
  const n = recipe.batch;
  const [tokens, c] = [latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  return defineTask({
    name: "painter-flow",
    params: { text, transformer: start ?? initTransformer(rng.split("transformer"), config) },
    recipe,
    isMatrix,
    config,
    inputs: {
      ...commonInputs(config, frozen, n),
      time: f32(n),
      noise: f32(n, tokens, c),
      coarseNoise: f32(n, tokens, c),
      coarseKeep: f32(n),
    },
    lossOf(p: PainterParams<Tensor>, { frozen, pixels, ...batch }) {
      const clean = stopGradient(normalizedLatents(frozen.encoder, frozen.scale, pixels));
      return flowLoss(p, config, clean, batch);
    },
    feeds: (step) => ({ frozen, ...flowBatch(config, pictures(n, step), rng.split(`batch${step}`)) }),
  });
}

/** Pictures and their prompts, some prompts dropped. */
function promptBatch(config: LatentConfig, { pixels, captions }: ReturnType<PictureSource>, rng: Rng) {
  const s = config.autoencoder.imageSize;
  const chance = rng.split("captions");
  const shown = captions.map((caption) => (chance.float() < CAPTION_DROPPED ? "" : caption));
  return { pixels: float([captions.length, 3, s, s], pixels), ...tokenizePrompts(shown, config.text) };
}

function flowBatch(config: LatentConfig, pictures: ReturnType<PictureSource>, rng: Rng): FlowBatch<Value> {
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
        .map((x) => 1 / (1 + Math.exp(-x))),
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
  shape.length === 2 && /blocks\.\d+\.|coarse\.up|modulation\.weight/.test(path);
