/**
 * Where tokens stand, and what each layer sees of them: all that came before, or in a local layer the last ones alone.
 * Legend: B batch, T tokens, S tokens looked back on, L positions, K heads of keys and values, d head size.
 */
import { broadcastTo, constant, type Tensor } from "../../graph/index.ts";
import type { GptConfig } from "./config.ts";
import { ropeTable } from "./rope.ts";

/** Keys and values of tokens, with time first, so that those of a new token are written behind the others. */
export type KeyValues<T> = {
  readonly keys: T; // [S, B, K, d]
  readonly values: T; // [S, B, K, d]
};

export interface Place {
  readonly positions: Tensor; // [B, T] int64
  /** Cosines and sines by position. */
  readonly cos: Tensor; // [L, d/2]
  readonly sin: Tensor; // [L, d/2]
  /** What came before; its tokens and the new ones are seen as far as `bias` says. */
  readonly past?: KeyValues<Tensor>;
  /** Added to the scores, shaped to broadcast over [B, H, T, S]: 0 sees, -1e9 does not. Causal unless given. */
  readonly bias?: Tensor;
}

/** What all layers of a kind see. */
interface Sights {
  readonly bias?: Tensor;
  readonly localBias?: Tensor;
}

/** Each layer's place for tokens at given positions [B, T], all below `length`. */
export function placesAt(
  config: GptConfig,
  length: number,
  positions: Tensor,
  { bias, localBias }: Sights = {},
): (layer: number) => Place {
  const place = (turned: Parameters<typeof ropeTable>[0], seen: Tensor | undefined): Place => {
    const { cos, sin } = ropeTable(turned, length);
    const tables = { cos: constant(cos.data, cos.shape), sin: constant(sin.data, sin.shape) };
    return { positions, ...tables, ...(seen === undefined ? {} : { bias: seen }) };
  };
  const all = place(config, bias);
  const { local } = config;
  if (local === undefined) return () => all;
  const { ropeScaling: _, ...unscaled } = config;
  const near = place(local.ropeBase === undefined ? config : { ...unscaled, ropeBase: local.ropeBase }, localBias);
  return (layer) => (local.layers.includes(layer) ? near : all);
}

/** ids [B, T], T a number, whose first token stands at position 0. Throws a RangeError for more than the context. */
export function placesOf(config: GptConfig, ids: Tensor): (layer: number) => Place {
  const length = lengthOf(ids, config);
  const row = constant(
    BigInt64Array.from({ length }, (_, i) => BigInt(i)),
    [1, length],
    "int64",
  );
  const window = config.local?.window ?? length;
  const sights = window < length ? { localBias: causalBias(length, window) } : {};
  return placesAt(config, length, broadcastTo(row, ids.shape), sights);
}

function lengthOf(ids: Tensor, { context }: GptConfig): number {
  const length = ids.dim(1);
  if (typeof length !== "number" || length > context) {
    throw new RangeError(`gpt: ${length} tokens. At most ${context}, the model's context, fit.`);
  }
  return length;
}

/** 0 on the diagonal and before it, as far as the window reaches, -1e9 elsewhere: [T, T]. */
export function causalBias(t: number, window = t): Tensor {
  const bias = Float32Array.from({ length: t * t }, (_, i) => {
    const back = Math.floor(i / t) - (i % t);
    return back >= 0 && back < window ? 0 : -1e9;
  });
  return constant(bias, [t, t]);
}
