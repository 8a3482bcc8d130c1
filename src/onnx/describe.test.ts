import { describe, expect, it } from "vitest";
import { f32, matmul, relu, trace } from "../graph/index.ts";
import { describeOnnx } from "./describe.ts";
import { encodeOnnx } from "./encode.ts";
import { foreignModel } from "./foreign.testing.ts";
import { lower } from "./lower.ts";
import { OnnxError } from "./model.ts";
import { ByteWindow } from "./ranges.ts";

describe("describeOnnx", () => {
  it("sees the border, the operators of branches and functions, and the weights", () => {
    expect(describeOnnx(foreignModel())).toEqual({
      irVersion: 8,
      producer: "elsewhere 1.2",
      opsets: { "": 18, own: 1 },
      metadata: { author: "someone" },
      inputs: [
        { name: "x", type: "float32", shape: ["batch", 3] },
        { name: "flag", type: "bool", shape: [] },
      ],
      defaults: [{ name: "bias", type: "float32", shape: [3] }],
      outputs: [{ name: "y", type: "float32", shape: ["batch", "y[1]"] }],
      operators: new Map([
        ["Add", 2],
        ["If", 1],
        ["Mul", 1],
        ["own.Twice", 1],
      ]),
      subgraphs: 2,
      functions: ["Twice"],
      numbers: new Map([["float32", 6]]),
      weightBytes: 24,
      external: [],
    });
  });

  it("agrees with what Onda writes", () => {
    const program = trace({ x: f32("n", 2), w: f32(2, 3) }, ({ x, w }) => ({ y: relu(matmul(x, w)) }));
    const found = describeOnnx(
      encodeOnnx(lower(program, "portable", { metadata: { a: "b" } })) as Uint8Array<ArrayBuffer>,
    );
    expect(found).toMatchObject({ producer: "onda", metadata: { a: "b" }, weightBytes: 0 });
    expect(found.inputs).toEqual([
      { name: "x", type: "float32", shape: ["n", 2] },
      { name: "w", type: "float32", shape: [2, 3] },
    ]);
  });

  it("names weights in other files, and their bytes", () => {
    const { external, weightBytes } = describeOnnx(foreignModel({ external: ["w.bin", 8, 12] }));
    expect(external).toEqual([{ location: "w.bin", offset: 8, bytes: 12 }]);
    expect(weightBytes).toBe(24);
    expect(() => describeOnnx(foreignModel({ external: ["w.bin", 8, 11] }))).toThrow(
      'onnx: tensor "scale" needs 12 bytes of another file. It names 11 from 8.',
    );
    expect(() => describeOnnx(foreignModel({ external: ["", 0, 12] }))).toThrow("in another file, which is not named");
  });

  it("reads a file part by part, and leaves the weights where they are", () => {
    const size = 2 ** 23;
    const weight = { dtype: "float32", shape: [size], data: new Float32Array(size) } as const;
    const bytes = encodeOnnx({
      ...{ irVersion: 9, producer: "", opsets: { "": 20 }, nodes: [], inputs: [], outputs: [], metadata: {} },
      initializers: new Map([
        ["a", weight],
        ["b", weight],
      ]),
    });
    let read = 0;
    const found = describeOnnx(
      new ByteWindow(bytes.length, (from, to) => {
        read += to - from;
        return bytes.slice(from, to);
      }),
    );
    expect(found.weightBytes).toBe(8 * size);
    expect(read).toBeLessThan(2 ** 19);
  });

  it("says the same whatever the windows are", () => {
    const bytes = foreignModel();
    // Windows of 3 bytes for what is walked over; ranges that are asked for come whole.
    const mixed = new ByteWindow(bytes.length, (from, to) => bytes.slice(from, to === bytes.length ? from + 3 : to));
    expect(describeOnnx(mixed)).toEqual(describeOnnx(bytes));
  });

  it.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "onnx: the file holds no graph. It is no ONNX model."],
    ["a page", new TextEncoder().encode("<!doctype html><p>404"), "onnx: the file"],
    ["a file cut short", foreignModel().slice(0, 200), "onnx: the file is damaged: field 7 runs past the end"],
    ["groups", new Uint8Array(100).fill(0x0b), "onnx: the file uses protobuf groups"],
    ["a field 0", Uint8Array.of(0x00, 0x00), "onnx: the file is damaged: a field has the number 0"],
    ["wire type 7", Uint8Array.of(0x0f), "onnx: the file is damaged: wire type 7 does not exist"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => describeOnnx(bytes)).toThrow(OnnxError);
    expect(() => describeOnnx(bytes)).toThrow(message);
  });
});
