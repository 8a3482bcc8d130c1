/**
 * The coarse guess: the latent of a prompt under a layout, by regression, without noise. Each thing's words become a
 * code; a token asks the code of the thing that it belongs to what stands at its place in that thing's own frame
 * (a field over coordinates, modulated by a code: Perez et al. 2018; Chen et al. 2021).
 * Legend: N batch, K latent tokens, T text tokens, O owners, C width of text, W of the field, F layout features.
 */
import {
  add,
  broadcastTo,
  concat,
  layerNorm,
  matmul,
  mul,
  reshape,
  silu,
  slice,
  type Tensor,
  type Value,
} from "../../graph/index.ts";
import {
  type AttentionLayer,
  attend,
  init,
  initAttention,
  initLinear,
  type Linear,
  linear,
  type Rng,
} from "../../nn/index.ts";
import type { LatentConfig } from "./config.ts";
import { LAYOUT_FEATURES, LAYOUT_GLOBALS, OWNERS } from "./layout.ts";
import type { TextFeatures } from "./text.ts";

type FieldLayer<T> = {
  /** A code's shift and scale of the layer's input. */
  readonly modulation: Linear<T>; // [D, 2·W]
  readonly up: Linear<T>;
  readonly down: Linear<T>;
};
export type GuessParams<T> = {
  /** What each owner looks for among the words. */
  readonly queries: T; // [O, C]
  readonly attention: AttentionLayer<T>;
  readonly code: { readonly up: Linear<T>; readonly out: Linear<T> }; // [2·C + styles + numbers, D], [D, D]
  readonly input: Linear<T>; // [F, W]
  readonly layers: readonly FieldLayer<T>[];
  readonly output: Linear<T>; // [W, c]
};

const CODE_WIDTH = 512;

export function initGuess(rng: Rng, { guess, text, autoencoder }: LatentConfig): GuessParams<Value> {
  const layer = (r: Rng): FieldLayer<Value> => ({
    modulation: initLinear(r.split("modulation"), CODE_WIDTH, 2 * guess.width, 0.5),
    up: initLinear(r.split("up"), guess.width, 2 * guess.width, Math.SQRT2),
    down: initLinear(r.split("down"), 2 * guess.width, guess.width, 0.7),
  });
  return {
    queries: init.normal(rng.split("queries"), 1, OWNERS, text.width),
    attention: initAttention(rng.split("attention"), text.width, text.width),
    code: {
      up: initLinear(rng.split("code.up"), 2 * text.width + LAYOUT_GLOBALS, CODE_WIDTH, Math.SQRT2),
      out: initLinear(rng.split("code.out"), CODE_WIDTH, CODE_WIDTH, Math.SQRT2),
    },
    input: initLinear(rng.split("input"), LAYOUT_FEATURES, guess.width, 1.5),
    layers: Array.from({ length: guess.layers }, (_, i) => layer(rng.split(`layer${i}`))),
    output: initLinear(rng.split("output"), guess.width, autoencoder.latentChannels, 0.3),
  };
}

/** c(y, layout) ≈ E[z | y, layout], [N, K, c], for layout features [N, K, F]. */
export function coarseGuess(
  p: GuessParams<Tensor>,
  config: LatentConfig,
  { tokens, pooled, bias }: Pick<TextFeatures, "tokens" | "pooled" | "bias">,
  layout: Tensor,
): Tensor {
  const n = pooled.dim(0);
  const queries = broadcastTo(reshape(p.queries, [1, OWNERS, -1]), [n, OWNERS, pooled.dim(-1)]);
  const found = attend(p.attention, queries, config.text.heads, { context: tokens, bias }); // [N, O, C]
  const each = (x: Tensor) => broadcastTo(reshape(x, [n, 1, -1]), [n, OWNERS, x.dim(-1)]);
  const said = slice(reshape(slice(layout, 1, 0, 1), [n, -1]), 1, OWNERS, OWNERS + LAYOUT_GLOBALS); // [N, styles + numbers]
  const code = silu(linear(p.code.out, silu(linear(p.code.up, concat([found, each(pooled), each(said)], 2)))));
  const owner = slice(layout, 2, 0, OWNERS); // [N, K, O]
  let h = linear(p.input, layout); // [N, K, W]
  for (const layer of p.layers) {
    const modulation = matmul(owner, linear(layer.modulation, code)); // [N, K, 2·W]
    const half = (i: number) => slice(modulation, 2, i * config.guess.width, (i + 1) * config.guess.width);
    const modulated = add(mul(layerNorm(h), add(half(1), 1)), half(0));
    h = add(h, linear(layer.down, silu(linear(layer.up, modulated))));
  }
  return linear(p.output, layerNorm(h));
}
