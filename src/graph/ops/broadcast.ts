/** Broadcasting and its adjoint, summation. */
import { needNumbers } from "../check.ts";
import type { Dim } from "../dim.ts";
import { broadcastShapes, normalizeAxes, type Shape, sameShape, shapeError, sizeOf } from "../shape.ts";
import { defineOp, type Emit, type Op, type Spec, type Tensor } from "../tensor.ts";
import { reshape } from "./shape.ts";

interface ReduceAttributes extends Record<string, unknown> {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}
export type Reduction = (x: Tensor, axes?: number | readonly number[], keepDims?: boolean) => Tensor;

export const reducedShape = (shape: Shape, axes: readonly number[], keepDims: boolean): Shape =>
  shape.flatMap((dim, i): Dim[] => (axes.includes(i) ? (keepDims ? [1] : []) : [dim]));

/** A cotangent (or the result) of a reduction of x, with its reduced axes back at size 1. */
export const keepReduced = (t: Tensor, x: Tensor, y: Tensor): Tensor =>
  reshape(t, reducedShape(x.shape, y.attributes.axes, true));

/** A reduction over any axes, given its ONNX op, its gradient and its rule for the dtype. */
export function defineReduction(
  name: string,
  opType: string,
  vjp: Op["vjp"],
  need: (op: string, x: Spec) => Spec = needNumbers,
): Reduction {
  const op = defineOp<ReduceAttributes>({
    name,
    shape: ([x], { axes, keepDims }) => ({
      shape: reducedShape(x!.shape, axes, keepDims),
      dtype: need(name, x!).dtype,
    }),
    vjp,
    onnx: (emit, [x], y) =>
      (opType === "ReduceSum" ? sumByProduct(emit, x!, y) : undefined) ??
      emit(opType, [x!, emit.ints(y.attributes.axes)], { keepdims: y.attributes.keepDims ? 1 : 0 }),
  });
  return (x, axes, keepDims = false) => {
    const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === "number" ? [axes] : axes;
    const at = normalizeAxes(name, list, x.shape);
    return at.length === 0 ? x : op([x], { axes: at, keepDims });
  };
}

/** A sum over all axes but the last ones is 1ᵀX: ONNX Runtime's products are twice as fast as its reductions. */
function sumByProduct(emit: Emit, x: string, y: Tensor): string | undefined {
  const { shape } = y.inputs[0]!;
  const axes = y.attributes.axes as readonly number[];
  if (!emit.native || y.dtype !== "float32" || axes.length === shape.length) return undefined;
  if (axes.some((axis, i) => axis !== i) || shape.some((dim) => typeof dim === "string" || dim === 0)) return undefined;
  const rows = sizeOf(shape.slice(0, axes.length));
  const ones = emit.constant("float32", [1, rows], new Float32Array(rows).fill(1));
  const flat = shape.length === 2 ? x : emit("Reshape", [x, emit.ints([rows, -1])]);
  return emit("Reshape", [emit("MatMul", [ones, flat]), emit.shape(y.shape)]);
}

/** Σ x. Without axes, over all of them. */
export const sum = defineReduction("sum", "ReduceSum", (dY, [x], y) => [broadcastTo(keepReduced(dY, x!, y), x!.shape)]);

const broadcastToOp = defineOp<{ shape: Shape }>({
  name: "broadcastTo",
  shape: ([x], { shape }) => {
    if (!sameShape(broadcastShapes("broadcastTo", x!.shape, shape), shape)) {
      shapeError("broadcastTo", [x!.shape, shape], "The target must be at least as large on every axis.");
    }
    return { shape, dtype: x!.dtype };
  },
  vjp: (dY, [x]) => [sumTo(dY, x!.shape)],
  onnx: (emit, [x], y) => emit("Expand", [x!, emit.shape(y.shape)]),
});

/** Repeats axes of size 1 (or missing in front) to a shape. */
export const broadcastTo = (x: Tensor, shape: Shape): Tensor =>
  sameShape(x.shape, shape) ? x : broadcastToOp([x], { shape });

/** The adjoint of broadcasting: sums what was repeated. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.rank - shape.length;
  const axes = x.shape.map((_, i) => i).filter((i) => i < extra || (shape[i - extra] === 1 && x.shape[i] !== 1));
  return axes.length === 0 ? reshape(x, shape) : reshape(sum(x, axes, true), shape);
}
