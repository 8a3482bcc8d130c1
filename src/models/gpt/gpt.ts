/**
 * The transformer of Llama (Touvron et al. 2023, section 2.2): blocks of attention and a gated feed-forward network, each
 * with a normalisation before it, and nothing after; in Gemma 3 with one after it too. Parameters bear the names and the layout of Hugging Face's
 * checkpoints: a file's tensors are the leaves of this record.
 * Legend: B batch, T tokens, C width, F hidden width, V vocabulary.
 */
import {
  add,
  embedding,
  f32,
  geluTanh,
  mapTree,
  mul,
  reshape,
  rmsNorm,
  type Spec,
  silu,
  slice,
  type Tensor,
  type Value,
} from "../../graph/index.ts";
import { crossEntropy, init, type Rng } from "../../nn/index.ts";
import { attend, type GptAttention } from "./attention.ts";
import { checkGptConfig, type GptConfig } from "./config.ts";
import { type Dense, dense } from "./dense.ts";
import { type KeyValues, type Place, placesOf } from "./places.ts";

/** SwiGLU (Shazeer 2020, eq. 6). */
export type FeedForward<T> = {
  readonly gate_proj: Dense<T>; // [F, C]
  readonly up_proj: Dense<T>; // [F, C]
  readonly down_proj: Dense<T>; // [C, F]
};
type Scale<T> = { readonly weight: T }; // [C]

export type GptBlock<T, F = FeedForward<T>> = {
  readonly input_layernorm: Scale<T>;
  readonly self_attn: GptAttention<T>;
  /** Before the feed-forward network, or, where outputs are normalised, of what attention adds. */
  readonly post_attention_layernorm: Scale<T>;
  readonly pre_feedforward_layernorm?: Scale<T>;
  readonly mlp: F;
  readonly post_feedforward_layernorm?: Scale<T>;
};
export type GptParams<T, F = FeedForward<T>> = {
  readonly model: {
    readonly embed_tokens: { readonly weight: T }; // [V, C]
    readonly layers: readonly GptBlock<T, F>[];
    readonly norm: Scale<T>;
  };
  /** Left out where embeddings are tied. */
  readonly lm_head?: { readonly weight: T }; // [V, C]
};

export const feedForwardSpecs = (width: number, hidden: number): FeedForward<Spec> => ({
  gate_proj: { weight: f32(hidden, width) },
  up_proj: { weight: f32(hidden, width) },
  down_proj: { weight: f32(width, hidden) },
});

/** The shape of every parameter. `mlp` stands for another network than SwiGLU. */
export function gptSpecs(config: GptConfig): GptParams<Spec>;
export function gptSpecs<F>(config: GptConfig, mlp: () => F): GptParams<Spec, F>;
export function gptSpecs(
  config: GptConfig,
  mlp: () => unknown = () => feedForwardSpecs(config.width, config.hidden),
): GptParams<Spec, unknown> {
  checkGptConfig(config);
  const { vocabulary, width, layers, heads, keyValueHeads, headSize, biases, tiedEmbeddings } = config;
  const scale = (size = width) => ({ weight: f32(size) });
  const projection = (size: number): Dense<Spec> => ({
    weight: f32(size, width),
    ...(biases ? { bias: f32(size) } : {}),
  });
  const block = (): GptBlock<Spec, unknown> => ({
    input_layernorm: scale(),
    self_attn: {
      q_proj: projection(heads * headSize),
      k_proj: projection(keyValueHeads * headSize),
      v_proj: projection(keyValueHeads * headSize),
      o_proj: { weight: f32(width, heads * headSize) },
      ...(config.headNorms ? { q_norm: scale(headSize), k_norm: scale(headSize) } : {}),
    },
    post_attention_layernorm: scale(),
    ...(config.outputNorms ? { pre_feedforward_layernorm: scale() } : {}),
    mlp: mlp(),
    ...(config.outputNorms ? { post_feedforward_layernorm: scale() } : {}),
  });
  return {
    model: {
      embed_tokens: { weight: f32(vocabulary, width) },
      layers: Array.from({ length: layers }, block),
      norm: scale(),
    },
    ...(tiedEmbeddings ? {} : { lm_head: { weight: f32(vocabulary, width) } }),
  };
}

export const initGpt = (rng: Rng, config: GptConfig): GptParams<Value> =>
  initBySpecs(rng, config, gptSpecs(config)) as GptParams<Value>;

/**
 * Embeddings have deviation 0.02, other weights 1/√fan-in; what adds to the stream of 2 · layers parts is 1/√(2 · layers)
 * of that (Radford et al. 2019, section 2.3). Scales are 1, biases 0.
 */
