/** For tests: a pixel diffusion of a few thousand numbers, and what it learns from. */
import type { Value } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import { type DiffusionConfig, outputChannels } from "./config.ts";
import type { DiffusionBatch } from "./loss.ts";
import { initUnet } from "./unet.ts";

export const tinyDiffusion: DiffusionConfig = {
  unet: {
    ...{ imageSize: 8, channels: 2, patch: 2, width: 4, multipliers: [1, 2], blocks: 1, attention: [2] },
    ...{ heads: 2, groups: 2, labels: [3, 2] },
  },
  schedule: { kind: "cosine", steps: 50 },
  prediction: "velocity",
  variance: "learned",
};

const N = 2;
const rng = createRng("tiny diffusion");
const drawn = (label: string): Value => ({
  dtype: "float32",
  shape: [N, 2, 8, 8],
  data: rng.split(label).normal(N * 2 * 8 * 8),
});

export const tinyBatch: DiffusionBatch<Value> = {
  clean: { ...drawn("clean"), data: rng.split("clean").uniform(N * 2 * 8 * 8, -0.9, 0.9) },
  noise: drawn("noise"),
  time: { dtype: "int64", shape: [N], data: BigInt64Array.of(7n, 40n) },
  labels: { dtype: "int64", shape: [N, 2], data: BigInt64Array.of(1n, 2n, 3n, 0n) },
};

export const tinyUnet = (config = tinyDiffusion) => initUnet(createRng("unet"), config.unet, outputChannels(config));
