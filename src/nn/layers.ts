/** Layers are functions of a record of parameters. Legend: N batch, T tokens, C D widths, H heads, d = C/H. */
import {
  type AttentionOptions,
  addChannels,
  affine,
  attention,
  type ConvOptions,
  concrete,
  conv,
  div,
  layerNorm,
  logSoftmax,
  matmul,
  maximum,
  mean,
  mul,
  neg,
  reshape,
  slice,
  sum,
  type Tensor,
  takeAlong,
  transpose,
  type Value,
} from "../graph/index.ts";
import * as init from "./init.ts";
import type { Rng } from "./random.ts";

/** Parameters with values to start from, or as tensors inside a program. */
export type Linear<T> = {
  readonly weight: T; // [C, D]
  readonly bias: T; // [D]
};

/** `scale` multiplies the LeCun deviation: 0 makes a layer that begins silent. */
export const initLinear = (rng: Rng, from: number, to: number, scale = 1): Linear<Value> => ({
  weight: init.normal(rng, scale / Math.sqrt(from), from, to),
  bias: init.zeros(to),
});

/** xW + b over the last axis: [..., C] → [..., D]. */
export const linear = (p: Linear<Tensor>, x: Tensor): Tensor => affine(x, p.weight, p.bias);

/** A linear layer without a bias: weight [C, D], [..., C] → [..., D]. */
export const project = (weight: Tensor, x: Tensor): Tensor =>
  reshape(matmul(reshape(x, [-1, x.dim(-1)]), weight), [...x.shape.slice(0, -1), weight.dim(-1)]);

export type Norm<T> = {
  readonly scale: T; // [C]
  readonly bias: T; // [C]
};
/** The identity on what is normalised. */
export const initNorm = (size: number): Norm<Value> => ({ scale: init.filled(1, size), bias: init.zeros(size) });
/** Layer norm over the last axis (Ba et al. 2016): [..., C] → [..., C]. */
export const norm = (p: Norm<Tensor>, x: Tensor): Tensor => layerNorm(x, p.scale, p.bias);

export type Conv<T> = {
  readonly weight: T; // [O, C, k, k]
  readonly bias: T; // [O]
};

/** `scale` multiplies the LeCun deviation, 1/√(C·k²). */
export const initConv = (rng: Rng, from: number, to: number, kernel: number, scale = 1): Conv<Value> => ({
  weight: init.normal(rng, scale / Math.sqrt(from * kernel * kernel), to, from, kernel, kernel),
  bias: init.zeros(to),
});

/** [N, C, H, W] → [N, O, H', W']: a convolution that keeps the size at stride 1, for its padding is ⌊k/2⌋ unless given. */
export function convolve(p: Conv<Tensor>, x: Tensor, options: ConvOptions = {}): Tensor {
  const padding = Math.floor(concrete(p.weight.dim(-1), "convolve", p.weight.shape) / 2);
  return addChannels(conv(x, p.weight, { padding, ...options }), p.bias);
}

/** [N, T, C] → [N, H, T, d]. */
export function splitHeads(x: Tensor, heads: number): Tensor {
  const [n, t, c] = x.shape;
  return transpose(reshape(x, [n!, t!, heads, concrete(c, "splitHeads", x.shape) / heads]), [0, 2, 1, 3]);
}

/** [N, H, T, d] → [N, T, C]. */
export function mergeHeads(x: Tensor): Tensor {
  const [n, h, t, d] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [
    n!,
    t!,
    concrete(h, "mergeHeads", x.shape) * concrete(d, "mergeHeads", x.shape),
  ]);
}

export type AttentionLayer<T> = {
  readonly query: Linear<T>;
  readonly keyValue: Linear<T>; // [C', 2·C], keys before values
  readonly out: Linear<T>;
};

/** `context` is the width C' of what is attended to, `outScale` that of the layer which adds to the stream. */
export const initAttention = (rng: Rng, width: number, context = width, outScale = 1): AttentionLayer<Value> => ({
  query: initLinear(rng.split("query"), width, width),
  keyValue: initLinear(rng.split("keyValue"), context, 2 * width),
  out: initLinear(rng.split("out"), width, width, outScale),
});

/** Multi-head attention of x [N, T, C] over a context [N, S, C'] (x itself unless given). */
export function attend(
  p: AttentionLayer<Tensor>,
  x: Tensor,
  heads: number,
  options: AttentionOptions & { readonly context?: Tensor } = {},
): Tensor {
  const { context = x, ...rest } = options;
  const width = concrete(x.dim(-1), "attend", x.shape);
  const q = splitHeads(linear(p.query, x), heads); // [N, H, T, d]
  const kv = transpose(
    reshape(linear(p.keyValue, context), [context.dim(0), context.dim(1), 2, heads, width / heads]),
    [2, 0, 3, 1, 4],
  );
  const [k, v] = halves(kv); // [N, H, S, d]
  return linear(p.out, mergeHeads(attention(q, k, v, rest)));
}

/** [2, N, H, S, d] → two of [N, H, S, d]. */
function halves(kv: Tensor): [Tensor, Tensor] {
  const [, ...shape] = kv.shape;
  const part = (i: number) => reshape(slice(kv, 0, i, i + 1), shape);
  return [part(0), part(1)];
}

/** log p of each target: logits [..., V], targets [...] int64 → [...]. */
export function logLikelihood(logits: Tensor, targets: Tensor): Tensor {
  const picked = takeAlong(logSoftmax(logits), reshape(targets, [...targets.shape, 1]), -1);
  return reshape(picked, targets.shape);
}

/** −Σ w log p / Σ w in nats, with weights [...] as the targets; the mean unless given, and 0 where all weights are. */
export function crossEntropy(logits: Tensor, targets: Tensor, weights?: Tensor): Tensor {
  const found = logLikelihood(logits, targets);
  if (weights === undefined) return neg(mean(found));
  return neg(div(sum(mul(found, weights)), maximum(sum(weights), 1)));
}
