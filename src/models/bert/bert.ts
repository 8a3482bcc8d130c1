/**
 * The encoder of BERT (Devlin et al. 2019, section 3): every token sees every other. Parameters bear the names and the
 * layout of Hugging Face's checkpoints: a file's tensors are the leaves of this record.
 * Legend: B batch, T tokens, C width, H heads, d = C/H, F hidden width, V vocabulary, L positions, Y types.
 */
import {
  add,
  attention,
  constant,
  embedding,
  f32,
  gelu,
  geluTanh,
  layerNorm,
  mapTree,
  mul,
  relu,
  reshape,
  type Spec,
  slice,
  sub,
  type Tensor,
  type Value,
} from "../../graph/index.ts";
import { init, mergeHeads, type Rng, splitHeads } from "../../nn/index.ts";
import { type Dense, dense } from "../gpt/dense.ts";
import { type BertConfig, checkBertConfig } from "./config.ts";

type Table<T> = { readonly weight: T };
type Norm<T> = { readonly weight: T; readonly bias: T }; // [C]
/** What follows attention and the network: a linear map, and the norm of its sum with what went in. */
type Output<T> = { readonly dense: Dense<T>; readonly LayerNorm: Norm<T> };

export type BertLayer<T> = {
  readonly attention: {
    readonly self: { readonly query: Dense<T>; readonly key: Dense<T>; readonly value: Dense<T> }; // [C, C]
    readonly output: Output<T>; // [C, C]
  };
  readonly intermediate: { readonly dense: Dense<T> }; // [F, C]
  readonly output: Output<T>; // [C, F]
};
export type BertParams<T> = {
  readonly embeddings: {
    readonly word_embeddings: Table<T>; // [V, C]
    readonly position_embeddings: Table<T>; // [L, C]
    readonly token_type_embeddings: Table<T>; // [Y, C]
    readonly LayerNorm: Norm<T>;
  };
  readonly encoder: { readonly layer: readonly BertLayer<T>[] };
};

/** What an encoder reads. */
export interface BertInput {
  readonly ids: Tensor; // [B, T] int64
  /** 1 where there is a token, 0 where there is padding. */
  readonly mask: Tensor; // [B, T] float32
  /** Where tokens stand: 0 … T − 1 unless given, which needs a T that is a number. */
  readonly positions?: Tensor; // [T] int64
  /** The part that a token belongs to: the first unless given. */
  readonly types?: Tensor; // [B, T] int64
}

/** The shape of every parameter. */
export function bertSpecs(config: BertConfig): BertParams<Spec> {
  checkBertConfig(config);
  const { vocabulary, width, layers, hidden, context, types } = config;
  const map = (from: number, to: number): Dense<Spec> => ({ weight: f32(to, from), bias: f32(to) });
  const norm = (): Norm<Spec> => ({ weight: f32(width), bias: f32(width) });
  const output = (from: number): Output<Spec> => ({ dense: map(from, width), LayerNorm: norm() });
  const layer = (): BertLayer<Spec> => ({
    attention: {
      self: { query: map(width, width), key: map(width, width), value: map(width, width) },
      output: output(width),
    },
    intermediate: { dense: map(width, hidden) },
    output: output(hidden),
  });
  return {
    embeddings: {
      word_embeddings: { weight: f32(vocabulary, width) },
      position_embeddings: { weight: f32(context, width) },
      token_type_embeddings: { weight: f32(types, width) },
      LayerNorm: norm(),
    },
    encoder: { layer: Array.from({ length: layers }, layer) },
  };
}

/** Weights have deviation 0.02 (Devlin et al. 2019, as published), scales are 1, biases 0. */
export const initBert = (rng: Rng, config: BertConfig): BertParams<Value> =>
  mapTree<Spec, Value, never>(bertSpecs(config) as never, ({ shape }, path) => {
    const sizes = shape as readonly number[];
    if (path.endsWith("bias")) return init.zeros(...sizes);
    return sizes.length === 1 ? init.filled(1, ...sizes) : init.normal(rng.split(path), 0.02, ...sizes);
  }) as BertParams<Value>;

const functions = { gelu, "gelu-tanh": geluTanh, relu } as const;

/** Tokens → what each means where it stands: [B, T, C]. Throws a RangeError for more tokens than the context. */
export function bert(p: BertParams<Tensor>, config: BertConfig, input: BertInput): Tensor {
  const { heads, epsilon } = config;
  const norm = (n: Norm<Tensor>, x: Tensor) => layerNorm(x, n.weight, n.bias, epsilon);
  // The norm comes last: x' = norm(x + f(x)).
  const close = (o: Output<Tensor>, inner: Tensor, x: Tensor) => norm(o.LayerNorm, add(dense(o.dense, inner), x));
  const [b, t] = input.mask.shape;
  const bias = reshape(mul(sub(input.mask, 1), 1e9), [b!, 1, 1, t!]); // 0 sees, -1e9 does not
  const activate = functions[config.activation];
  let x = norm(p.embeddings.LayerNorm, embed(p, config, input)); // [B, T, C]
  for (const { attention: a, intermediate, output } of p.encoder.layer) {
    const parted = (part: Dense<Tensor>) => splitHeads(dense(part, x), heads); // [B, H, T, d]
    const mixed = attention(parted(a.self.query), parted(a.self.key), parted(a.self.value), { bias });
    const h = close(a.output, mergeHeads(mixed), x);
    x = close(output, activate(dense(intermediate.dense, h)), h);
  }
  return x;
}

/** The sum of a token's three vectors: of its word, its place and its part. */
function embed({ embeddings }: BertParams<Tensor>, config: BertConfig, { ids, positions, types }: BertInput): Tensor {
  const words = embedding(embeddings.word_embeddings.weight, ids);
  const places = embedding(embeddings.position_embeddings.weight, positions ?? count(ids, config));
  const parts = embeddings.token_type_embeddings.weight;
  const kinds = types === undefined ? slice(parts, 0, 0, 1) : embedding(parts, types);
  return add(add(words, places), kinds);
}

/** 0 … T − 1. */
function count(ids: Tensor, { context }: BertConfig): Tensor {
  const length = ids.dim(1);
  if (typeof length !== "number" || length > context) {
    throw new RangeError(`bert: ${length} tokens. At most ${context}, the model's context, fit; or give positions.`);
  }
  return constant(
    BigInt64Array.from({ length }, (_, i) => BigInt(i)),
    [length],
    "int64",
  );
}
