/** First training: the autoencoder, on composed pictures. */
import {
  abs,
  add,
  f32,
  mean,
  mul,
  sqrt,
  square,
  stopGradient,
  sub,
  type Tensor,
  type Value,
  variance,
} from "../../graph/index.ts";
import {
  type AutoencoderConfig,
  type AutoencoderParams,
  decode,
  encode,
  initAutoencoder,
  latentSize,
} from "../../models/latent/index.ts";
import { createRng } from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import type { CaptionedSource, StageRecipe } from "./recipe.ts";
import { stageTask } from "./task.ts";

/**
 * The largest noise on a picture's latents, in deviations of their channel: the decoder must bear what a sampler
 * leaves, and the encoder cannot evade it by larger latents.
 */
const LATENT_NOISE = 0.3;
/** Keeps the latents small: a weak Gaussian prior. */
const PRIOR = 1e-4;

/** |x̂ - x| for edges and (x̂ - x)² for areas. */
function reconstructionLoss(predicted: Tensor, pixels: Tensor): Tensor {
  const d = sub(predicted, pixels);
  return add(mean(abs(d)), mul(mean(square(d)), 2));
}

/** The deviation of each channel over the batch, [1, c, 1, 1], as a measure and not as something to learn from. */
const deviation = (latents: Tensor): Tensor => stopGradient(sqrt(variance(latents, [0, 2, 3], true)));

export function autoencoderTask(
  config: AutoencoderConfig,
  recipe: StageRecipe,
  pictures: CaptionedSource,
  start?: AutoencoderParams<Value>,
): TrainingTask<AutoencoderParams<Value>> {
  const rng = createRng(`${recipe.seed}:autoencoder`);
  const [n, s, c, k] = [recipe.batch, config.imageSize, config.latentChannels, latentSize(config)];
  return stageTask({
    name: "painter-autoencoder",
    params: start ?? initAutoencoder(rng.split("init"), config),
    recipe,
    isMatrix,
    config,
    inputs: { pixels: f32(n, 3, s, s), noise: f32(n, c, k, k) },
    lossOf(p: AutoencoderParams<Tensor>, { pixels, noise }) {
      const latents = encode(p.encoder, pixels);
      const predicted = decode(p.decoder, add(latents, mul(noise, deviation(latents))));
      const error = mean(square(sub(predicted, pixels)));
      return [add(reconstructionLoss(predicted, pixels), mul(mean(square(latents)), PRIOR)), { error }];
    },
    feeds(step) {
      const chance = rng.split(`noise${step}`);
      const noise = chance.normal(n * c * k * k);
      const strengths = chance.split("strength").uniform(n, 0, LATENT_NOISE);
      return {
        pixels: { dtype: "float32", shape: [n, 3, s, s], data: pictures(n, step).pixels },
        noise: {
          dtype: "float32",
          shape: [n, c, k, k],
          data: noise.map((x, i) => x * strengths[Math.floor(i / (c * k * k))]!),
        },
      };
    },
  });
}

/** Muon takes the inner convolutions; the linear path and the last layer stay with AdamW. */
const isMatrix = (path: string, shape: readonly number[]): boolean => shape.length > 1 && !/patch|stem|out/.test(path);
