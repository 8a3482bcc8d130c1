import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeNpy, encodeSafetensors } from "../../formats/index.ts";
import type { OnnxPort } from "../../onnx/index.ts";
import { RequestError } from "../errors.ts";
import { type InputOptions, onnxInputs } from "./inputs.ts";
import { flatten, nest } from "./nested.ts";
import { outputBytes, summarize } from "./outputs.ts";

let folder: string;
const path = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-inputs-"));
  const data = Float64Array.of(1, 2, 3, 4);
  await writeFile(path("a.npy"), encodeNpy({ type: "f8", shape: [2, 2], data }));
  await writeFile(
    path("b.safetensors"),
    encodeSafetensors({ x: { dtype: "I32", shape: [2], data: Int32Array.of(7, 8) } }),
  );
  const pixels = Uint8Array.of(
    255,
    0,
    0,
    0,
    255,
    0,
    0,
    0,
    255,
    255,
    255,
    255,
    0,
    0,
    0,
    128,
    128,
    128,
    10,
    20,
    30,
    40,
    50,
    60,
  );
  await sharp(pixels, { raw: { width: 4, height: 2, channels: 3 } })
    .png()
    .toFile(path("p.png"));
  await writeFile(path("bad.png"), "no picture");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const port = (type: string, ...shape: (number | string)[]): OnnxPort => ({ name: "x", type, shape });
/** The one input x, made of a source. */
const made = async (wanted: OnnxPort, source: string, options: InputOptions = {}) =>
  (await onnxInputs({ inputs: [wanted] }, new Map([["x", source]]), options)).get("x")!;
const refused = async (wanted: OnnxPort, source: string, message: string, options: InputOptions = {}) => {
  await expect(made(wanted, source, options)).rejects.toThrow(RequestError);
  await expect(made(wanted, source, options)).rejects.toThrow(message);
};

describe("an input", () => {
  it("from files and lists, in the model's type, with leading sizes of 1 left out", async () => {
    expect(await made(port("float32", "n", 2, 2), path("a.npy"))).toEqual({
      type: "float32",
      shape: [1, 2, 2],
      data: Float32Array.of(1, 2, 3, 4),
    });
    expect(await made(port("int64", "n"), path("b.safetensors"))).toMatchObject({ data: BigInt64Array.of(7n, 8n) });
    expect(await made(port("float16", 1, 3), "[[1, -2, 0.5]]")).toMatchObject({
      data: Uint16Array.of(0x3c00, 0xc000, 0x3800),
    });
    expect(await made(port("bool", 2), "[true, false]")).toMatchObject({ data: Uint8Array.of(1, 0) });
    expect(await made(port("string", 2), '["a", "b"]')).toEqual({ type: "string", shape: [2], data: ["a", "b"] });
  });

  it("from a number, zeros or a seed, at sizes that are given", async () => {
    expect(await made(port("int64"), "16000")).toEqual({ type: "int64", shape: [], data: BigInt64Array.of(16000n) });
    const sizes = new Map([["n", 3]]);
    expect(await made(port("float32", 2, "n"), "zeros", { sizes })).toMatchObject({
      shape: [2, 3],
      data: new Float32Array(6),
    });
    const [one, other] = [await made(port("float32", 50), "random:1"), await made(port("float32", 50), "random:2")];
    expect(one).toEqual(await made(port("float32", 50), "random:1"));
    expect(one).not.toEqual(other);
    expect(new Set([...(await made(port("int32", 50), "random:1")).data])).toEqual(new Set([0, 1]));
  });

  it("takes open sizes from the other inputs", async () => {
    const inputs = [{ name: "mask", type: "int64", shape: ["n", "t"] }, port("float32", "n", "t")];
    const found = await onnxInputs(
      { inputs },
      new Map([
        ["mask", "1"],
        ["x", path("a.npy")],
      ]),
    );
    expect(found.get("mask")).toEqual({ type: "int64", shape: [2, 2], data: new BigInt64Array(4).fill(1n) });
  });

  it.each<[string, OnnxPort, string, string]>([
    ["another shape", port("float32", 3, 3), "[[1, 2]]", "input x is [1, 2]. The model wants float32 x [3, 3]."],
    ["half a number", port("int64", 1), "[0.5]", 'input x: "0.5" is no whole number. The model wants int64.'],
    ["too much for a byte", port("uint8", 1), "[256]", '"256" is out of range'],
    ["a negative count", port("uint64", 1), "[-1]", '"-1" is out of range'],
    ["text", port("float32", 1), '["a"]', '"a" is text'],
    ["no truth", port("bool", 1), "[2]", "neither 0 nor 1"],
    ["numbers as text", port("string", 1), "[2]", "input x wants texts"],
    ["ragged lists", port("float32", 2, 2), "[[1, 2], [3]]", "not all of the same length"],
    ["no JSON", port("float32", 2), "[1, 2", "x is no valid JSON"],
    ["null", port("float32", 1), "[null]", "null is no number and no text"],
    [
      "an open size",
      port("float32", "n"),
      "zeros",
      'the size "n" of input float32 x [n] is open. Say --size-of "n=1".',
    ],
    ["no source", port("float32", 1), "what", '"what" is no source.'],
    ["a missing file", port("float32", 1), "gone.npy", "gone.npy does not exist or is not a file."],
    ["no tensor", port("sequence of float32"), "1", "which cannot be given here"],
    ["more than a memory", port("float32", 99999, 99999), "zeros", "would have 9999800001 numbers"],
  ])("refuses %s", (_, wanted, source, message) => refused(wanted, source, message));

  it("that is missing or unknown is named, with all that is wanted", async () => {
    const inputs = [port("float32", "n", 3), { name: "sr", type: "int64", shape: [] }];
    const make = (...sources: [string, string][]) => onnxInputs({ inputs }, new Map(sources));
    await expect(make(["x", "zeros"])).rejects.toThrow(
      "input sr is not given. The model wants: float32 x [n, 3]; int64 sr []. Give it as --input sr=SOURCE.",
    );
    await expect(make(["y", "zeros"])).rejects.toThrow(
      'there is no input "y". The model wants: float32 x [n, 3]; int64 sr [].',
    );
  });
});

