// One operator of the ONNX standard, run by itself: what Onda's composites are compared with.

import * as ort from "onnxruntime-node";
import type { OnnxAttribute, Value } from "../../src/graph/index.ts";
import { encodeOnnx } from "../../src/onnx/index.ts";
import { createSession } from "../../src/runtime/node/index.ts";

/** The operator's first output for float32 inputs. An undefined input is left out. */
export async function onnxOp(
  opType: string,
  inputs: readonly (Value | undefined)[],
  attributes: Record<string, OnnxAttribute>,
): Promise<Value> {
  const named = inputs.flatMap((given, i) => (given === undefined ? [] : [{ name: `x${i}`, given }]));
  const bytes = encodeOnnx({
    irVersion: 9,
    producer: "test",
    opsets: { "": 20 },
    nodes: [
      {
        name: "node",
        opType,
        domain: "",
        inputs: inputs.map((given, i) => (given === undefined ? "" : `x${i}`)),
        outputs: ["y"],
        attributes,
      },
    ],
    initializers: new Map(),
    inputs: named.map(({ name, given: { dtype, shape } }) => ({ name, dtype, shape })),
    outputs: [{ name: "y", dtype: "float32", shape: ["a", "b", "c", "d"] }],
    metadata: {},
  });
  const session = await createSession(bytes, { threads: 1 });
  const feeds = Object.fromEntries(
    named.map(({ name, given }) => [
      name,
      new ort.Tensor(given.dtype as "float32", given.data as Float32Array, given.shape),
    ]),
  );
  const { y } = await session.run(feeds);
  await session.release();
  return { dtype: "float32", shape: y!.dims, data: y!.data as Float32Array };
}
