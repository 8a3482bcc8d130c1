/** The graph: tensors, ops and gradients. Nothing here computes; see `onda/runtime`. */
export * from "./dim.ts";
export * from "./dtype.ts";
export * from "./grad.ts";
export * from "./ops/activation.ts";
export * from "./ops/attention.ts";
export * from "./ops/blocks.ts";
export { broadcastTo, sum, sumTo } from "./ops/broadcast.ts";
export { type CachedAttentionOptions, cachedAttention } from "./ops/cached-attention.ts";
export { cast } from "./ops/cast.ts";
export * from "./ops/compare.ts";
export * from "./ops/conv.ts";
export {
  abs,
  add,
  ceil,
  cos,
  div,
  erf,
  exp,
  floor,
  log,
  mul,
  neg,
  pow,
  reciprocal,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  sub,
  tanh,
} from "./ops/elementwise.ts";
export * from "./ops/gather.ts";
export * from "./ops/gather-sum.ts";
export * from "./ops/matmul.ts";
export * from "./ops/normalize.ts";
export * from "./ops/reduce.ts";
export * from "./ops/resize.ts";
export * from "./ops/rotary.ts";
export * from "./ops/shape.ts";
export * from "./ops/source.ts";
export * from "./program.ts";
export * from "./shape.ts";
export {
  type Attributes,
  type Emit,
  type OnnxAttribute,
  type Op,
  registeredOps,
  type Spec,
  Tensor,
  type Value,
} from "./tensor.ts";
export * from "./tree.ts";
