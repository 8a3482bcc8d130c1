/** Activations and the normalised exponentials. */
import { needFloat } from "../check.ts";
import { normalizeAxis } from "../shape.ts";
import { defineOp, type Tensor } from "../tensor.ts";
import { sum } from "./broadcast.ts";
import { cast } from "./cast.ts";
import { greater } from "./compare.ts";
import { add, erf, exp, mul, sigmoid, square, sub, tanh } from "./elementwise.ts";

const reluOp = defineOp({
  name: "relu",
  shape: ([x]) => needFloat("relu", x!),
  vjp: (dY, [x]) => [mul(dY, cast(greater(x!, 0), x!.dtype))],
  onnx: (emit, [x]) => emit("Relu", [x!]),
});
/** max(x, 0); the gradient at 0 is 0. */
export const relu = (x: Tensor): Tensor => reluOp([x], {});

/** x where positive, else slope·x. */
export const leakyRelu = (x: Tensor, slope = 0.2): Tensor => add(mul(relu(x), 1 - slope), mul(x, slope));

const siluOp = defineOp({
  name: "silu",
  shape: ([x]) => needFloat("silu", x!),
  // y = xσ(x)  ⇒  dy/dx = σ(x) (1 + x - y)
  vjp: (dY, [x], y) => [mul(dY, mul(sigmoid(x!), add(sub(x!, y), 1)))],
  onnx: (emit, [x], y) =>
    emit.native && y.dtype === "float32"
      ? emit("QuickGelu", [x!], { alpha: { float: 1 } }, "com.microsoft")
      : emit("Mul", [x!, emit("Sigmoid", [x!])]),
});
/** xσ(x): Elfwing et al. 2017. */
export const silu = (x: Tensor): Tensor => siluOp([x], {});

const geluOp = defineOp({
  name: "gelu",
  shape: ([x]) => needFloat("gelu", x!),
  // y = xΦ(x)  ⇒  dy/dx = Φ(x) + xφ(x)
  vjp: (dY, [x]) => {
    const cumulative = mul(add(erf(mul(x!, Math.SQRT1_2)), 1), 0.5);
    const density = mul(exp(mul(square(x!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
    return [mul(dY, add(cumulative, mul(x!, density)))];
  },
  onnx: (emit, [x]) => emit("Gelu", [x!], {}, emit.native ? "com.microsoft" : ""),
});
/** xΦ(x), with the error function: Hendrycks and Gimpel 2016. */
export const gelu = (x: Tensor): Tensor => geluOp([x], {});

/** GELU's tanh form, as GPT-2 uses it: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
export const geluTanh = (x: Tensor): Tensor => {
  const inner = mul(add(mul(square(x), 0.044715 * Math.sqrt(2 / Math.PI)), Math.sqrt(2 / Math.PI)), x);
  return mul(mul(x, 0.5), add(tanh(inner), 1));
};

const softmaxOp = defineOp<{ axis: number }>({
  name: "softmax",
  shape: ([x]) => needFloat("softmax", x!),
  // dx = y ⊙ (dY - Σ dY ⊙ y)
  vjp: (dY, _inputs, y) => [mul(y, sub(dY, sum(mul(dY, y), y.attributes.axis, true)))],
  onnx: (emit, [x], y) => emit("Softmax", [x!], { axis: y.attributes.axis }),
});
/** exp(x) / Σ exp(x) along an axis. */
export const softmax = (x: Tensor, axis = -1): Tensor =>
  softmaxOp([x], { axis: normalizeAxis("softmax", axis, x.shape) });

const logSoftmaxOp = defineOp<{ axis: number }>({
  name: "logSoftmax",
  shape: ([x]) => needFloat("logSoftmax", x!),
  // dx = dY - softmax(x) Σ dY
  vjp: (dY, [x], y) => [sub(dY, mul(softmax(x!, y.attributes.axis), sum(dY, y.attributes.axis, true)))],
  onnx: (emit, [x], y) => emit("LogSoftmax", [x!], { axis: y.attributes.axis }),
});
/** x - ln Σ exp(x) along an axis. */
export const logSoftmax = (x: Tensor, axis = -1): Tensor =>
  logSoftmaxOp([x], { axis: normalizeAxis("logSoftmax", axis, x.shape) });
