// Files that other programs wrote: run, and kept inside their folder.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreignModel } from "../../onnx/foreign.testing.ts";
import { type ForeignValue, OnnxError } from "../../onnx/index.ts";
import { RuntimeError } from "../runtime.ts";
import { describeOnnxFile } from "./onnx-file.ts";
import { openOnnx } from "./open-onnx.ts";

let folder: string;
const path = (...names: string[]) => join(folder, ...names);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-onnx-"));
  await mkdir(path("models"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const x: ForeignValue = { type: "float32", shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
const flag = (on: number): ForeignValue => ({ type: "bool", shape: [], data: Uint8Array.of(on) });

/** A model whose weight lies elsewhere; what is in the folder is the test's. */
async function withExternal(location: string): Promise<string> {
  const file = path("models", "external.onnx");
  await writeFile(file, foreignModel({ external: [location, 4, 12] }));
  return file;
}

describe("openOnnx", () => {
  it("runs branches and the file's own operators", async () => {
    const file = path("models", "whole.onnx");
    await writeFile(file, foreignModel());
    const model = await openOnnx(file, { threads: 1 });
    const y = async (...more: [string, ForeignValue][]) => [
      ...(await model.run(new Map([["x", x], ...more]))).get("y")!.data,
    ];
    expect(await y(["flag", flag(1)])).toEqual([1, 20, 300, 4, 50, 600]);
    expect(await y(["flag", flag(0)])).toEqual([2, 4, 6, 8, 10, 12]);
    await expect(model.run(new Map([["x", x]]))).rejects.toThrow("run: input flag is not given.");
    await expect(y(["flag", x])).rejects.toThrow("run: input flag is float32. The model wants bool.");
    await expect(y(["flag", flag(0)], ["bias", x])).rejects.toThrow('run: the model has no input "bias" to be given.');
    await expect(y(["flag", flag(0)], ["z", x])).rejects.toThrow('run: the model has no input "z" to be given.');
    const wide: ForeignValue = { ...x, type: "float32", shape: [1, 6] } as ForeignValue;
    await expect(
      model.run(
        new Map([
          ["x", wide],
          ["flag", flag(1)],
        ]),
      ),
    ).rejects.toThrow(RuntimeError);
    await model.dispose();
  });

  it("reads weights beside the model", async () => {
    await writeFile(path("models", "w.bin"), new Uint8Array(Float32Array.of(9, 2, 3, 4).buffer));
    const file = await withExternal("w.bin");
    expect(describeOnnxFile(file)).toMatchObject({ files: ["w.bin"], weightBytes: 24 });
    const model = await openOnnx(file, { threads: 1 });
    const found = await model.run(
      new Map([
        ["x", x],
        ["flag", flag(1)],
      ]),
    );
    expect([...found.get("y")!.data]).toEqual([2, 6, 12, 8, 15, 24]);
    await model.dispose();
  });

  it("reads nothing outside of the model's folder", async () => {
    await writeFile(path("secret.bin"), new Uint8Array(16));
    await symlink(path("secret.bin"), path("models", "link.bin"));
    await symlink(folder, path("models", "up"));
    for (const location of [
      "../secret.bin",
      path("secret.bin"),
      "a/../../secret.bin",
      "link.bin",
      "up/secret.bin",
      "..\\secret.bin",
    ]) {
      const file = await withExternal(location);
      expect(() => describeOnnxFile(file)).toThrow(OnnxError);
      expect(() => describeOnnxFile(file)).toThrow(/Only files beside the model are read|which is not there/);
      await expect(openOnnx(file)).rejects.toThrow(OnnxError);
    }
  });

  it("explains weights that are missing or cut short, and a memory's address", async () => {
    await writeFile(path("models", "short.bin"), new Uint8Array(8));
    const refused = async (location: string, message: string) => {
      const file = await withExternal(location);
      expect(() => describeOnnxFile(file)).toThrow(message);
    };
    await refused("gone.bin", 'onnx: its weights lie in "gone.bin", which is not there. Put it beside the model.');
    await refused("short.bin", 'onnx: "short.bin" has 8 bytes. A tensor\'s are 4 to 16: fetch it again.');
    await refused(".", "which is no file");
    await refused("*/_ORT_MEM_ADDR_/*", "which is not there"); // ONNX Runtime's name for memory
  });
});
