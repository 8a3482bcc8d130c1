/** A linear map as checkpoints of Hugging Face hold it: the weight is [to, from]. */
import { add, matmul, reshape, type Tensor } from "../../graph/index.ts";

export type Dense<T> = {
  readonly weight: T; // [D, C]
  readonly bias?: T; // [D]
  /** A change of low rank beside the weight: see `tuning/lora.ts`. */
  readonly lora_A?: { readonly weight: T }; // [r, C]
  readonly lora_B?: { readonly weight: T }; // [D, r]
};

/** xWᵀ + b over the last axis, and (xAᵀ)Bᵀ where there is such a change: [..., C] → [..., D]. */
export function dense({ weight, bias, lora_A: a, lora_B: b }: Dense<Tensor>, x: Tensor): Tensor {
  const rows = reshape(x, [-1, x.dim(-1)]);
  const by = (w: Tensor, y: Tensor) => matmul(y, w, { transposeB: true });
  let y = by(weight, rows);
  if (bias !== undefined) y = add(y, bias);
  if (a !== undefined && b !== undefined) y = add(y, by(b.weight, by(a.weight, rows)));
  return reshape(y, [...x.shape.slice(0, -1), weight.dim(0)]);
}
