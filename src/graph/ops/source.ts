/** Where graphs begin: inputs and constants; and the markers that change no value: alias, stop-gradient, barrier. */
import { arrayOf, arrayTypeOf, type DType, isFloat, onnxDataTypes, type TypedArray } from "../dtype.ts";
import { type Shape, ShapeError, shapeText, sizeOf } from "../shape.ts";
import { defineOp, type Spec, Tensor } from "../tensor.ts";
import { cast } from "./cast.ts";

const inputOp = defineOp<{ name: string; spec: Spec }>({
  name: "input",
  shape: (_, { spec }) => spec,
  vjp: () => [],
  onnx: (_emit, _inputs, y) => y.attributes.name,
});

/** A named input of a program. */
export const input = (name: string, spec: Spec): Tensor => inputOp([], { name, spec });

const constantOp = defineOp<{ shape: readonly number[]; dtype: DType; data: TypedArray }>({
  name: "constant",
  shape: (_, { shape, dtype }) => ({ shape, dtype }),
  vjp: () => [],
  onnx: (emit, _inputs, y) => emit.constant(y.dtype, y.attributes.shape, y.attributes.data),
});

/** A tensor with fixed numbers, in row-major order. */
export function constant(
  data: TypedArray | readonly number[],
  shape: readonly number[],
  dtype: DType = "float32",
): Tensor {
  if (dtype === "float16" && Array.isArray(data)) return cast(constant(data, shape), dtype);
  const typed = Array.isArray(data) ? arrayOf(dtype, data) : (data as TypedArray);
  if (!(typed instanceof arrayTypeOf(dtype))) {
    throw new TypeError(`constant: ${dtype} numbers lie in ${arrayTypeOf(dtype).name}, not ${typed.constructor.name}.`);
  }
  if (typed.length !== sizeOf(shape)) {
    throw new ShapeError(`constant: ${typed.length} numbers for ${shapeText(shape)}, which holds ${sizeOf(shape)}.`);
  }
  return constantOp([], { shape, dtype, data: typed });
}

export const scalar = (value: number, dtype: DType = "float32"): Tensor => constant([value], [], dtype);

/** A number beside a tensor becomes a scalar of its dtype. */
export const toTensor = (value: Tensor | number, like: DType = "float32"): Tensor =>
  value instanceof Tensor ? value : scalar(value, like);

const fillOp = defineOp<{ shape: Shape; dtype: DType; value: number }>({
  name: "fill",
  shape: (_, { shape, dtype }) => ({ shape, dtype }),
  vjp: () => [],
  onnx: (emit, _inputs, y) => emit("Expand", [emit.scalar(y.dtype, y.attributes.value), emit.shape(y.shape)]),
});

/** One number everywhere; sizes may be names. */
export const fill = (value: number, shape: Shape, dtype: DType = "float32"): Tensor =>
  shape.length === 0 ? scalar(value, dtype) : fillOp([], { shape, dtype, value });

export const zeros = (shape: Shape, dtype: DType = "float32"): Tensor => fill(0, shape, dtype);
export const ones = (shape: Shape, dtype: DType = "float32"): Tensor => fill(1, shape, dtype);

const aliasOp = defineOp({
  name: "alias",
  shape: ([x]) => x as Tensor,
  vjp: (dY) => [dY],
  onnx: (_emit, [x]) => x as string,
});

/** The same value under a new identity, so that a gradient can be asked for just this use. */
export const alias = (x: Tensor): Tensor => aliasOp([x], {});

const stopGradientOp = defineOp({
  name: "stopGradient",
  shape: ([x]) => x as Tensor,
  vjp: () => [null],
  onnx: (_emit, [x]) => x as string,
});

/** The value of x, taken as a constant by every gradient. */
export const stopGradient = (x: Tensor): Tensor => stopGradientOp([x], {});

const barrierOp = defineOp({
  name: "barrier",
  shape: ([x]) => x as Tensor,
  vjp: (dY) => [dY, null],
  // x + 0 · after[0]: nothing changes, but the runtime cannot compute it before `after`, nor merge it with x.
  onnx: (emit, [x, after], y) => {
    const flat = emit("Reshape", [after as string, emit.ints([-1])]);
    const first = emit("Slice", [flat, emit.ints([0]), emit.ints([1])]);
    const nothing = emit("Mul", [first, emit.scalar(y.inputs[1]!.dtype, 0)]);
    const fitting = y.inputs[1]!.dtype === y.dtype ? nothing : emit("Cast", [nothing], { to: onnxDataTypes[y.dtype] });
    return emit("Add", [x as string, fitting]);
  },
});

/** x, but not available before `after` is: orders a recomputation. Scalars and integers pass as they are. */
export function barrier(x: Tensor, after: Tensor): Tensor {
  return isFloat(x.dtype) && x.rank > 0 ? barrierOp([x, after], {}) : x;
}