describe("a picture", () => {
  it("has its channels first or last, as the model says", async () => {
    const first = await made(port("float32", 1, 3, "h", "w"), path("p.png"));
    expect(first.shape).toEqual([1, 3, 2, 4]);
    expect([...first.data.slice(0, 4)]).toEqual([1, 0, 0, 1]); // the reds of the first row
    const last = await made(port("uint8", 1, "h", "w", 3), path("p.png"));
    expect(last.shape).toEqual([1, 2, 4, 3]);
    expect([...last.data.slice(0, 6)]).toEqual([255, 0, 0, 0, 255, 0]);
    const grey = await made(port("float32", "n", 1, 2, 4), path("p.png"), { mean: [0.5], std: [0.5] });
    expect(grey.shape).toEqual([1, 1, 2, 4]);
    expect([grey.data[3], grey.data[4]]).toEqual([1, -1]);
  });

  it("keeps its proportions where one size is open, and is stretched where neither is", async () => {
    expect((await made(port("float32", 1, 3, 10, "w"), path("p.png"))).shape).toEqual([1, 3, 10, 20]);
    expect((await made(port("float32", 3, 10, 10), path("p.png"))).shape).toEqual([3, 10, 10]);
    const size = { width: 6, height: 5 };
    expect((await made(port("float32", 1, 3, "h", "w"), path("p.png"), { size })).shape).toEqual([1, 3, 5, 6]);
    await refused(port("float32", 1, 3, 8, 8), path("p.png"), "input x is [1, 3, 5, 6]", { size });
  });

  it.each<[string, OnnxPort, string, InputOptions, string]>([
    ["no picture", port("float32", 1, 3, "h", "w"), "bad.png", {}, "bad.png cannot be read as a picture"],
    ["five channels", port("float32", 1, 5, 4, 4), "p.png", {}, "input x has 5 channels"],
    ["two sizes", port("float32", 3, 4), "p.png", {}, "A picture needs three or four sizes"],
    ["two means", port("float32", 1, 3, "h", "w"), "p.png", { mean: [1, 2] }, "--mean has 2 numbers for 3 channels"],
    ["too many pixels", port("float32", 1, 3, 90000, "w"), "p.png", {}, "180000 × 90000 pixels. At most 50000000"],
  ])("refuses %s", (_, wanted, file, options, message) => refused(wanted, path(file), message, options));
});

describe("an output", () => {
  it("is summed up, and numbers that are none are counted", () => {
    const data = Float32Array.of(1, 2, Number.NaN, 3);
    expect(summarize("y", { type: "float32", shape: [4], data })).toMatchObject({
      least: 1,
      most: 3,
      mean: 2,
      notFinite: 1,
    });
    expect(summarize("y", { type: "string", shape: [1], data: ["a"] })).toMatchObject({ first: ["a"] });
  });
  it("is written as nested lists", () => {
    const text = (shape: number[], data: BigInt64Array) =>
      Buffer.from(outputBytes({ type: "int64", shape, data }, ".json", "y")).toString();
    expect(text([2, 2], BigInt64Array.of(1n, 2n, 3n, 2n ** 60n))).toBe('[[1,2],[3,"1152921504606846976"]]\n');
    expect(text([], BigInt64Array.of(5n))).toBe("5\n");
    for (const shape of [[2, 0], [0, 2], [1, 2, 1], [3]]) {
      const count = shape.reduce((n, size) => n * size, 1);
      expect(
        flatten(
          nest(
            shape,
            Array.from({ length: count }, (_, i) => i),
          ),
          "y",
        ).data,
      ).toHaveLength(count);
    }
    expect(() => outputBytes({ type: "string", shape: [1], data: ["a"] }, ".npy", "y")).toThrow("Write .json.");
  });
});
