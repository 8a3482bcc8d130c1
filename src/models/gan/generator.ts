/**
 * The generator G: a vector and a label become a picture, twice the size after each level (Radford et al. 2016).
 * A level's size is doubled by channels that become pixels, which costs no convolution over zeros.
 * Legend: N batch, Z latent width, Y labels, S picture size, C channels of a level.
 */
import {
  add,
  type BatchStatistics,
  batchNorm,
  embedding,
  relu,
  reshape,
  silu,
  type Tensor,
  tanh,
  type Value,
} from "../../graph/index.ts";
import {
  type Conv,
  convolve,
  init,
  initConv,
  initLinear,
  initNorm,
  type Linear,
  linear,
  type Norm,
  type Rng,
} from "../../nn/index.ts";
import { depthToSpace } from "../latent/autoencoder.ts";
import type { GanConfig } from "./config.ts";

type Level<T> = {
  /** C → 4C', whose channels become pixels; none at the first level. */
  readonly up: readonly Conv<T>[];
  readonly convs: readonly Conv<T>[];
  /** One for each convolution, where there is batch norm. */
  readonly norms: readonly Norm<T>[];
};
export type GeneratorParams<T> = {
  readonly labels: T; // [Y, Z]
  readonly stem: Linear<T>; // Z → C · 4 · 4
  readonly levels: readonly Level<T>[];
  readonly out: Conv<T>; // C → 3
};

export interface Generated {
  /** [N, 3, S, S] in [-1, 1]. */
  readonly pixels: Tensor;
  /** Of each batch norm, in order. */
  readonly statistics: readonly BatchStatistics[];
}

export function initGenerator(rng: Rng, config: GanConfig): GeneratorParams<Value> {
  const { latent, labels, generator: widths, depth, residual, norm } = config;
  const gain = residual ? 0.5 : Math.SQRT2;
  const conv = (name: string, from: number, to: number, kernel: number, scale: number) =>
    initConv(rng.split(name), from, to, kernel, scale);
  return {
    labels: labels === 1 ? init.zeros(1, latent) : init.normal(rng.split("labels"), 1, labels, latent),
    stem: initLinear(rng.split("stem"), latent, widths[0]! * 16),
    levels: widths.map((width, i) => ({
      up: i === 0 ? [] : [conv(`up${i}`, widths[i - 1]!, 4 * width, 1, 1)],
      convs: Array.from({ length: depth }, (_, j) => conv(`conv${i}.${j}`, width, width, 3, gain)),
      norms: norm === "batch" ? Array.from({ length: depth }, () => initNorm(width)) : [],
    })),
    out: conv("out", widths.at(-1)!, 3, 3, 1),
  };
}

/**
 * z [N, Z] and labels [N] → pictures.
 * @param running the statistics of its batch norms: without, they are those of this batch
 */
export function generatePictures(
  p: GeneratorParams<Tensor>,
  config: GanConfig,
  z: Tensor,
  labels: Tensor,
  running: readonly BatchStatistics[] = [],
): Generated {
  const statistics: BatchStatistics[] = [];
  const normed = (norm: Norm<Tensor> | undefined, x: Tensor): Tensor => {
    if (norm === undefined) return x;
    const found = batchNorm(x, norm.scale, norm.bias, running[statistics.length]);
    statistics.push(found.statistics);
    return found.y;
  };
  const active = config.norm === "batch" ? relu : silu;
  let h = reshape(linear(p.stem, add(z, embedding(p.labels, labels))), [z.dim(0), config.generator[0]!, 4, 4]);
  for (const { up, convs, norms } of p.levels) {
    for (const conv of up) h = depthToSpace(convolve(conv, h), 2); // [N, C', 2s, 2s]
    convs.forEach((conv, j) => {
      h = config.residual
        ? add(h, convolve(conv, active(normed(norms[j], h))))
        : active(normed(norms[j], convolve(conv, h)));
    });
  }
  return { pixels: tanh(convolve(p.out, config.residual ? active(h) : h)), statistics };
}
