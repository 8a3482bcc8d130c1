import { describe, expect, it } from "vitest";
import { f32, i64, scatterAdd, trace } from "../../graph/index.ts";
import { describeRuntime } from "../contract.testing.ts";
import { RuntimeError } from "../runtime.ts";
import { value } from "../values.ts";
import { createSession, onnxRuntime } from "./onnxruntime.ts";

describeRuntime(onnxRuntime);

describe("ONNX Runtime", () => {
  it("explains what it cannot load", async () => {
    await expect(createSession(new Uint8Array([1, 2, 3]))).rejects.toThrow(RuntimeError);
    await expect(createSession(new Uint8Array([1, 2, 3]))).rejects.toThrow(
      "compile: ONNX Runtime refused the program:",
    );
  });

  // ScatterND with reduction "add" loses sums of equal indices when two threads meet (seen in 1.30).
  it.each([50, 500])("sums rows by index without losing any, into %d rows", async (size) => {
    const [rows, columns] = [20_000, 16];
    const program = trace({ x: f32(rows, columns), ids: i64(rows) }, ({ x, ids }) => scatterAdd(x, ids, size));
    const executable = await onnxRuntime.compile(program, { threads: 2 });
    const ids = BigInt64Array.from({ length: rows }, (_, i) => BigInt(i % size));
    const y = await executable.run({
      x: value(new Float32Array(rows * columns).fill(1), [rows, columns]),
      ids: value(ids, [rows], "int64"),
    });
    expect(new Set(y.data as Float32Array)).toEqual(new Set([rows / size]));
    await executable.dispose();
  });
});
