/** Scaled dot-product attention, causal, masked or across two sequences. */
import { concrete, shapeError } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import { softmax } from "./activation.ts";
import { cast } from "./cast.ts";
import { add, mul } from "./elementwise.ts";
import { matmul } from "./matmul.ts";
import { constant } from "./source.ts";

export interface AttentionOptions {
  /** Position t sees positions ≤ t. */
  readonly causal?: boolean;
  /** Added to the scores [B, H, T, S] before the softmax, with broadcasting: 0 sees, -1e9 does not. */
  readonly bias?: Tensor;
  /** 1/√d unless given. */
  readonly scale?: number;
}

/**
 * softmax(QKᵀ/√d + bias) V: Vaswani et al. 2017, eq. 1.
 * query [B, H, T, d], key and value [B, H, S, d] → [B, H, T, d].
 */
export function attention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  if (
    query.rank !== 4 ||
    key.rank !== 4 ||
    query.dim(-1) !== key.dim(-1) ||
    key.dim(-2) !== value.dim(-2) ||
    value.rank !== 4
  ) {
    shapeError("attention", [query.shape, key.shape, value.shape], "Need [B, H, T, d], [B, H, S, d] and [B, H, S, v].");
  }
  const scale = options.scale ?? 1 / Math.sqrt(concrete(query.dim(-1), "attention", query.shape));
  let scores = matmul(mul(query, scale), key, { transposeB: true }); // [B, H, T, S]
  if (options.bias !== undefined) scores = add(scores, options.bias);
  if (options.causal) scores = add(scores, causalBias(scores));
  return matmul(softmax(scores), value);
}

/** 0 on and below the diagonal, -1e9 above: [T, S], the last query aligned with the last key. */
function causalBias(scores: Tensor): Tensor {
  const t = concrete(scores.dim(-2), "attention", scores.shape);
  const s = concrete(scores.dim(-1), "attention", scores.shape);
  const bias = Float32Array.from({ length: t * s }, (_, i) => ((i % s) - (s - t) > Math.floor(i / s) ? -1e9 : 0));
  return cast(constant(bias, [t, s]), scores.dtype);
}
