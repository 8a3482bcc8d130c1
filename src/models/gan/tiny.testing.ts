/** For tests: the smallest pair of players that has all parts. */
import type { GanConfig } from "./config.ts";

export const tinyGan: GanConfig = {
  imageSize: 8,
  latent: 4,
  labels: 2,
  generator: [6, 4],
  discriminator: [4, 6],
  depth: 1,
  residual: true,
  norm: "none",
  spectralNorm: false,
};
