// Sizes at which ONNX Runtime takes other kernels: blocked, vectorised, on several threads.

import { describe, expect, it } from "vitest";
import {
  attention,
  conv,
  cumsum,
  embedding,
  gelu,
  grad,
  groupNorm,
  layerNorm,
  logSoftmax,
  matmul,
  maxPool,
  mean,
  mul,
  rmsNorm,
  silu,
  sum,
  type Tensor,
  topK,
  trace,
} from "../../src/graph/index.ts";
import { expectSame } from "./expect-same.ts";
import { drawAll, integers, normal, type Sample } from "./samples.ts";

const cases: [string, Sample[], (xs: readonly Tensor[]) => Tensor][] = [
  ["matmul", [normal(70, 130), normal(130, 50)], ([a, b]) => matmul(a!, b!)],
  ["matmul in batches", [normal(6, 40, 33), normal(6, 17, 33)], ([a, b]) => matmul(a!, b!, { transposeB: true })],
  ["conv", [normal(2, 8, 12, 12), normal(16, 8, 3, 3)], ([x, w]) => conv(x!, w!, { padding: 1 })],
  ["conv, stride 2", [normal(2, 8, 12, 12), normal(8, 8, 4, 4)], ([x, w]) => conv(x!, w!, { padding: 1, stride: 2 })],
  ["conv in blocks", [normal(8, 16, 12, 12), normal(32, 16, 3, 3)], ([x, w]) => conv(x!, w!, { padding: 1 })],
  ["conv, a row a block", [normal(4, 32, 16, 16), normal(16, 32, 3, 3)], ([x, w]) => conv(x!, w!, { padding: 1 })],
  [
    "conv, a row two blocks",
    [normal(3, 16, 12, 32), normal(32, 16, 4, 2)],
    ([x, w]) => conv(x!, w!, { padding: [2, 0, 1, 1] }),
  ],
  [
    "conv, two rows a block",
    [normal(16, 16, 9, 8), normal(16, 16, 1, 3)],
    ([x, w]) => conv(x!, w!, { padding: [0, 1, 0, 1] }),
  ],
  [
    "conv in blocks, uneven",
    [normal(6, 32, 27, 30), normal(16, 32, 3, 2)],
    ([x, w]) => conv(x!, w!, { padding: [1, 0, 2, 1], stride: [2, 1], dilation: [1, 2] }),
  ],
  ["maxPool", [normal(2, 8, 16, 16)], ([x]) => maxPool(x!, 2)],
  ["norms", [normal(30, 200), normal(200)], ([x, g]) => rmsNorm(layerNorm(x!, g!, g!), g!)],
  ["groupNorm", [normal(2, 32, 6, 6), normal(32)], ([x, g]) => groupNorm(x!, 8, g!, g!)],
  ["activations", [normal(40, 50)], ([x]) => gelu(silu(x!))],
  ["logSoftmax", [normal(20, 300)], ([x]) => logSoftmax(mul(x!, 5))],
  ["attention", [normal(2, 4, 24, 16)], ([x]) => attention(x!, x!, x!, { causal: true })],
  ["embedding", [normal(500, 16), integers(0, 500, 300)], ([x, ids]) => embedding(x!, ids!)],
  ["a small embedding", [normal(50, 16), integers(0, 50, 300)], ([x, ids]) => embedding(x!, ids!)],
  ["a sum of rows", [normal(200, 64)], ([x]) => sum(x!, 0)],
  ["running sums", [normal(20, 90)], ([x]) => cumsum(x!)],
  ["topK", [normal(20, 90)], ([x]) => topK(x!, 7).values],
];

describe("larger shapes", () => {
  it.each(cases)("%s", async (_, samples, apply) => {
    const program = trace(
      samples.map(({ spec }) => spec),
      (inputs) => {
        const floats = inputs.filter(({ dtype }) => dtype === "float32");
        const rest = inputs.slice(floats.length);
        const loss = (f: readonly Tensor[]) => mean(mul(apply([...f, ...rest]), apply([...f, ...rest])));
        return { y: apply(inputs), gradient: grad(loss)(floats) };
      },
    );
    const { y } = await expectSame(program, drawAll(samples, 1), 1e-4, 2);
    expect(y.data.length).toBeGreaterThan(50);
  });
});
