/** Arithmetic and functions of one number, with broadcasting. */
import { needFloat, needNumbers, sameDType } from "../check.ts";
import { broadcastShapes } from "../shape.ts";
import { defineOp, type Spec, Tensor } from "../tensor.ts";
import { sumTo } from "./broadcast.ts";
import { stopGradient, toTensor } from "./source.ts";

type Operand = Tensor | number;
type Binary = (a: Operand, b: Operand) => Tensor;

/** Throws where dtypes differ; a number takes the dtype of the tensor beside it. */
export function operands(name: string, a: Operand, b: Operand): [Tensor, Tensor] {
  const like = a instanceof Tensor ? a.dtype : b instanceof Tensor ? b.dtype : "float32";
  const pair: [Tensor, Tensor] = [toTensor(a, like), toTensor(b, like)];
  sameDType(name, ...pair);
  return pair;
}

type Partials = (dY: Tensor, a: Tensor, b: Tensor, y: Tensor) => [Tensor, Tensor];

function binary(name: string, opType: string, partials: Partials): Binary {
  const op = defineOp({
    name,
    shape: ([a, b]) => {
      needNumbers(name, a!);
      return { shape: broadcastShapes(name, a!.shape, b!.shape), dtype: a!.dtype };
    },
    vjp: (dY, [a, b], y) => {
      const [dA, dB] = partials(dY, a!, b!, y);
      return [sumTo(dA, a!.shape), sumTo(dB, b!.shape)];
    },
    onnx: (emit, [a, b]) => emit(opType, [a!, b!]),
  });
  return (a, b) => op(operands(name, a, b), {});
}

export const add = binary("add", "Add", (dY) => [dY, dY]);
export const sub = binary("sub", "Sub", (dY) => [dY, neg(dY)]);
export const mul = binary("mul", "Mul", (dY, a, b) => [mul(dY, b), mul(dY, a)]);
// d(a/b) = da/b - (a/b) db/b
export const div = binary("div", "Div", (dY, _a, b, y) => [div(dY, b), neg(div(mul(dY, y), b))]);
// d(aᵇ) = b aᵇ⁻¹ da + aᵇ ln a db; at a = 0 the second term is 0 (its limit for b > 0), below it is NaN.
export const pow = binary("pow", "Pow", (dY, a, b, y) => [
  mul(dY, mul(b, pow(a, sub(b, 1)))),
  mul(dY, mul(y, log(add(a, stopGradient(sub(1, square(sign(a)))))))),
]);

type Unary = (x: Tensor) => Tensor;

/** A function of one number; `derivative` is dy/dx, or says why there is none; `need` is the rule for the dtype. */
function unary(
  name: string,
  opType: string,
  derivative: string | ((x: Tensor, y: Tensor) => Tensor),
  need: (op: string, x: Spec) => Spec = needFloat,
): Unary {
  const op = defineOp({
    name,
    shape: ([x]) => need(name, x!),
    vjp: typeof derivative === "string" ? derivative : (dY, [x], y) => [mul(dY, derivative(x!, y))],
    onnx: (emit, [x]) => emit(opType, [x!]),
  });
  return (x) => op([x], {});
}

export const neg = unary("neg", "Neg", (x) => toTensor(-1, x.dtype), needNumbers);
export const exp = unary("exp", "Exp", (_x, y) => y);
export const log = unary("log", "Log", (x) => reciprocal(x));
export const sqrt = unary("sqrt", "Sqrt", (_x, y) => div(0.5, y));
export const reciprocal = unary("reciprocal", "Reciprocal", (_x, y) => neg(square(y)));
export const sin = unary("sin", "Sin", (x) => cos(x));
export const cos = unary("cos", "Cos", (x) => neg(sin(x)));
export const tanh = unary("tanh", "Tanh", (_x, y) => sub(1, square(y)));
export const sigmoid = unary("sigmoid", "Sigmoid", (_x, y) => mul(y, sub(1, y)));
/** ln(1 + eˣ). */
export const softplus = unary("softplus", "Softplus", (x) => sigmoid(x));
/** d erf/dx = 2/√π · exp(-x²). */
export const erf = unary("erf", "Erf", (x) => mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI)));
/** The gradient at 0 is 0. */
export const abs = unary("abs", "Abs", (x) => stopGradient(sign(x)), needNumbers);
export const sign = unary("sign", "Sign", "piecewise constant", needNumbers);
export const floor = unary("floor", "Floor", "piecewise constant");
export const ceil = unary("ceil", "Ceil", "piecewise constant");
/** To the nearest integer, halves to the even one. */
export const round = unary("round", "Round", "piecewise constant");

export const square = (x: Tensor): Tensor => mul(x, x);
export const rsqrt = (x: Tensor): Tensor => reciprocal(sqrt(x));

declare module "../tensor.ts" {
  interface Tensor {
    add(other: Tensor | number): Tensor;
    sub(other: Tensor | number): Tensor;
    mul(other: Tensor | number): Tensor;
    div(other: Tensor | number): Tensor;
    neg(): Tensor;
  }
}
Object.assign(Tensor.prototype, {
  add(this: Tensor, other: Operand) {
    return add(this, other);
  },
  sub(this: Tensor, other: Operand) {
    return sub(this, other);
  },
  mul(this: Tensor, other: Operand) {
    return mul(this, other);
  },
  div(this: Tensor, other: Operand) {
    return div(this, other);
  },
  neg(this: Tensor) {
    return neg(this);
  },
});
