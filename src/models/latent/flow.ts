/**
 * Rectified flow (Liu et al. 2022; Lipman et al. 2022): z_t = (1 - t) ε + t z, velocity v = z - ε.
 * Legend: N batch, K latent tokens, c latent channels.
 */
import { add, div, mean, mul, reshape, square, stopGradient, sub, type Tensor, transpose } from "../../graph/index.ts";
import { type AutoencoderParams, encode } from "./autoencoder.ts";
import type { LatentConfig } from "./config.ts";
import { encodeText, type TextParams } from "./text.ts";
import { type TransformerInput, type TransformerParams, transformer } from "./transformer.ts";

export type PainterParams<T> = {
  readonly text: TextParams<T>;
  readonly transformer: TransformerParams<T>;
};

/** The latent's own scale, measured after the autoencoder was trained: both [c]. */
export type LatentScale<T> = {
  readonly mean: T;
  readonly deviation: T;
};

export type FlowBatch<T> = {
  readonly pixels: T; // [N, 3, S, S]
  readonly ids: T; // [N, 2, T]
  readonly mask: T; // [N, T]
  readonly time: T; // [N]
  readonly noise: T; // [N, K, c]
  readonly coarseNoise: T; // [N, K, c], already scaled
  readonly coarseKeep: T; // [N], 0 where the transformer must do without the coarse guess
};

/** [N, c, s, s] → [N, s², c]. */
export const toTokens = (latents: Tensor): Tensor => {
  const [n, c] = latents.shape;
  return transpose(reshape(latents, [n!, c!, -1]), [0, 2, 1]);
};

/** [N, s², c] → [N, c, s, s]. */
export const fromTokens = (tokens: Tensor, size: number): Tensor => {
  const [n, , c] = tokens.shape;
  return reshape(transpose(tokens, [0, 2, 1]), [n!, c!, size, size]);
};

/** Pixels → latents with mean 0 and deviation 1 per channel, as tokens [N, K, c]. */
export const normalizedLatents = (
  encoder: AutoencoderParams<Tensor>["encoder"],
  scale: LatentScale<Tensor>,
  pixels: Tensor,
): Tensor => div(sub(toTokens(encode(encoder, pixels)), scale.mean), scale.deviation);

/**
 * The predicted velocity, v̂ = coarse + F - z_t: the clean latent is then ẑ = z_t + (1 - t) v̂
 * = t z_t + (1 - t)(coarse + F), which needs no F at t = 1 and little where the guess is right
 * (preconditioning, as Karras et al. 2022, eq. 7).
 */
export const velocity = (p: TransformerParams<Tensor>, config: LatentConfig, x: TransformerInput): Tensor =>
  sub(add(x.coarse, transformer(p, config, x)), x.noisy);

/** The training loss and its parts: velocity error of the flow, and squared error of the coarse guess. */
export function flowLoss(
  p: PainterParams<Tensor>,
  config: LatentConfig,
  clean: Tensor, // [N, K, c]
  batch: Omit<FlowBatch<Tensor>, "pixels">,
): readonly [loss: Tensor, parts: { flow: Tensor; coarse: Tensor }] {
  const n = clean.dim(0);
  const text = encodeText(p.text, config, batch.ids, batch.mask);
  const t = reshape(batch.time, [n, 1, 1]);
  const noisy = add(mul(batch.noise, sub(1, t)), mul(clean, t));
  const seen = mul(add(stopGradient(text.coarse), batch.coarseNoise), reshape(batch.coarseKeep, [n, 1, 1]));
  const predicted = velocity(p.transformer, config, { noisy, time: batch.time, text, coarse: seen });
  const flow = mean(square(sub(predicted, sub(clean, batch.noise))));
  const coarse = mean(square(sub(text.coarse, clean)));
  return [add(flow, coarse), { flow, coarse }];
}
