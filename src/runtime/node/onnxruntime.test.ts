import { describe, expect, it } from "vitest";
import { f32, i64, neg, scatterAdd, trace } from "../../graph/index.ts";
import { describeRuntime } from "../contract.testing.ts";
import { RuntimeError } from "../runtime.ts";
import { value, zerosOf } from "../values.ts";
import { createSession, onnxRuntime } from "./onnxruntime.ts";

describeRuntime(onnxRuntime);

describe("ONNX Runtime", () => {
  it("explains what it cannot load", async () => {
    await expect(createSession(new Uint8Array([1, 2, 3]))).rejects.toThrow(RuntimeError);
    await expect(createSession(new Uint8Array([1, 2, 3]))).rejects.toThrow(
      "compile: ONNX Runtime refused the program:",
    );
  });

  it("makes no second copy of what it writes into given memory", async () => {
    const spec = f32(2 ** 22);
    const executable = await onnxRuntime.compile(trace({ x: spec }, ({ x }) => ({ y: neg(x) })));
    const [x, y] = [zerosOf(spec), zerosOf(spec)];
    x.data.fill(1 as never);
    await executable.run({ x }, new Map([["y", y]]));
    const before = process.memoryUsage().arrayBuffers;
    await executable.run({ x }, new Map([["y", y]]));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
    expect(y.data.at(-1)).toBe(-1);
    await executable.dispose();
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
