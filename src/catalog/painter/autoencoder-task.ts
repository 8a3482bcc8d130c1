/** First training: the autoencoder, on composed pictures. */
import { abs, add, f32, mean, mul, square, sub, type Tensor, type Value } from "../../graph/index.ts";
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
import type { PictureSource, StageRecipe } from "./recipe.ts";
import { defineTask } from "./task.ts";

/** Deviation of the noise on latents: the decoder must bear what a sampler leaves. */
const LATENT_NOISE = 0.05;
/** Keeps the latents small: a weak Gaussian prior. */
const PRIOR = 1e-4;

/** |x̂ - x| for edges and (x̂ - x)² for areas. */
function reconstructionLoss(predicted: Tensor, pixels: Tensor): Tensor {
  const d = sub(predicted, pixels);
  return add(mean(abs(d)), mul(mean(square(d)), 2));
}

export function autoencoderTask(
  config: AutoencoderConfig,
  recipe: StageRecipe,
  pictures: PictureSource,
  start?: AutoencoderParams<Value>,
): TrainingTask<AutoencoderParams<Value>> {
  const rng = createRng(`${recipe.seed}:autoencoder`);
  const [n, s, c, k] = [recipe.batch, config.imageSize, config.latentChannels, latentSize(config)];
  return defineTask({
    name: "painter-autoencoder",
    params: start ?? initAutoencoder(rng.split("init"), config),
    recipe,
    isMatrix,
    config,
    inputs: { pixels: f32(n, 3, s, s), noise: f32(n, c, k, k) },
    lossOf(p: AutoencoderParams<Tensor>, { pixels, noise }) {
      const latents = encode(p.encoder, pixels);
      const predicted = decode(p.decoder, add(latents, noise));
      const error = mean(square(sub(predicted, pixels)));
      return [add(reconstructionLoss(predicted, pixels), mul(mean(square(latents)), PRIOR)), { error }];
    },
    feeds(step) {
      const noise = rng.split(`noise${step}`).normal(n * c * k * k);
      return {
        pixels: { dtype: "float32", shape: [n, 3, s, s], data: pictures(n, step).pixels },
        noise: { dtype: "float32", shape: [n, c, k, k], data: noise.map((x) => x * LATENT_NOISE) },
      };
    },
  });
}

/** Muon takes the inner convolutions; the linear path and the last layer stay with AdamW. */
const isMatrix = (path: string, shape: readonly number[]): boolean => shape.length > 1 && !/patch|stem|out/.test(path);