export const initBySpecs = (rng: Rng, { layers }: GptConfig, specs: object): unknown =>
  mapTree<Spec, Value, never>(specs as never, ({ shape }, path) => {
    const sizes = shape as readonly number[];
    if (path.endsWith("bias")) return init.zeros(...sizes);
    if (sizes.length === 1) return init.filled(1, ...sizes);
    if (/embed_tokens|lm_head/.test(path)) return init.normal(rng.split(path), 0.02, ...sizes);
    const part = /(o|down)_proj\.weight$/.test(path) ? 1 / Math.sqrt(2 * layers) : 1;
    return init.normal(rng.split(path), part / Math.sqrt(sizes.at(-1)!), ...sizes);
  });

/** W_down(silu(W_gate x) ⊙ W_up x): [..., C] → [..., C]. */
export const feedForward = (p: FeedForward<Tensor>, x: Tensor, activation: (x: Tensor) => Tensor = silu): Tensor =>
  dense(p.down_proj, mul(activation(dense(p.gate_proj, x)), dense(p.up_proj, x)));

/** The network of a config's gate. */
export const gatedNetwork =
  ({ gate }: GptConfig): Apply<FeedForward<Tensor>> =>
  (p, x) =>
    feedForward(p, x, gate === "gelu" ? geluTanh : silu);

/** What the network inside a block does with its input. */
type Apply<F> = (mlp: F, x: Tensor) => Tensor;

/**
 * Dropout: factors of the embeddings and of what each part of each block adds to the stream, 2 · layers + 1 of them, for
 * all tokens of a row alike (Gal and Ghahramani 2016). Each is 0 where a number is dropped and 1/(1 − rate) elsewhere.
 */
export type Dropout = Tensor; // [2 · layers + 1, B, 1, C]

const dropped = (factors: Dropout | undefined, part: number, x: Tensor): Tensor =>
  factors === undefined ? x : mul(x, reshape(slice(factors, 0, part, part + 1), factors.shape.slice(1)));

/** Token vectors x [B, T, C] through all blocks and the last normalisation, and what each block's tokens left behind. */
export function gptBlocks<F>(
  { model }: GptParams<Tensor, F>,
  config: GptConfig,
  x: Tensor,
  place: (layer: number) => Place,
  mlp: Apply<F>,
  dropout?: Dropout,
): { readonly x: Tensor; readonly made: readonly KeyValues<Tensor>[] } {
  const made: KeyValues<Tensor>[] = [];
  const norm = (y: Tensor, scale: Scale<Tensor>) => rmsNorm(y, scale.weight, config.epsilon);
  let h = dropped(dropout, 0, x);
  model.layers.forEach((block, i) => {
    const { pre_feedforward_layernorm: before, post_feedforward_layernorm: after } = block;
    const a = attend(block.self_attn, config, norm(h, block.input_layernorm), place(i));
    made.push(a.made);
    const attended = before === undefined ? a.out : norm(a.out, block.post_attention_layernorm);
    h = add(h, dropped(dropout, 2 * i + 1, attended));
    const out = mlp(block.mlp, norm(h, before ?? block.post_attention_layernorm));
    const thought = after === undefined ? out : norm(out, after);
    h = add(h, dropped(dropout, 2 * i + 2, thought));
  });
  return { x: norm(h, model.norm), made };
}

/** ids [B, T] → [B, T, C]. */
export function embedTokens({ model }: GptParams<Tensor, unknown>, config: GptConfig, ids: Tensor): Tensor {
  const x = embedding(model.embed_tokens.weight, ids);
  return config.embeddingScale === undefined ? x : mul(x, config.embeddingScale);
}

/** [..., C] → logits [..., V]. */
export const readTokens = (p: GptParams<Tensor, unknown>, x: Tensor): Tensor =>
  dense(p.lm_head ?? p.model.embed_tokens, x);

/** ids [B, T] int64, T a number → logits [B, T, V] of the token behind each. */
export function gpt(p: GptParams<Tensor>, config: GptConfig, ids: Tensor, dropout?: Dropout): Tensor {
  const x = embedTokens(p, config, ids);
  return readTokens(p, gptBlocks(p, config, x, placesOf(config, ids), gatedNetwork(config), dropout).x);
}

/** Mean cross-entropy of the next token, in nats: ids [B, T] int64, targets [B, T] int64, flat or not. */
export const gptLoss = (
  p: GptParams<Tensor>,
  config: GptConfig,
  batch: { readonly ids: Tensor; readonly targets: Tensor },
): Tensor => crossEntropy(reshape(gpt(p, config, batch.ids), [-1, config.vocabulary]), reshape(batch.targets, [-1]));
