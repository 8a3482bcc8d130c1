/** Kernels of one number or two: arithmetic, functions, comparisons, choice, casts. */
import { broadcastReader, build, type Kernel, type Kernels } from "../array.ts";

const unary =
  (f: (x: number) => number): Kernel =>
  ([x]) =>
    x!.data.map(f);

const binary =
  (f: (a: number, b: number) => number): Kernel =>
  ([a, b], { shape }) => {
    const [left, right] = [broadcastReader(a!, shape.length), broadcastReader(b!, shape.length)];
    return build(shape, (index) => f(left(index), right(index)));
  };

const isInteger = (dtype: string): boolean => !dtype.startsWith("float");

/** Integers divide towards zero. */
const div: Kernel = (inputs, node) =>
  binary(isInteger(node.dtype) ? (a, b) => Math.trunc(a / b) : (a, b) => a / b)(inputs, node);

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** erf x = 2/√π e^(-x²) Σ 2ⁿ x²ⁿ⁺¹/(2n+1)‼: no term cancels another (Abramowitz and Stegun, 7.1.6). */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** To the nearest integer, halves to the even one. */
function round(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}

const where: Kernel = ([condition, a, b], { shape }) => {
  const [chosen, left, right] = [condition!, a!, b!].map((x) => broadcastReader(x, shape.length));
  return build(shape, (index) => (chosen!(index) ? left!(index) : right!(index)));
};

const integers = { int64: undefined, int32: Int32Array, int8: Int8Array, uint8: Uint8Array } as const;

/** Floats keep all their digits, also as float32: only the border of the runtime rounds. */
const cast: Kernel = ([x], { dtype }) => {
  if (!isInteger(dtype)) return x!.data;
  if (dtype === "bool") return x!.data.map((n) => (n === 0 ? 0 : 1));
  const kind = integers[dtype as keyof typeof integers];
  const whole = x!.data.map(Math.trunc);
  return kind === undefined ? whole : Float64Array.from(kind.from(whole));
};

export const elementwise: Kernels = {
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div,
  pow: binary((a, b) => a ** b),
  neg: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  reciprocal: unary((x) => 1 / x),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoid),
  softplus: unary(softplus),
  erf: unary(erf),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  round: unary(round),
  relu: unary((x) => Math.max(x, 0)),
  silu: unary((x) => x * sigmoid(x)),
  gelu: unary((x) => 0.5 * x * (1 + erf(x / Math.SQRT2))),
  equal: binary((a, b) => Number(a === b)),
  less: binary((a, b) => Number(a < b)),
  lessEqual: binary((a, b) => Number(a <= b)),
  greater: binary((a, b) => Number(a > b)),
  greaterEqual: binary((a, b) => Number(a >= b)),
  logicalAnd: binary((a, b) => Number(a !== 0 && b !== 0)),
  logicalOr: binary((a, b) => Number(a !== 0 || b !== 0)),
  logicalNot: unary((x) => Number(x === 0)),
  where,
  cast,
};
