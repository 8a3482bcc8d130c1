/**
 * A small residual network (He et al. 2016, without batch norm) that names what a picture shows.
 * Resolution is halved by moving blocks of pixels into channels, so that no convolution skips a place.
 * Legend: N batch, S picture size, C₁ C₂ C₃ channels, F features.
 */
import { add, reshape, rmsNorm, silu, type Tensor, type Value } from "../../graph/index.ts";
import { type Conv, convolve, init, initConv, initLinear, type Linear, linear, type Rng } from "../../nn/index.ts";
import { spaceToDepth } from "../latent/autoencoder.ts";
import type { ClassifierConfig } from "./config.ts";

type Block<T> = {
  readonly first: Conv<T>;
  readonly second: Conv<T>;
};
export type ClassifierParams<T, H extends string = string> = {
  readonly stem: Conv<T>;
  readonly down8: Conv<T>;
  readonly block8: Block<T>;
  readonly down4: Conv<T>;
  readonly block4: Block<T>;
  readonly features: Linear<T>;
  readonly heads: Readonly<Record<H, Linear<T>>>;
};

export interface Classified<H extends string = string> {
  /** [N, F], before any head: what a Fréchet distance looks at. */
  readonly features: Tensor;
  /** [N, answers] for each head. */
  readonly logits: Readonly<Record<H, Tensor>>;
}

export function initClassifier<H extends string>(rng: Rng, config: ClassifierConfig<H>): ClassifierParams<Value, H> {
  const [c1, c2, c3] = config.widths;
  const block = (name: string, width: number): Block<Value> => ({
    first: initConv(rng.split(`${name}.first`), width, width, 3, Math.SQRT2),
    second: initConv(rng.split(`${name}.second`), width, width, 3, 0.2),
  });
  const head = (answers: number): Linear<Value> => ({
    weight: init.zeros(config.features, answers), // every answer equally likely at first
    bias: init.zeros(answers),
  });
  const heads = Object.entries<number>(config.heads).map(([name, answers]) => [name, head(answers)]);
  return {
    stem: initConv(rng.split("stem"), 48, c1, 3),
    down8: initConv(rng.split("down8"), 4 * c1, c2, 1, Math.SQRT2),
    block8: block("block8", c2),
    down4: initConv(rng.split("down4"), 4 * c2, c3, 1, Math.SQRT2),
    block4: block("block4", c3),
    features: initLinear(rng.split("features"), c3 * (config.imageSize / 16) ** 2, config.features),
    heads: Object.fromEntries(heads) as Record<H, Linear<Value>>,
  };
}

const residual = (p: Block<Tensor>, x: Tensor): Tensor => add(x, convolve(p.second, silu(convolve(p.first, silu(x)))));

/** Pixels in [-1, 1], [N, 3, S, S] → features and logits. */
export function classify<H extends string>(p: ClassifierParams<Tensor, H>, pixels: Tensor): Classified<H> {
  let h = convolve(p.stem, spaceToDepth(pixels, 4)); // [N, C₁, S/4, S/4]
  h = residual(p.block8, convolve(p.down8, spaceToDepth(silu(h), 2))); // [N, C₂, S/8, S/8]
  h = residual(p.block4, convolve(p.down4, spaceToDepth(silu(h), 2))); // [N, C₃, S/16, S/16]
  const flat = rmsNorm(reshape(silu(h), [pixels.dim(0), p.features.weight.dim(0)]));
  const features = linear(p.features, flat);
  const logits = Object.entries<Linear<Tensor>>(p.heads).map(([name, head]) => [name, linear(head, features)]);
  return { features, logits: Object.fromEntries(logits) as Record<H, Tensor> };
}
