/**
 * Causal attention with rotary positions, heads of queries in groups that share keys and values (Ainslie et al. 2023).
 * Legend: B batch, T tokens, S tokens looked back on, C width, H heads, K heads of keys and values, G = H/K, d head size.
 */
import {
  add,
  attention,
  concat,
  matmul,
  mul,
  reshape,
  rmsNorm,
  rotary,
  softmax,
  type Tensor,
  transpose,
} from "../../graph/index.ts";
import type { GptConfig } from "./config.ts";
import { type Dense, dense } from "./dense.ts";
import { causalBias, type KeyValues, type Place } from "./places.ts";

/** Named as Hugging Face's checkpoints name it. */
export type GptAttention<T> = {
  readonly q_proj: Dense<T>; // [H·d, C]
  readonly k_proj: Dense<T>; // [K·d, C]
  readonly v_proj: Dense<T>; // [K·d, C]
  readonly o_proj: Dense<T>; // [C, H·d]
  /** Where heads are normalised. */
  readonly q_norm?: { readonly weight: T }; // [d]
  readonly k_norm?: { readonly weight: T }; // [d]
};

/** x [B, T, C] → what to add to it, and the keys and values of its tokens. */
export function attend(
  p: GptAttention<Tensor>,
  { heads, keyValueHeads, headSize: d, epsilon, queryScale = 1 / Math.sqrt(d) }: GptConfig,
  x: Tensor,
  place: Place,
): { readonly out: Tensor; readonly made: KeyValues<Tensor> } {
  const [b, t] = [x.dim(0), x.dim(1)];
  const parted = (y: Tensor, count: number) => reshape(y, [b, t, count, d]); // [B, T, H, d]
  const turned = (y: Tensor) => rotary(y, place.positions, place.cos, place.sin);
  const normed = (y: Tensor, count: number, norm: { readonly weight: Tensor } | undefined) =>
    norm === undefined ? y : reshape(rmsNorm(parted(y, count), norm.weight, epsilon), y.shape);
  const q = parted(turned(normed(dense(p.q_proj, x), heads, p.q_norm)), heads);
  const k = parted(turned(normed(dense(p.k_proj, x), keyValueHeads, p.k_norm)), keyValueHeads);
  const v = parted(dense(p.v_proj, x), keyValueHeads);
  const made = { keys: transpose(k, [1, 0, 2, 3]), values: transpose(v, [1, 0, 2, 3]) }; // [T, B, K, d]
  const { past, bias } = place;
  const all = (now: Tensor, before: Tensor | undefined, fresh: Tensor) =>
    before === undefined ? transpose(now, [0, 2, 1, 3]) : transpose(concat([before, fresh], 0), [1, 2, 0, 3]);
  const mixed = group(
    transpose(q, [0, 2, 1, 3]), // [B, H, T, d]
    all(k, past?.keys, made.keys), // [B, K, S, d]
    all(v, past?.values, made.values),
    queryScale,
    bias,
  );
  return { out: dense(p.o_proj, reshape(transpose(mixed, [0, 2, 1, 3]), [b, t, heads * d])), made };
}

/** Attention where each head of keys serves a group of queries: the group's queries are rows of one product. */
function group(q: Tensor, k: Tensor, v: Tensor, scale: number, bias: Tensor | undefined): Tensor {
  const [b, h, t, d] = q.shape as [Tensor["shape"][0], number, Tensor["shape"][0], number];
  const [kv, s] = [k.dim(1) as number, k.dim(2)];
  if (h === kv) return attention(q, k, v, { scale, ...(bias === undefined ? { causal: true } : { bias }) });
  const rows = reshape(mul(q, scale), [b, kv, -1, d]); // [B, K, G·T, d]
  const scores = reshape(matmul(rows, k, { transposeB: true }), [b, h, t, s]);
  const weights = softmax(add(scores, bias ?? causalBias(t as number)));
  return reshape(matmul(reshape(weights, [b, kv, -1, s]), v), [b, h, t, d]);
}
