// Cases of one number or two: arithmetic, functions, comparisons, choice, casts.

import {
  abs,
  add,
  cast,
  ceil,
  clamp,
  cos,
  type DType,
  div,
  equal,
  erf,
  exp,
  floor,
  gelu,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  silu,
  sin,
  softplus,
  sqrt,
  sub,
  type Tensor,
  tanh,
  where,
} from "../../../src/graph/index.ts";
import { type Case, type Order, test } from "../case.ts";
import {
  awayFromZero,
  betweenSteps,
  booleans,
  bytes,
  given,
  integers,
  integers32,
  normal,
  positive,
  type Sample,
  tied,
} from "../samples.ts";

type Shaped = (...shape: number[]) => Sample;
type Binary = (a: Tensor | number, b: Tensor | number) => Tensor;

const arithmetic = (op: string, f: Binary, left: Shaped, right: Shaped): Case[] => [
  test(op, "equal shapes", [left(2, 3), right(2, 3)], ([a, b]) => f(a!, b!)),
  test(op, "both broadcast", [left(2, 1, 3), right(4, 1)], ([a, b]) => f(a!, b!)),
  test(op, "a row", [left(2, 3), right(3)], ([a, b]) => f(a!, b!)),
  test(op, "scalars", [left(), right()], ([a, b]) => f(a!, b!)),
  test(op, "a number on the right", [left(3)], ([a]) => f(a!, 1.5)),
  test(op, "a number on the left", [right(3)], ([b]) => f(1.5, b!)),
  test(op, "itself", [positive(3)], ([a]) => f(a!, a!)),
  test(op, "int64", [integers(-9, 10, 2, 3), integers(1, 5, 3)], ([a, b]) => f(a!, b!), 0),
];

const unary = (op: string, f: (x: Tensor) => Tensor, sample: Shaped, order: Order = 2): Case[] => [
  test(op, "a matrix", [sample(3, 4)], ([x]) => f(x!), order),
  test(op, "a scalar", [sample()], ([x]) => f(x!), order),
];

const comparison = (op: string, f: Binary): Case[] => [
  test(op, "ties, broadcast", [tied(4, 3), tied(3)], ([a, b]) => f(a!, b!), 0),
  test(op, "int64 and a number", [integers(0, 3, 6)], ([a]) => f(a!, 1), 0),
];

const tails = () => given([-40, -6, -3, -0.5, 0, 0.5, 3, 6, 40], 9);

const casts: readonly DType[] = ["float32", "float64", "int64", "int32", "bool"];

export const elementwiseCases: readonly Case[] = [
  ...arithmetic("add", add, normal, normal),
  ...arithmetic("sub", sub, normal, normal),
  ...arithmetic("mul", mul, normal, normal),
  ...arithmetic("div", div, normal, awayFromZero),
  // A negative base has a power only where the exponent is whole, and no gradient to the exponent.
  test("pow", "both vary", [positive(2, 3), normal(3)], ([a, b]) => pow(a!, b!)),
  test("pow", "a whole power of anything", [normal(2, 3)], ([a]) => pow(a!, 3)),
  test("pow", "a root", [positive(4)], ([a]) => pow(a!, 0.5)),
  test("pow", "of a number", [normal(4)], ([b]) => pow(2, b!)),
  ...unary("neg", neg, normal),
  ...unary("exp", exp, normal),
  ...unary("log", log, positive),
  ...unary("sqrt", sqrt, positive),
  ...unary("sqrt", rsqrt, positive),
  ...unary("reciprocal", reciprocal, awayFromZero),
  ...unary("sin", sin, normal),
  ...unary("cos", cos, normal),
  ...unary("tanh", tanh, normal),
  ...unary("sigmoid", sigmoid, normal),
  ...unary("softplus", softplus, normal),
  ...unary("erf", erf, normal),
  ...unary("abs", abs, awayFromZero),
  ...unary("relu", relu, awayFromZero),
  ...unary("silu", silu, normal),
  ...unary("gelu", gelu, normal),
  ...unary("sign", sign, awayFromZero, 0),
  ...unary("floor", floor, betweenSteps, 0),
  ...unary("ceil", ceil, betweenSteps, 0),
  ...unary("round", round, betweenSteps, 0),
  test("neg", "int64", [integers(-5, 5, 4)], ([x]) => neg(x!), 0),
  test("abs", "int32", [integers32(-5, 5, 4)], ([x]) => abs(x!), 0),
  test("round", "halves go to the even", [given([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], 6)], ([x]) => round(x!), 0),
  ...["sigmoid", "softplus", "tanh", "erf", "silu", "gelu"].map((op) =>
    test(op, "tails", [tails()], ([x]) => ({ sigmoid, softplus, tanh, erf, silu, gelu })[op]!(x!), 0),
  ),

  ...comparison("equal", equal),
  ...comparison("less", less),
  ...comparison("lessEqual", lessEqual),
  ...comparison("greater", greater),
  ...comparison("greaterEqual", greaterEqual),
  test("equal", "bool", [booleans(6), booleans(6)], ([a, b]) => equal(a!, b!), 0),
  test("logicalAnd", "broadcast", [booleans(4, 3), booleans(3)], ([a, b]) => logicalAnd(a!, b!), 0),
  test("logicalOr", "broadcast", [booleans(4, 3), booleans(3)], ([a, b]) => logicalOr(a!, b!), 0),
  test("logicalNot", "a vector", [booleans(6)], ([a]) => logicalNot(a!), 0),

  test("where", "broadcast", [booleans(4, 1), normal(2, 1, 3), normal(3)], ([c, a, b]) => where(c!, a!, b!)),
  test("where", "a number", [booleans(2, 3), normal(2, 3)], ([c, a]) => where(c!, a!, -1)),
  test("where", "maximum", [awayFromZero(5)], ([x]) => maximum(x!, 0.1)),
  test("where", "minimum", [awayFromZero(5)], ([x]) => minimum(-0.1, x!)),
  test("where", "clamp", [awayFromZero(8)], ([x]) => clamp(x!, -0.2, 0.2)),

  ...casts
    .map((to) => test("cast", `int32 to ${to}`, [integers32(-3, 4, 6)], ([x]) => cast(x!, to === "int64" ? to : to), 0))
    .filter((_, i) => casts[i] !== "int32"),
  test("cast", "float32 to int64 loses the fraction", [betweenSteps(8)], ([x]) => cast(x!, "int64"), 0),
  test("cast", "float32 to bool", [tied(8)], ([x]) => cast(x!, "bool"), 0),
  test("cast", "uint8 to float32", [bytes(8)], ([x]) => cast(x!, "float32"), 0),
  test("cast", "bool to float32", [booleans(8)], ([x]) => cast(x!, "float32"), 0),
  test("cast", "float32 to float64 and back", [normal(5)], ([x]) => cast(mul(cast(x!, "float64"), 2), "float32")),
];
