// GGUF blocks as ONNX Runtime's own operator reads them: MatMulNBits of the unit matrix gives the weights back.

import * as ort from "onnxruntime-node";
import { expect, it } from "vitest";
import { goldenFile } from "../src/formats/gguf/golden.testing.ts";
import {
  dequantizeGguf,
  type GgufHeader,
  ggufToNBits,
  type NBits,
  type NBitsOptions,
  parseGgufHeader,
} from "../src/formats/index.ts";
import { encodeOnnx, type OnnxTensor } from "../src/onnx/index.ts";
import { createSession } from "../src/runtime/node/onnxruntime.ts";

const { tensors } = parseGgufHeader(goldenFile, goldenFile.length) as GgufHeader;
const [N, K] = [2, 256] as const; // the golden rows of 512, cut in two

/** y = xWᵀ for x [K, K]. */
async function multiply(weights: NBits, accuracy: 0 | 4): Promise<Float32Array> {
  const { bits, blockSize, codes, scales, zeroPoints } = weights;
  const blocks = K / blockSize;
  const initializers = new Map<string, OnnxTensor>([
    ["codes", { dtype: "uint8", shape: [N, blocks, (blockSize * bits) / 8], data: codes }],
    ["scales", { dtype: "float32", shape: [N, blocks], data: scales }],
  ]);
  if (zeroPoints) initializers.set("zeros", { dtype: "uint8", shape: [N, zeroPoints.length / N], data: zeroPoints });
  const session = await createSession(
    encodeOnnx({
      irVersion: 10,
      producer: "test",
      opsets: { "": 20, "com.microsoft": 1 },
      nodes: [
        {
          name: "multiply",
          opType: "MatMulNBits",
          domain: "com.microsoft",
          inputs: ["x", ...initializers.keys()],
          outputs: ["y"],
          attributes: { N, K, bits, block_size: blockSize, accuracy_level: accuracy },
        },
      ],
      initializers,
      inputs: [{ name: "x", dtype: "float32", shape: [K, K] }],
      outputs: [{ name: "y", dtype: "float32", shape: [K, N] }],
      metadata: {},
    }),
  );
  const unit = Float32Array.from({ length: K * K }, (_, i) => (i % (K + 1) === 0 ? 1 : 0));
  const { y } = await session.run({ x: new ort.Tensor("float32", unit, [K, K]) });
  await session.release();
  return y!.data as Float32Array;
}

it.each<[string, NBitsOptions, 0 | 4]>([
  ["q4_0", {}, 0],
  ["q4_0", {}, 4],
  ["q8_0", {}, 0],
  ["q8_0", {}, 4],
  ["q5_0", {}, 4],
  ["q6_k", {}, 0],
  ["q6_k", {}, 4],
  ["q4_k", {}, 0],
  ["q4_k", {}, 4],
  ["q5_k", { zeroPoints: false }, 4],
  ["q4_k", { bits: 4, zeroPoints: true }, 0],
  ["q4_k", { bits: 4, zeroPoints: true }, 4],
])("%s, %o, at accuracy level %d", async (name, options, accuracy) => {
  const { type, begin, end } = tensors.get(name)!;
  const bytes = goldenFile.slice(begin, end);
  const values = dequantizeGguf(type, bytes); // [N, K]
  const weights = ggufToNBits(type, bytes, K, options);
  const y = await multiply(weights, accuracy); // [K, N]
  let errors = 0;
  let squares = 0;
  for (let n = 0; n < N; n++)
    for (let k = 0; k < K; k++) {
      errors += (y[k * N + n]! - values[n * K + k]!) ** 2;
      squares += values[n * K + k]! ** 2;
    }
  expect(Math.abs(Math.sqrt(errors / squares) - weights.loss)).toBeLessThan(1e-4);
});
