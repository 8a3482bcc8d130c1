/**
 * One vector for a text (Reimers and Gurevych 2019, section 3), of length 1, so that a product is a cosine.
 * Legend: B batch, T tokens, C width.
 */
import {
  constant,
  div,
  f32,
  gather,
  i64,
  matmul,
  maximum,
  reshape,
  sqrt,
  square,
  sum,
  type Tensor,
  trace,
  type Value,
} from "../../graph/index.ts";
import { frozen } from "../gpt/decode.ts";
import { type BertParams, bert } from "./bert.ts";
import type { BertConfig } from "./config.ts";

export const poolings = ["mean", "first"] as const;
export type Pooling = (typeof poolings)[number];

/** Σ m h / Σ m over the tokens: h [B, T, C], m [B, T] of 0 and 1 → [B, C]. */
export function meanPool(h: Tensor, mask: Tensor): Tensor {
  const [b, t] = mask.shape;
  const total = reshape(matmul(reshape(mask, [b!, 1, t!]), h), [b!, h.dim(-1)]);
  return div(total, maximum(sum(mask, 1, true), 1e-9));
}

/** The first token, which BERT learned to let stand for the text: h [B, T, C] → [B, C]. */
const firstToken = (h: Tensor): Tensor =>
  reshape(gather(h, constant(BigInt64Array.of(0n), [1], "int64"), 1), [h.dim(0), h.dim(-1)]);

/** x / ‖x‖: [B, C] → [B, C]. */
export const unit = (x: Tensor): Tensor => div(x, maximum(sqrt(sum(square(x), -1, true)), 1e-12));

/** The vectors of texts of any number and length. Weights are constants, which the runtime may arrange for itself. */
export const embedProgram = (params: BertParams<Value>, config: BertConfig, pooling: Pooling = "mean") =>
  trace({ ids: i64("batch", "tokens"), mask: f32("batch", "tokens"), positions: i64("tokens") }, (input) => {
    const h = bert(frozen(params) as BertParams<Tensor>, config, input); // [B, T, C]
    const pooled = pooling === "mean" ? meanPool(h, input.mask) : firstToken(h);
    return { vectors: unit(pooled) };
  });
