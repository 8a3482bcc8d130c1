import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrayOf, conv, type DType, f32, f64, gelu, grad, matmul, sizeOf, sum, trace } from "../graph/index.ts";
import { decodeOnnx } from "./decode.ts";
import { encodeOnnx } from "./encode.ts";
import { lower } from "./lower.ts";
import { type OnnxAttributeValue, OnnxError, type OnnxModel, type OnnxTensor, onnxDataTypes } from "./model.ts";

const empty: OnnxModel = {
  irVersion: 9,
  producer: "onda",
  opsets: { "": 20 },
  nodes: [],
  initializers: new Map(),
  inputs: [],
  outputs: [],
  metadata: {},
};

const float = fc.float({ noNaN: true });
const name = fc.string({ maxLength: 8 });
const dims = fc.array(fc.nat(3), { maxLength: 3 });
const tensor = fc.tuple(fc.constantFrom(...(Object.keys(onnxDataTypes) as DType[])), dims).chain(([dtype, shape]) =>
  fc.array(fc.nat(100), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }).map(
    (numbers): OnnxTensor => ({
      dtype,
      shape,
      data: dtype === "float16" ? Uint16Array.from(numbers) : arrayOf(dtype, numbers),
    }),
  ),
);
const attribute: fc.Arbitrary<OnnxAttributeValue> = fc.oneof(
  fc.maxSafeInteger(),
  name,
  fc.array(fc.maxSafeInteger(), { maxLength: 4 }),
  fc.record({ float }),
  fc.record({ floats: fc.array(float, { maxLength: 4 }) }),
  fc.record({ tensor }),
);
const info = fc.record({
  name,
  dtype: fc.constantFrom(...(Object.keys(onnxDataTypes) as DType[])),
  shape: fc.array(fc.oneof(fc.nat(), fc.constantFrom("batch", "past + 1")), { maxLength: 3 }),
});
const model: fc.Arbitrary<OnnxModel> = fc.record({
  irVersion: fc.nat(20),
  producer: name,
  opsets: fc.dictionary(name, fc.nat(30), { noNullPrototype: true }),
  nodes: fc.array(
    fc.record({
      name,
      opType: name,
      domain: name,
      inputs: fc.array(name, { maxLength: 3 }),
      outputs: fc.array(name, { maxLength: 2 }),
      attributes: fc.dictionary(name, attribute, { maxKeys: 3, noNullPrototype: true }),
    }),
    { maxLength: 3 },
  ),
  initializers: fc.array(fc.tuple(name, tensor), { maxLength: 3 }).map((entries) => new Map(entries)),
  inputs: fc.array(info, { maxLength: 2 }),
  outputs: fc.array(info, { maxLength: 2 }),
  metadata: fc.dictionary(name, name, { maxKeys: 3, noNullPrototype: true }),
});

const program = trace({ x: f32("n", 2, 4, 4), w: f32(2, 2, 3, 3), m: f64(2, 2) }, ({ x, w, m }) => ({
  y: gelu(conv(x, w, { padding: 1 })),
  gradient: grad((p: typeof m) => sum(matmul(p, p)))(m),
}));

