/**
 * The program of generation for a model that is only run: matrices of 4 and 8 bits multiplied with as they are, queries,
 * keys and values in one product, and a cache of a fixed size that is written where it lies. One program serves the
 * prompt and every token after it.
 * Legend: B batch, T new tokens, S capacity of the cache, C width, F hidden width, V vocabulary, H heads, K heads of
 * keys and values, d head size.
 */
import {
  add,
  type BlockMatrix,
  cachedAttention,
  concat,
  constant,
  embedding,
  embeddingBlocks,
  f32,
  gather,
  geluTanh,
  i64,
  matmul,
  matmulBlocks,
  mul,
  reshape,
  rmsNorm,
  rotary,
  type Spec,
  silu,
  slice,
  type Tensor,
  trace,
} from "../../graph/index.ts";
import type { GptConfig } from "./config.ts";
import { ropeTable } from "./rope.ts";

/** A matrix [N, K] in blocks, or as float32. */
export type ServedMatrix<T> = BlockMatrix<T> | { readonly weight: T };

export type ServedBlock<T> = {
  readonly attentionNorm: T; // [C]
  /** Queries, keys and values one below the other: a single matrix, or several where their types differ. */
  readonly queryKeyValue: readonly ServedMatrix<T>[]; // [(H + 2K)·d, C]
  readonly bias?: T; // [(H + 2K)·d]
  readonly queryNorm?: T; // [d]
  readonly keyNorm?: T; // [d]
  readonly out: ServedMatrix<T>; // [C, H·d]
  readonly attentionOutputNorm?: T; // [C]
  readonly networkNorm: T; // [C]
  /** Gate and up, as with queries, keys and values. */
  readonly gateUp: readonly ServedMatrix<T>[]; // [2F, C]
  readonly down: ServedMatrix<T>; // [C, F]
  readonly networkOutputNorm?: T; // [C]
};

export type ServedParams<T> = {
  readonly embedding: ServedMatrix<T>; // [V, C]
  readonly layers: readonly ServedBlock<T>[];
  readonly norm: T; // [C]
  /** Reads the tokens. Where embeddings are tied it is the same numbers once more: see `storedWeights`. */
  readonly head: ServedMatrix<T>; // [V, C]
};

type Cache<T> = readonly { readonly keys: T; readonly values: T }[];

/**
 * ids and positions [B, T], read [R] (behind which of the new tokens logits are wanted, -1 the last), the cache of each
 * layer [B, K, S, d], params → logits [B, R, V], and the cache with the new tokens in it, to be written over the one
 * that was read.
 * @param params the specs of the weights, which say of each matrix how it is kept
 * @param length positions that there are tables for: at least the capacity of the cache
 */
export function servedProgram(config: GptConfig, params: ServedParams<Spec>, length = config.context) {
  const { keyValueHeads: kept, headSize } = config;
  const cache: Cache<Spec> = params.layers.map(() => ({
    keys: f32("batch", kept, "capacity", headSize),
    values: f32("batch", kept, "capacity", headSize),
  }));
  const tokens = { ids: i64("batch", "new"), positions: i64("batch", "new"), read: i64("read") };
  return trace({ ...tokens, cache, params }, (inputs) => {
    const { ids, positions, read } = inputs;
    const p = inputs.params as ServedParams<Tensor>;
    const places = placesOf(config, positions, length);
    const written: { keys: Tensor; values: Tensor }[] = [];
    let x = lookUp(p.embedding, ids, config.width); // [B, T, C]
    if (config.embeddingScale !== undefined) x = mul(x, config.embeddingScale);
    p.layers.forEach((block, i) => {
      const { out, ...rows } = attend(block, config, norm(x, block.attentionNorm, config), places(i), inputs.cache[i]!);
      written.push(rows);
      x = add(x, norm(out, block.attentionOutputNorm, config));
      x = add(x, norm(network(block, config, norm(x, block.networkNorm, config)), block.networkOutputNorm, config));
    });
    const logits = product(p.head, norm(gather(x, read, 1), p.norm, config));
    return { logits, cache: written as Cache<Tensor> };
  });
}

interface Place {
  readonly positions: Tensor; // [B, T]
  readonly cos: Tensor; // [L, d/2]
  readonly sin: Tensor; // [L, d/2]
  readonly window?: number;
}

function placesOf(config: GptConfig, positions: Tensor, length: number): (layer: number) => Place {
  const tables = (rope: Parameters<typeof ropeTable>[0]) => {
    const { cos, sin } = ropeTable(rope, length);
    return { positions, cos: constant(cos.data, cos.shape), sin: constant(sin.data, sin.shape) };
  };
  const { local, ropeScaling: _, ...unscaled } = config;
  const far = tables(config);
  if (local === undefined) return () => far;
  const turned = local.ropeBase === undefined ? far : tables({ ...unscaled, ropeBase: local.ropeBase });
  const near = { ...turned, window: local.window };
  return (layer) => (local.layers.includes(layer) ? near : far);
}

/** x [B, T, C] → what attention adds to it, and the layer's cache with the new tokens. */
function attend(
  p: ServedBlock<Tensor>,
  config: GptConfig,
  x: Tensor,
  { positions, cos, sin, window }: Place,
  cache: { readonly keys: Tensor; readonly values: Tensor },
): { readonly out: Tensor; readonly keys: Tensor; readonly values: Tensor } {
  const { heads, keyValueHeads, headSize: d, queryScale } = config;
  let all = products(p.queryKeyValue, x); // [B, T, (H + 2K)·d]
  if (p.bias !== undefined) all = add(all, p.bias);
  const part = (from: number, count: number) => slice(all, 2, from * d, (from + count) * d);
  const turned = (y: Tensor, scale: Tensor | undefined) => {
    const parted = reshape(y, [...y.shape.slice(0, 2), -1, d]);
    return rotary(reshape(norm(parted, scale, config), y.shape), positions, cos, sin);
  };
  const query = turned(part(0, heads), p.queryNorm);
  const key = turned(part(heads, keyValueHeads), p.keyNorm);
  const value = part(heads + keyValueHeads, keyValueHeads);
  const options = {
    ...(queryScale === undefined ? {} : { scale: queryScale }),
    ...(window === undefined ? {} : { window }),
  };
  const { out, ...rows } = cachedAttention({ query, key, value }, cache, positions, options);
  return { out: product(p.out, out), ...rows };
}

/** W_down(gate(W_gate x) ⊙ W_up x): [B, T, C] → [B, T, C]. */
function network(p: ServedBlock<Tensor>, { hidden, gate }: GptConfig, x: Tensor): Tensor {
  const both = products(p.gateUp, x); // [B, T, 2F]
  const opened = (gate === "gelu" ? geluTanh : silu)(slice(both, 2, 0, hidden));
  return product(p.down, mul(opened, slice(both, 2, hidden, 2 * hidden)));
}

const norm = (x: Tensor, scale: Tensor | undefined, { epsilon }: GptConfig): Tensor =>
  scale === undefined ? x : rmsNorm(x, scale, epsilon);

/** xWᵀ over the last axis. */
const product = (w: ServedMatrix<Tensor>, x: Tensor): Tensor =>
  "weight" in w ? matmul(x, w.weight, { transposeB: true }) : matmulBlocks(x, w, { rounded: true });

const products = (ws: readonly ServedMatrix<Tensor>[], x: Tensor): Tensor =>
  concat(
    ws.map((w) => product(w, x)),
    2,
  );

const lookUp = (table: ServedMatrix<Tensor>, ids: Tensor, width: number): Tensor =>
  "weight" in table ? embedding(table.weight, ids) : embeddingBlocks(table, ids, width);
