/** Reductions beyond the sum: mean, max, min, variance, argmax, and the running sum. */
import { needFloat, needNumbers } from "../check.ts";
import { concrete, normalizeAxis } from "../shape.ts";
import { defineOp, type Op, type Tensor } from "../tensor.ts";
import { broadcastTo, defineReduction, keepReduced, reducedShape, sum } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { equal } from "./compare.ts";
import { div, mul, square, sub } from "./elementwise.ts";

function meanVjp(dY: Tensor, [x]: readonly Tensor[], y: Tensor): Tensor[] {
  const axes = y.attributes.axes as number[];
  const count = axes.reduce((n, axis) => n * concrete(x!.shape[axis], "gradient of mean", x!.shape), 1);
  return [broadcastTo(div(keepReduced(dY, x!, y), count), x!.shape)];
}
/** The arithmetic mean. */
export const mean = defineReduction("mean", "ReduceMean", meanVjp, needFloat);

/** The gradient goes to the extreme elements, in equal parts where several tie. */
const extremeVjp: Op["vjp"] = (dY, [x], y) => {
  const isExtreme = cast(equal(x!, keepReduced(y, x!, y)), x!.dtype);
  return [mul(isExtreme, div(keepReduced(dY, x!, y), sum(isExtreme, y.attributes.axes, true)))];
};
/** The largest element. */
export const max = defineReduction("max", "ReduceMax", extremeVjp);
/** The smallest element. */
export const min = defineReduction("min", "ReduceMin", extremeVjp);

/** The population variance E[(x - E[x])²]. */
export const variance = (x: Tensor, axes?: number | readonly number[], keepDims = false): Tensor =>
  mean(square(sub(x, mean(x, axes, true))), axes, keepDims);

const argmaxOp = defineOp<{ axis: number; keepDims: boolean }>({
  name: "argmax",
  shape: ([x], { axis, keepDims }) => {
    needNumbers("argmax", x!);
    return { shape: reducedShape(x!.shape, [axis], keepDims), dtype: "int64" };
  },
  vjp: "an index does not change continuously",
  onnx: (emit, [x], y) => emit("ArgMax", [x!], { axis: y.attributes.axis, keepdims: y.attributes.keepDims ? 1 : 0 }),
});

/** The index of the largest element (the first where several tie), as int64. */
export const argmax = (x: Tensor, axis = -1, keepDims = false): Tensor =>
  argmaxOp([x], { axis: normalizeAxis("argmax", axis, x.shape), keepDims });

const cumsumOp: (inputs: readonly Tensor[], attributes: { axis: number; reverse: boolean }) => Tensor = defineOp<{
  axis: number;
  reverse: boolean;
}>({
  name: "cumsum",
  shape: ([x]) => needNumbers("cumsum", x!),
  vjp: (dY, _inputs, y) => [cumsumOp([dY], { axis: y.attributes.axis, reverse: !y.attributes.reverse })],
  onnx: (emit, [x], y) =>
    emit("CumSum", [x!, emit.scalar("int64", y.attributes.axis)], { reverse: y.attributes.reverse ? 1 : 0 }),
});

/** y[i] = Σ_{j ≤ i} x[j] along an axis. */
export const cumsum = (x: Tensor, axis = -1): Tensor =>
  cumsumOp([x], { axis: normalizeAxis("cumsum", axis, x.shape), reverse: false });
