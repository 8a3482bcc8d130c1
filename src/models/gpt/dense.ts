/** A linear map as checkpoints of Hugging Face hold it: the weight is [to, from]. */
import { add, matmul, reshape, type Tensor } from "../../graph/index.ts";

export type Dense<T> = {
  readonly weight: T; // [D, C]
  readonly bias?: T; // [D]
};

/** xWᵀ + b over the last axis: [..., C] → [..., D]. */
export function dense(p: Dense<Tensor>, x: Tensor): Tensor {
  const flat = matmul(reshape(x, [-1, x.dim(-1)]), p.weight, { transposeB: true });
  return reshape(p.bias === undefined ? flat : add(flat, p.bias), [...x.shape.slice(0, -1), p.weight.dim(0)]);
}
