/**
 * The autoencoder: 3×64×64 pixels ↔ c×8×8 latents (Rombach et al. 2022, section 3.1, without a
 * discriminator). A linear patch path carries the bulk from the first step; convolutions refine it.
 * Legend: N batch, S picture size, c latent channels.
 */
import { add, reshape, silu, type Tensor, transpose, type Value } from "../../graph/index.ts";
import { type Conv, convolve, init, initConv, type Rng } from "../../nn/index.ts";
import type { AutoencoderConfig } from "./config.ts";

type ResidualBlock<T> = {
  readonly first: Conv<T>;
  readonly second: Conv<T>;
};
export type AutoencoderParams<T> = {
  readonly encoder: {
    readonly patch: Conv<T>; // the linear path: 8×8 pixels → c
    readonly stem: Conv<T>;
    readonly down: Conv<T>;
    readonly block: ResidualBlock<T>;
    readonly out: Conv<T>;
  };
  readonly decoder: {
    readonly patch: Conv<T>; // the linear path: c → 8×8 pixels
    readonly stem: Conv<T>;
    readonly blocks8: readonly ResidualBlock<T>[];
    readonly up16: Conv<T>;
    readonly blocks16: readonly ResidualBlock<T>[];
    readonly up32: Conv<T>;
    readonly block32: ResidualBlock<T>;
    readonly out: Conv<T>;
  };
};

export function initAutoencoder(rng: Rng, config: AutoencoderConfig): AutoencoderParams<Value> {
  const {
    latentChannels: c,
    encoder: [e4, e8],
    decoder: [d8, d4, d2],
  } = config;
  const convolution = (name: string, from: number, to: number, kernel: number, scale = 1) =>
    initConv(rng.split(name), from, to, kernel, scale);
  const block = (name: string, width: number): ResidualBlock<Value> => ({
    first: convolution(`${name}.first`, width, width, 3, Math.SQRT2),
    second: convolution(`${name}.second`, width, width, 3, 0.1),
  });
  return {
    encoder: {
      patch: convolution("encoder.patch", 192, c, 1),
      stem: convolution("encoder.stem", 48, e4, 3),
      down: convolution("encoder.down", e4, e8, 3, Math.SQRT2),
      block: block("encoder.block", e8),
      out: { weight: init.zeros(c, e8, 1, 1), bias: init.zeros(c) },
    },
    decoder: {
      patch: convolution("decoder.patch", c, 192, 1),
      stem: convolution("decoder.stem", c, d8, 3),
      blocks8: [block("decoder.8a", d8), block("decoder.8b", d8)],
      up16: convolution("decoder.up16", d8, 4 * d4, 1),
      blocks16: [block("decoder.16a", d4), block("decoder.16b", d4)],
      up32: convolution("decoder.up32", d4, 4 * d2, 1),
      block32: block("decoder.32", d2),
      out: { weight: init.zeros(12, d2, 3, 3), bias: init.zeros(12) },
    },
  };
}

const residual = (p: ResidualBlock<Tensor>, x: Tensor): Tensor =>
  add(x, convolve(p.second, silu(convolve(p.first, silu(x)))));

/** Blocks of pixels into channels: [N, C, S, S] → [N, C·r², S/r, S/r]. */
export function spaceToDepth(x: Tensor, r: number): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const apart = reshape(x, [n, c, h / r, r, w / r, r]);
  return reshape(transpose(apart, [0, 1, 3, 5, 2, 4]), [n, c * r * r, h / r, w / r]);
}

/** Channels into blocks of pixels (Shi et al. 2016, eq. 4): [N, C·r², S, S] → [N, C, S·r, S·r]. */
export function depthToSpace(x: Tensor, r: number): Tensor {
  const [n, c, h, w] = x.shape as [number, number, number, number];
  const apart = reshape(x, [n, c / (r * r), r, r, h, w]);
  return reshape(transpose(apart, [0, 1, 4, 2, 5, 3]), [n, c / (r * r), h * r, w * r]);
}

/** Pixels in [-1, 1], [N, 3, S, S] → latents [N, c, S/8, S/8]. */
export function encode(p: AutoencoderParams<Tensor>["encoder"], pixels: Tensor): Tensor {
  const quarter = spaceToDepth(pixels, 4); // [N, 48, S/4, S/4]
  const linear = convolve(p.patch, spaceToDepth(quarter, 2)); // [N, c, S/8, S/8]
  const h4 = silu(convolve(p.stem, quarter));
  const h8 = residual(p.block, convolve(p.down, h4, { stride: 2 }));
  return add(linear, convolve(p.out, silu(h8)));
}

/** Latents [N, c, S/8, S/8] → pixels, about [-1, 1], [N, 3, S, S]. */
export function decode(p: AutoencoderParams<Tensor>["decoder"], latents: Tensor): Tensor {
  const linear = depthToSpace(convolve(p.patch, latents), 8); // [N, 3, S, S]
  let h = convolve(p.stem, latents); // [N, d8, S/8, S/8]
  for (const block of p.blocks8) h = residual(block, h);
  h = depthToSpace(convolve(p.up16, silu(h)), 2); // [N, d4, S/4, S/4]
  for (const block of p.blocks16) h = residual(block, h);
  h = depthToSpace(convolve(p.up32, silu(h)), 2); // [N, d2, S/2, S/2]
  h = residual(p.block32, h);
  return add(linear, depthToSpace(convolve(p.out, silu(h)), 2));
}
