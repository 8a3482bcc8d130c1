/**
 * The diffusion transformer (Peebles and Xie 2023) over 8×8 latents, with one modulation shared by all
 * blocks plus a table per block (Chen et al. 2023, section 2.3), cross-attention to the prompt, and the
 * coarse guess and the layout as further inputs.
 * Legend: N batch, K = 64 latent tokens, T text tokens, C width, c latent channels, F layout features.
 */
import {
  add,
  concat,
  constant,
  cos,
  layerNorm,
  mul,
  reshape,
  silu,
  sin,
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
import { type LatentConfig, latentSize } from "./config.ts";
import { LAYOUT_FEATURES } from "./layout.ts";
import type { TextFeatures } from "./text.ts";

type TransformerBlock<T> = {
  readonly self: AttentionLayer<T>;
  readonly cross: AttentionLayer<T>;
  readonly up: Linear<T>;
  readonly down: Linear<T>;
  /** Added to the shared modulation: shift, scale, gate for attention, and the same for the MLP. */
  readonly modulation: T; // [6·C]
};
export type TransformerParams<T> = {
  readonly input: Linear<T>; // [2c + F, C]
  readonly positions: T; // [K, C]
  readonly time: { readonly up: Linear<T>; readonly out: Linear<T> };
  readonly text: Linear<T>;
  readonly modulation: Linear<T>; // [C, 6·C]
  readonly blocks: readonly TransformerBlock<T>[];
  readonly outModulation: Linear<T>; // [C, 2·C]
  readonly output: Linear<T>; // [C, c]
};

const TIME_FEATURES = 64;

export function initTransformer(rng: Rng, config: LatentConfig): TransformerParams<Value> {
  const { width, layers } = config.transformer;
  const c = config.autoencoder.latentChannels;
  const block = (r: Rng): TransformerBlock<Value> => ({
    self: initAttention(r.split("self"), width, width, 0.5),
    cross: initAttention(r.split("cross"), width, config.text.width, 0.5),
    up: initLinear(r.split("up"), width, 4 * width, Math.SQRT2),
    down: initLinear(r.split("down"), 4 * width, width, 0.5),
    modulation: gates(width),
  });
  return {
    input: initLinear(rng.split("input"), 2 * c + LAYOUT_FEATURES, width),
    positions: init.normal(rng.split("positions"), 0.5, latentSize(config.autoencoder) ** 2, width),
    time: {
      up: initLinear(rng.split("time.up"), TIME_FEATURES, width),
      out: initLinear(rng.split("time.out"), width, width),
    },
    text: initLinear(rng.split("text"), config.text.width, width),
    modulation: initLinear(rng.split("modulation"), width, 6 * width, 0.1),
    blocks: Array.from({ length: layers }, (_, i) => block(rng.split(`block${i}`))),
    outModulation: initLinear(rng.split("outModulation"), width, 2 * width, 0.1),
    output: initLinear(rng.split("output"), width, c, 0),
  };
}

/** Blocks begin with half-open gates, so that they learn from the first step. */
function gates(width: number): Value {
  const data = new Float32Array(6 * width);
  data.fill(0.5, 2 * width, 3 * width).fill(0.5, 5 * width, 6 * width);
  return { dtype: "float32", shape: [6 * width], data };
}

export interface TransformerInput {
  /** The noisy latent as tokens, [N, K, c]. */
  readonly noisy: Tensor;
  /** Time in [0, 1], 0 is noise, [N]. */
  readonly time: Tensor;
  readonly text: Pick<TextFeatures, "tokens" | "pooled" | "bias">;
  /** The coarse guess, [N, K, c]. */
  readonly coarse: Tensor;
  /** What is known of the layout, [N, K, F]. */
  readonly layout: Tensor;
}

/** The network's output F, [N, K, c]: see `denoise` in flow.ts for what it means. */
export function transformer(p: TransformerParams<Tensor>, config: LatentConfig, x: TransformerInput): Tensor {
  const { width, heads } = config.transformer;
  const n = x.noisy.dim(0);
  const time = linear(p.time.out, silu(linear(p.time.up, timeFeatures(x.time))));
  const condition = silu(add(time, linear(p.text, x.text.pooled))); // [N, C]
  const shared = linear(p.modulation, condition); // [N, 6·C]
  let h = add(linear(p.input, concat([x.noisy, x.coarse, x.layout], 2)), p.positions); // [N, K, C]
  for (const block of p.blocks) {
    const modulation = reshape(add(shared, block.modulation), [n, 6, width]);
    const part = (i: number) => slice(modulation, 1, i, i + 1); // [N, 1, C]
    const h1 = modulate(h, part(0), part(1));
    h = add(h, mul(attend(block.self, h1, heads), part(2)));
    h = add(h, attend(block.cross, layerNorm(h), heads, { context: x.text.tokens, bias: x.text.bias }));
    const h2 = modulate(h, part(3), part(4));
    h = add(h, mul(linear(block.down, silu(linear(block.up, h2))), part(5)));
  }
  const out = reshape(linear(p.outModulation, condition), [n, 2, width]);
  const final = modulate(h, slice(out, 1, 0, 1), slice(out, 1, 1, 2));
  return linear(p.output, final);
}

const modulate = (x: Tensor, shift: Tensor, scale: Tensor): Tensor => add(mul(layerNorm(x), add(scale, 1)), shift);

/** Sines and cosines of time at frequencies 1 to 1000 rad (Vaswani et al. 2017, section 3.5): [N] → [N, 64]. */
function timeFeatures(time: Tensor): Tensor {
  const half = TIME_FEATURES / 2;
  const frequencies = Float32Array.from({ length: half }, (_, i) => 1000 ** (i / (half - 1)));
  const angles = mul(reshape(time, [time.dim(0), 1]), constant(frequencies, [1, half]));
  return concat([sin(angles), cos(angles)], 1);
}
