/** Comparisons, logic and choice. */
import { needBool, needNumbers } from "../check.ts";
import { broadcastShapes } from "../shape.ts";
import { defineOp, type Spec, type Tensor } from "../tensor.ts";
import { sumTo } from "./broadcast.ts";
import { operands } from "./elementwise.ts";

type Operand = Tensor | number;

/** `need` is the rule for the operands' dtype. */
function comparison(
  name: string,
  opType: string,
  need: (op: string, x: Spec) => Spec = needNumbers,
): (a: Operand, b: Operand) => Tensor {
  const op = defineOp({
    name,
    shape: ([a, b]) => {
      need(name, a!);
      return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: "bool" };
    },
    vjp: "true and false do not change continuously",
    onnx: (emit, [a, b]) => emit(opType, [a!, b!]),
  });
  return (a, b) => op(operands(name, a, b), {});
}

export const equal = comparison("equal", "Equal", (_op, x) => x);
export const less = comparison("less", "Less");
export const lessEqual = comparison("lessEqual", "LessOrEqual");
export const greater = comparison("greater", "Greater");
export const greaterEqual = comparison("greaterEqual", "GreaterOrEqual");
export const logicalAnd = comparison("logicalAnd", "And", needBool) as (a: Tensor, b: Tensor) => Tensor;
export const logicalOr = comparison("logicalOr", "Or", needBool) as (a: Tensor, b: Tensor) => Tensor;

const logicalNotOp = defineOp({
  name: "logicalNot",
  shape: ([x]) => needBool("logicalNot", x!),
  vjp: "true and false do not change continuously",
  onnx: (emit, [x]) => emit("Not", [x!]),
});
export const logicalNot = (x: Tensor): Tensor => logicalNotOp([x], {});

const whereOp = defineOp({
  name: "where",
  shape: ([condition, a, b]) => {
    needBool("where", condition!);
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
