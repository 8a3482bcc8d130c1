/** The GPT of the benchmark: nanoGPT's layout (layer norm, GELU, untied head), biases everywhere but in the head. */
import {
  add,
  attention,
  embedding,
  gelu,
  reshape,
  slice,
  type Tensor,
  transpose,
  type Value,
} from "../../src/graph/index.ts";
import {
  crossEntropy,
  init,
  initLinear,
  initNorm,
  type Linear,
  linear,
  mergeHeads,
  type Norm,
  norm,
  project,
  type Rng,
} from "../../src/nn/index.ts";

// Legend: B batch, T time, C width, H heads, V vocabulary.
export interface GptConfig {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly time: number;
  readonly vocabulary: number;
  readonly batch: number;
}

type Block<T> = {
  readonly norm1: Norm<T>;
  readonly qkv: Linear<T>;
  readonly out: Linear<T>;
  readonly norm2: Norm<T>;
  readonly up: Linear<T>;
  readonly down: Linear<T>;
};
export type GptParams<T> = {
  readonly tokens: T; // [V, C]
  readonly positions: T; // [T, C]
  readonly blocks: readonly Block<T>[];
  readonly norm: Norm<T>;
  readonly head: T; // [C, V]
};

export function initGpt(rng: Rng, { layers, width, time, vocabulary }: GptConfig): GptParams<Value> {
  const block = (r: Rng): Block<Value> => ({
    norm1: initNorm(width),
    qkv: initLinear(r.split("qkv"), width, 3 * width),
    out: initLinear(r.split("out"), width, width, 0.5),
    norm2: initNorm(width),
    up: initLinear(r.split("up"), width, 4 * width),
    down: initLinear(r.split("down"), 4 * width, width, 0.5),
  });
  return {
    tokens: init.normal(rng.split("tokens"), 0.5, vocabulary, width),
    positions: init.normal(rng.split("positions"), 0.1, time, width),
    blocks: Array.from({ length: layers }, (_, i) => block(rng.split(i))),
    norm: initNorm(width),
    head: init.normal(rng.split("head"), 1 / Math.sqrt(width), width, vocabulary),
  };
}

/** ids [B, T] → logits [B, T, V]. */
function gpt(p: GptParams<Tensor>, { width, heads, time, batch }: GptConfig, ids: Tensor): Tensor {
  let x = add(embedding(p.tokens, ids), p.positions); // [B, T, C]
  for (const block of p.blocks) {
    const qkv = reshape(linear(block.qkv, norm(block.norm1, x)), [batch, time, 3, heads, width / heads]);
    const parts = transpose(qkv, [2, 0, 3, 1, 4]); // [3, B, H, T, d]
    const part = (i: number) => reshape(slice(parts, 0, i, i + 1), [batch, heads, time, width / heads]);
    const mixed = mergeHeads(attention(part(0), part(1), part(2), { causal: true })); // [B, T, C]
    x = add(x, linear(block.out, mixed));
    x = add(x, linear(block.down, gelu(linear(block.up, norm(block.norm2, x)))));
  }
  return project(p.head, norm(p.norm, x));
}

/** Mean cross-entropy of the next token. */
export function gptLoss(p: GptParams<Tensor>, config: GptConfig, batch: { ids: Tensor; targets: Tensor }): Tensor {
  return crossEntropy(reshape(gpt(p, config, batch.ids), [-1, config.vocabulary]), batch.targets);
}