describe("decodeOnnx", () => {
  it("gives back what was encoded", () => {
    fc.assert(
      fc.property(model, (m) => {
        expect(decodeOnnx(encodeOnnx(m))).toEqual(m);
      }),
      { seed: 20, numRuns: 300 },
    );
  });
  it.each(["portable", "native"] as const)("gives back a traced program, %s", (lowering) => {
    const model = lower(program, lowering, { metadata: { licence: "CC0" } });
    expect(decodeOnnx(encodeOnnx(model))).toEqual(model);
  });

  it("reads numbers however they were written", () => {
    const read = (dtype: DType, write: (w: BinaryWriter) => void) =>
      decodeOnnx(
        withTensor((w) =>
          write(w.tag(1, WireType.Varint).int64(2).tag(2, WireType.Varint).int32(onnxDataTypes[dtype])),
        ),
      ).initializers.get("")!.data;
    const packed = (field: number, write: (w: BinaryWriter) => void) => (w: BinaryWriter) => {
      w.tag(field, WireType.LengthDelimited).fork();
      write(w);
      w.join();
    };
    expect(
      read(
        "float32",
        packed(4, (w) => w.float(1.5).float(-2)),
      ),
    ).toEqual(Float32Array.of(1.5, -2));
    expect(read("float32", (w) => w.tag(4, WireType.Bit32).float(1.5).tag(4, WireType.Bit32).float(-2))).toEqual(
      Float32Array.of(1.5, -2),
    );
    expect(
      read(
        "int32",
        packed(5, (w) => w.int32(-7).int32(8)),
      ),
    ).toEqual(Int32Array.of(-7, 8));
    expect(
      read(
        "uint8",
        packed(5, (w) => w.int32(200).int32(8)),
      ),
    ).toEqual(Uint8Array.of(200, 8));
    expect(
      read(
        "float16",
        packed(5, (w) => w.int32(0x3c00).int32(0)),
      ),
    ).toEqual(Uint16Array.of(0x3c00, 0));
    expect(
      read(
        "int64",
        packed(7, (w) => w.int64(-1).int64(String(2n ** 62n))),
      ),
    ).toEqual(BigInt64Array.of(-1n, 2n ** 62n));
    expect(
      read(
        "float64",
        packed(10, (w) => w.double(0.1).double(9)),
      ),
    ).toEqual(Float64Array.of(0.1, 9));
  });

  it("keeps attributes that it does not know by their kind", () => {
    const bytes = withNode((node) => {
      for (const type of [5, 8, 11, 99]) {
        node.tag(5, WireType.LengthDelimited).fork();
        node.tag(1, WireType.LengthDelimited).string(`a${type}`).tag(20, WireType.Varint).int32(type).join();
      }
    });
    expect(decodeOnnx(bytes).nodes[0]!.attributes).toEqual({
      a5: { opaque: "graph" },
      a8: { opaque: "strings" },
      a11: { opaque: "type 11" },
      a99: { opaque: "type 99" },
    });
    expect(() => encodeOnnx(decodeOnnx(bytes))).toThrow("onnx: attribute a5 holds graph, which cannot be written.");
  });
  it("skips unknown fields", () => {
    const more = new BinaryWriter().tag(100, WireType.LengthDelimited).string("?").tag(101, WireType.Varint).int32(1);
    expect(decodeOnnx(Uint8Array.of(...encodeOnnx(empty), ...more.finish()))).toEqual(empty);
  });
  it("names sizes that the file leaves open", () => {
    const bytes = withGraph(11, (w) => {
      const message = (field: number) => w.tag(field, WireType.LengthDelimited).fork();
      w.tag(1, WireType.LengthDelimited).string("x");
      message(2); // type
      message(1); // tensor_type
      w.tag(1, WireType.Varint).int32(1);
      message(2); // shape
      for (const size of [undefined, 3]) {
        message(1); // dim
        if (size !== undefined) w.tag(1, WireType.Varint).int64(size);
        w.join();
      }
      w.join().join().join();
    });
    expect(decodeOnnx(bytes).inputs).toEqual([{ name: "x", dtype: "float32", shape: ["x[0]", 3] }]);
  });
});

describe("decodeOnnx refuses", () => {
  const refuses = (bytes: Uint8Array, message: string) => {
    expect(() => decodeOnnx(bytes)).toThrow(OnnxError);
    expect(() => decodeOnnx(bytes)).toThrow(message);
  };
  it("what is no model", () => {
    refuses(new Uint8Array(), "onnx: the file holds no graph. It is no ONNX model.");
    refuses(new TextEncoder().encode("<!doctype html><p>404"), "onnx: ");
  });
  it("a shape that claims more than is there", () => {
    const claim = (shape: number[]) => encodeOnnx({ ...empty, initializers: new Map([["w", lying(shape)]]) });
    const lying = (shape: number[]): OnnxTensor => ({ dtype: "float32", shape, data: new Float32Array(2) });
    refuses(claim([1e12, 1e12]), 'onnx: tensor "w" is float32 [1000000000000, 1000000000000] but holds 2 numbers.');
    refuses(claim([-1, -2]), 'onnx: tensor "w" is float32 [-1, -2] but holds 2 numbers.');
  });
  it("half a number", () => {
    const data = new Uint8Array(3) as unknown as Float32Array;
    const initializers = new Map([["w", { dtype: "float32", shape: [1], data } as const]]);
    refuses(encodeOnnx({ ...empty, initializers }), 'onnx: tensor "w" is float32 [1] but holds 0.75 numbers.');
  });
  it("weights elsewhere, and element types that Onda does not know", () => {
    const external = withTensor((w) => w.tag(14, WireType.Varint).int32(1));
    refuses(external, 'onnx: tensor "" lies in another file. Save the model as one file.');
    refuses(
      withTensor((w) => w.tag(2, WireType.Varint).int32(16)),
      'onnx: tensor "" has element type 16, which Onda does not read.',
    );
  });
  it("groups, however deep", () => {
    refuses(new Uint8Array(10_000).fill(0x0b), "onnx: the file uses protobuf groups, which ONNX has none of.");
  });
  it("nothing worse than an OnnxError, whatever bytes change", () => {
    const bytes = encodeOnnx(lower(program, "native", { metadata: { licence: "CC0" } }));
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    const cut = fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), cut, (changes, length) => {
        const damaged = bytes.slice(0, length);
        for (const [at, byte] of changes) if (at < length) damaged[at] = byte;
        try {
          decodeOnnx(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(OnnxError);
        }
      }),
      { numRuns: 4000 },
    );
  });
});

/** A model whose graph holds one message of a field. */
function withGraph(field: number, write: (w: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter().tag(7, WireType.LengthDelimited).fork().tag(field, WireType.LengthDelimited).fork();
  write(writer);
  return writer.join().join().finish();
}
const withNode = (write: (w: BinaryWriter) => void) => withGraph(1, write);
const withTensor = (write: (w: BinaryWriter) => void) => withGraph(5, write);
