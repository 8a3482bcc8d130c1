import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { f32, type Value } from "../graph/index.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "./checkpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const float = (numbers: number[], ...shape: number[]): Value => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(numbers),
});

describe("a checkpoint", () => {
  it("comes back as it was, by the paths of its tree", async () => {
    const tree = {
      layers: [{ weight: float([1, 2, 3, 4], 2, 2) }],
      steps: { dtype: "int64", shape: [1], data: BigInt64Array.of(-(2n ** 60n)) },
      small: { dtype: "int8", shape: [3], data: Int8Array.of(-1, 0, 1) },
      half: { dtype: "float16", shape: [2], data: Uint16Array.of(0x3c00, 0xfc00) },
      flags: { dtype: "bool", shape: [2], data: Uint8Array.of(0, 1) },
      none: float([], 0, 4),
    } satisfies Record<string, unknown>;
    await writeCheckpoint(at("all.safetensors"), tree as never, { config: "{}", 名: "苹果" });
    const { tensors, metadata } = await readCheckpoint(at("all.safetensors"));
    expect(metadata).toEqual({ config: "{}", 名: "苹果" });
    expect(Object.fromEntries(tensors)).toEqual({
      "layers.0.weight": tree.layers[0]!.weight,
      steps: tree.steps,
      small: tree.small,
      half: tree.half,
      flags: tree.flags,
      none: tree.none,
    });
  });

  it("of a view holds the view alone", async () => {
    const whole = Float32Array.of(0, 1, 2, 3);
    await writeCheckpoint(
      at("view.safetensors"),
      { x: { dtype: "float32", shape: [2], data: whole.subarray(1, 3) } },
      {},
    );
    expect((await readCheckpoint(at("view.safetensors"))).tensors.get("x")!.data).toEqual(Float32Array.of(1, 2));
  });

  it("takes the place of an older one whole, or leaves it and no rest behind", async () => {
    const path = at("kept.safetensors");
    await writeCheckpoint(path, { x: float([1], 1) }, {});
    const before = readFileSync(path);
    const bad = { x: { dtype: "float32", shape: [9], data: Float32Array.of(1) } } as never;
    await expect(writeCheckpoint(path, bad, {})).rejects.toThrow(/shape/);
    expect(readFileSync(path)).toEqual(before);
    await expect(writeCheckpoint(join(path, "below.safetensors"), { x: float([1], 1) }, {})).rejects.toThrow(path);
    expect(readdirSync(folder).filter((name) => name.includes(".part"))).toEqual([]);
  });
});

describe("a file that cannot be used", () => {
  const damaged = async (change: (path: string) => void): Promise<string> => {
    const path = at("damaged.safetensors");
    await writeCheckpoint(path, { x: float([1, 2, 3, 4], 4), y: float([5], 1) }, {});
    change(path);
    return readCheckpoint(path).then(
      () => "no error",
      (error: Error) => `${error.name}: ${error.message.replaceAll(folder, "…")}`,
    );
  };

  it.each<[string, (path: string) => void, RegExp]>([
    ["missing", (path) => rmSync(path), /^CheckpointError: ….damaged.safetensors does not exist\.$/],
    [
      "cut short",
      (path) => truncateSync(path, readFileSync(path).length - 3),
      /damaged.safetensors: safetensors: .*cut short/,
    ],
    ["empty", (path) => truncateSync(path, 0), /damaged.safetensors: safetensors: 0 bytes/],
    ["text", (path) => writeFileSync(path, "not a model at all"), /damaged.safetensors: safetensors: header of/],
    [
      "a header that claims the sky",
      (path) => {
        const bytes = readFileSync(path);
        bytes.writeBigUInt64LE(2n ** 50n, 0);
        writeFileSync(path, bytes);
      },
      /header of 1125899906842624 bytes/,
    ],
  ])("%s, says so", async (_, change, message) => {
    expect(await damaged(change)).toMatch(message);
  });

  it("a folder, says so", async () => {
    await expect(readCheckpoint(folder)).rejects.toThrow(`${folder} is not a file.`);
  });
});

describe("restoring a tree", () => {
  const specs = { layer: { weight: f32(2, 2) } };
  const from = (name: string, value: Value) => restoreTree(specs, new Map([[name, value]]), "file", "params.");

  it("nests what it finds", () => {
    const weight = float([1, 2, 3, 4], 2, 2);
    expect(from("params.layer.weight", weight)).toEqual({ layer: { weight } });
  });

  it.each<[string, Value, RegExp]>([
    ["layer.weight", float([1], 1), /file: tensor params.layer.weight is missing. It must be float32 \[2, 2\]\./],
    ["params.layer.weight", float([1, 2, 3, 4], 4), /is float32 \[4\]. It must be float32 \[2, 2\]\./],
    ["params.layer.weight", { dtype: "int8", shape: [2, 2], data: new Int8Array(4) }, /is int8 \[2, 2\]/],
    ["params.layer.weight", float([1, 2, Number.NaN, 4], 2, 2), /holds numbers that are not finite/],
    ["params.layer.weight", float([1, 2, Number.NEGATIVE_INFINITY, 4], 2, 2), /not finite/],
  ])("refuses %s", (name, value, message) => {
    expect(() => from(name, value)).toThrow(message);
    expect(() => from(name, value)).toThrow(CheckpointError);
  });
});
