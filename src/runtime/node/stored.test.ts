import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { f32, matmul, trace } from "../../graph/index.ts";
import { OnnxError } from "../../onnx/index.ts";
import { RuntimeError } from "../runtime.ts";
import { value } from "../values.ts";
import { compileStored } from "./stored.ts";

const folder = mkdtempSync(join(tmpdir(), "onda-stored-"));
afterAll(() => rmSync(folder, { recursive: true }));
const bytes = Buffer.alloc(4096 + 16);
bytes.set(new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer), 4096);
writeFileSync(join(folder, "w.bin"), bytes);

const program = trace({ x: f32("n", 2), params: { w: f32(2, 2) } }, ({ x, params }) => ({ y: matmul(x, params.w) }));
const at = (change: object) => ({
  folder,
  places: new Map([["params.w", { file: "w.bin", offset: 4096, bytes: 16, ...change }]]),
});

describe("compileStored", () => {
  it("takes weights from a file", async () => {
    const executable = await compileStored(program, at({}));
    const { y } = await executable.run({ x: value([1, 0, 1, 1], [2, 2]) });
    expect([...(y.data as Float32Array)]).toEqual([1, 2, 4, 6]);
    await executable.dispose();
  });
  it("refuses a place of another size, a path that is no input, and a file that is not there", async () => {
    await expect(compileStored(program, at({ bytes: 8 }))).rejects.toThrow(
      "lower: params.w is float32 [2, 2], 16 bytes. w.bin holds 8.",
    );
    const other = { folder, places: new Map([["params.v", { file: "w.bin", offset: 0, bytes: 16 }]]) };
    await expect(compileStored(program, other)).rejects.toThrow(OnnxError);
    await expect(compileStored(program, at({ file: "none.bin" }))).rejects.toThrow(RuntimeError);
  });
});
