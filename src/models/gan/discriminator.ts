/**
 * The discriminator D: one number for a picture and its label, above 0 where it looks real (Radford et al. 2016, with
 * the projection of Miyato and Koyama 2018). A level's size is halved by pixels that become channels.
 * Legend: N batch, Y labels, S picture size, C channels of a level, F = 16 C numbers at 4 × 4.
 */
import {
  add,
  batchNorm,
  cast,
  constant,
  div,
  embedding,
  leakyRelu,
  matmul,
  mul,
  reshape,
  sqrt,
  square,
  stopGradient,
  sum,
  type Tensor,
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
import { spaceToDepth } from "../latent/autoencoder.ts";
import type { GanConfig } from "./config.ts";

type Level<T> = {
  readonly convs: readonly Conv<T>[];
  readonly norms: readonly Norm<T>[];
  /** 4C → C' at half the size; none at the last level. */
  readonly down: readonly Conv<T>[];
};
export type DiscriminatorParams<T> = {
  readonly stem: Conv<T>; // 3 → C
  readonly levels: readonly Level<T>[];
  readonly out: Linear<T>; // F → 1
  readonly labels: T; // [Y, F]
};

export function initDiscriminator(rng: Rng, config: GanConfig): DiscriminatorParams<Value> {
  const { discriminator: widths, labels, depth, residual, norm } = config;
  const gain = residual ? 0.5 : Math.SQRT2;
  const conv = (name: string, from: number, to: number, kernel: number, scale: number) =>
    initConv(rng.split(name), from, to, kernel, scale);
  const features = 16 * widths.at(-1)!;
  return {
    stem: conv("stem", 3, widths[0]!, 3, 1),
    levels: widths.map((width, i) => ({
      convs: Array.from({ length: depth }, (_, j) => conv(`conv${i}.${j}`, width, width, 3, gain)),
      norms: norm === "batch" && i > 0 ? Array.from({ length: depth }, () => initNorm(width)) : [],
      down: i + 1 < widths.length ? [conv(`down${i}`, 4 * width, widths[i + 1]!, 1, residual ? 1 : Math.SQRT2)] : [],
    })),
    out: initLinear(rng.split("out"), features, 1),
    labels: init.zeros(labels, features),
  };
}

/** Pictures [N, 3, S, S] in [-1, 1] and labels [N] → logits [N]. */
export function discriminate(
  p: DiscriminatorParams<Tensor>,
  config: GanConfig,
  pixels: Tensor,
  labels: Tensor,
): Tensor {
  const sound = <L extends Conv<Tensor> | Linear<Tensor>>(layer: L): L =>
    config.spectralNorm ? { ...layer, weight: div(layer.weight, largestSingularValue(layer.weight)) } : layer;
  const normed = (norm: Norm<Tensor> | undefined, x: Tensor) =>
    norm === undefined ? x : batchNorm(x, norm.scale, norm.bias).y;
  let h = convolve(sound(p.stem), pixels); // [N, C, S, S]
  for (const { convs, norms, down } of p.levels) {
    convs.forEach((conv, j) => {
      h = config.residual
        ? add(h, convolve(sound(conv), leakyRelu(normed(norms[j], h))))
        : leakyRelu(normed(norms[j], convolve(sound(conv), h)));
    });
    for (const conv of down) h = convolve(sound(conv), spaceToDepth(h, 2)); // [N, C', s/2, s/2]
  }
  const features = reshape(leakyRelu(h), [pixels.dim(0), p.out.weight.dim(0)]); // [N, F]
  const own = linear(sound(p.out), features); // [N, 1]
  return reshape(add(own, sum(mul(features, embedding(p.labels, labels)), 1, true)), [-1]);
}

/** Squarings of W Wᵀ: 2⁵ = 32 steps of a power iteration. */
const SQUARINGS = 5;

/**
 * σ(W) of a weight as rows × columns: Miyato et al. 2018, eq. 6. Their power iteration keeps a vector from step to step;
 * here P = (W Wᵀ)³², by squaring, takes its place: σ² = tr(W Wᵀ P)/tr(P), with P as a constant. Nothing has to be kept,
 * and singular values that are equal share the gradient.
 */
export function largestSingularValue(weight: Tensor): Tensor {
  const rows = weight.rank === 2 && weight.shape[1] === 1 ? 1 : (weight.shape[0] as number);
  const w = reshape(weight, [rows, -1]);
  const gram = matmul(w, w, { transposeB: true }); // [R, R]
  const scaled = (m: Tensor) => div(m, add(sqrt(sum(square(m))), 1e-12));
  let p = scaled(stopGradient(gram));
  for (let i = 0; i < SQUARINGS; i++) p = scaled(matmul(p, p));
  const eye = Float32Array.from({ length: rows * rows }, (_, i) => (i % (rows + 1) === 0 ? 1 : 0));
  const trace = sum(mul(p, cast(constant(eye, [rows, rows]), weight.dtype)));
  return sqrt(div(sum(mul(gram, stopGradient(p))), stopGradient(trace)));
}
