// Dtypes beside float32. ONNX Runtime's CPU has no float64 kernels for erf, gelu, silu, softplus, conv and averagePool.

import { describe, it } from "vitest";
import { toFloat16 } from "../../src/formats/index.ts";
import {
  add,
  affine,
  cast,
  constant,
  cumsum,
  type DType,
  div,
  exp,
  f16,
  f64,
  gather,
  grad,
  layerNorm,
  logSoftmax,
  matmul,
  max,
  maxPool,
  mean,
  mul,
  pad,
  pow,
  relu,
  rematerialize,
  reshape,
  resizeBilinear,
  rmsNorm,
  scatterAdd,
  softmax,
  square,
  sum,
  type Tensor,
  tanh,
  trace,
} from "../../src/graph/index.ts";
import { createRng } from "../../src/nn/random.ts";
import { value } from "../../src/runtime/index.ts";
import { expectSame } from "./expect-same.ts";

/** What must work in every float dtype; x is [3, 4] and positive. */
const everywhere = (x: Tensor): Record<string, Tensor> => ({
  arithmetic: div(add(mul(x, 0.5), 1), x),
  powers: pow(x, 1.5),
  functions: tanh(exp(relu(x))),
  products: matmul(x, x, { transposeB: true }),
  affine: affine(x, constant([1, 2, 3, 4], [4, 1], x.dtype), constant([0.5], [1], x.dtype)),
  reductions: add(sum(x, 0), add(mean(x, 0), max(x, 0))),
  lines: add(softmax(x), add(logSoftmax(x), cumsum(x))),
  norms: add(layerNorm(x), rmsNorm(x)),
  rows: gather(x, constant([2, 0], [2], "int64")),
  padded: pad(
    x,
    [
      [1, 0],
      [0, 1],
    ],
    0.25,
  ),
  pictures: maxPool(resizeBilinear(reshape(x, [1, 1, 3, 4]), [6, 6]), 2),
  gradient: grad((u: Tensor) => mean(square(rematerialize("block", (v: Tensor) => tanh(layerNorm(v)))(u))))(x),
});

const numbers = createRng(3).uniform(12, 0.5, 2);
const named = (outputs: Record<string, Tensor>, dtype: DType) =>
  Object.fromEntries(Object.entries(outputs).map(([name, y]) => [name, cast(y, dtype)]));

describe("every runtime computes", () => {
  it("in float64", async () => {
    const program = trace(f64(3, 4), (x) => ({
      ...everywhere(x),
      scattered: scatterAdd(x, constant([1, 0, 1], [3], "int64"), 2),
    }));
    await expectSame(program, value(Float64Array.from(numbers), [3, 4], "float64"), 1e-6);
  });
  it("in float16, where it rounds to three digits", async () => {
    const program = trace(f16(3, 4), (x) => named(everywhere(x), "float32"));
    await expectSame(program, value(toFloat16(numbers), [3, 4], "float16"), 0.01);
  });
});
