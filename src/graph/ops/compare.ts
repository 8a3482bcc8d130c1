/** Comparisons, logic, choice and casts. */
import { type DType, isFloat } from "../dtype.ts";
import { broadcastShapes } from "../shape.ts";
import { defineOp, type Tensor } from "../tensor.ts";
import { sumTo } from "./broadcast.ts";
import { operands } from "./elementwise.ts";
import { zeros } from "./source.ts";

type Operand = Tensor | number;

function comparison(name: string, opType: string): (a: Operand, b: Operand) => Tensor {
  const op = defineOp({
    name,
    shape: ([a, b]) => ({ shape: broadcastShapes(name, a!.shape, b!.shape), dtype: "bool" }),
    vjp: "true and false do not change continuously",
    onnx: (emit, [a, b]) => emit(opType, [a!, b!]),
  });
  return (a, b) => op(operands(name, a, b), {});
}

export const equal = comparison("equal", "Equal");
export const less = comparison("less", "Less");
export const lessEqual = comparison("lessEqual", "LessOrEqual");
export const greater = comparison("greater", "Greater");
export const greaterEqual = comparison("greaterEqual", "GreaterOrEqual");
export const logicalAnd = comparison("logicalAnd", "And") as (a: Tensor, b: Tensor) => Tensor;
export const logicalOr = comparison("logicalOr", "Or") as (a: Tensor, b: Tensor) => Tensor;

const logicalNotOp = defineOp({
  name: "logicalNot",
  shape: ([x]) => x!,
  vjp: "true and false do not change continuously",
  onnx: (emit, [x]) => emit("Not", [x!]),
});
export const logicalNot = (x: Tensor): Tensor => logicalNotOp([x], {});

const whereOp = defineOp({
  name: "where",
  shape: ([condition, a, b]) => {
    if (condition!.dtype !== "bool")
      throw new TypeError(`where: the condition is ${condition!.dtype}. It must be bool.`);
    return { shape: broadcastShapes("where", condition!.shape, a!.shape, b!.shape), dtype: a!.dtype };
  },
  vjp: (dY, [condition, a, b]) => [
    null,
    sumTo(where(condition!, dY, 0), a!.shape),
    sumTo(where(condition!, 0, dY), b!.shape),
  ],
  onnx: (emit, [condition, a, b]) => emit("Where", [condition!, a!, b!]),
});

/** a where the condition holds, else b. */
export const where = (condition: Tensor, a: Operand, b: Operand): Tensor =>
  whereOp([condition, ...operands("where", a, b)], {});

/** The larger of two. Where they are equal the gradient goes to the first. */
export const maximum = (a: Operand, b: Operand): Tensor => where(greaterEqual(a, b), a, b);
/** The smaller of two. Where they are equal the gradient goes to the first. */
export const minimum = (a: Operand, b: Operand): Tensor => where(lessEqual(a, b), a, b);
export const clamp = (x: Tensor, low: number, high: number): Tensor => minimum(maximum(x, low), high);

const onnxTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 } as const;

const castOp = defineOp<{ dtype: DType }>({
  name: "cast",
  shape: ([x], { dtype }) => ({ shape: x!.shape, dtype }),
  vjp: (dY, [x]) => [isFloat(x!.dtype) && isFloat(dY.dtype) ? cast(dY, x!.dtype) : zeros(x!.shape, x!.dtype)],
  onnx: (emit, [x], y) => emit("Cast", [x!], { to: onnxTypes[y.dtype] }),
});

/** The same numbers in another dtype; floats lose their fraction on the way to integers. */
export const cast = (x: Tensor, dtype: DType): Tensor => (x.dtype === dtype ? x : castOp([x], { dtype }));
