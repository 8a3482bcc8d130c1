/** A painter of a few thousand random weights: it paints noise, in milliseconds, with every part in place. */
import type { Value } from "../graph/index.ts";
import {
  initAutoencoder,
  initGuess,
  initText,
  initTransformer,
  type LatentConfig,
  type Painter,
} from "../models/latent/index.ts";
import { createRng, defaultOptimizer, init } from "../nn/index.ts";
import type { PainterRecipe } from "./painter/recipe.ts";
import { savePainter } from "./painter/weights.ts";

const tinyConfig: LatentConfig = {
  autoencoder: { imageSize: 64, latentChannels: 4, encoder: [8, 8], decoder: [8, 8, 8] },
  text: { tokens: 8, words: 64, bigrams: 64, width: 16, heads: 2, layers: 1 },
  guess: { width: 16, layers: 1 },
  transformer: { width: 16, heads: 2, layers: 1 },
};

function tinyWeights(seed = 1): Painter<Value> {
  const rng = createRng(seed);
  const { latentChannels: c } = tinyConfig.autoencoder;
  return {
    autoencoder: initAutoencoder(rng.split("autoencoder"), tinyConfig.autoencoder),
    scale: { mean: init.zeros(c), deviation: init.filled(1, c) },
    text: initText(rng.split("text"), tinyConfig.text),
    guess: initGuess(rng.split("guess"), tinyConfig),
    transformer: initTransformer(rng.split("transformer"), tinyConfig),
  };
}

/** Writes a tiny painter; another seed gives other weights. */
export const saveTinyPainter = (path: string, seed = 1, metadata: Record<string, string> = {}): Promise<void> =>
  savePainter(path, tinyConfig, tinyWeights(seed), metadata);

const stage = {
  seed: 1,
  batch: 2,
  schedule: { learningRate: 1e-3, warmup: 1, steps: 6, floor: 0.1 },
  optimizer: defaultOptimizer,
  averageDecay: 0.9,
};

/** Trains in seconds. */
export const painterRecipe: PainterRecipe = {
  name: "tiny",
  config: tinyConfig,
  stages: { autoencoder: stage, text: stage, flow: stage },
};
