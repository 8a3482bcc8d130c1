import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { goldenFile } from "./golden.testing.ts";
import { type GgufHeader, parseGgufHeader, readGgufHeader } from "./header.ts";
import { type GgufValue, ggufBoolean, ggufNumber, ggufNumbers, ggufString, ggufStrings } from "./value.ts";
import { type GgufInput, writeGguf } from "./write.ts";

const whole = (bytes: Uint8Array) => parseGgufHeader(bytes, bytes.length) as GgufHeader;

describe("the header that gguf-py wrote", () => {
  const { metadata, tensors, version, alignment, dataStart } = whole(goldenFile);

  it("keeps every type of metadata", () => {
    const value = (key: string) => metadata.get(`test.${key}`);
    expect(value("uint8")).toEqual({ type: "uint8", value: 200 });
    expect(value("int8")).toEqual({ type: "int8", value: -100 });
    expect(value("uint16")).toEqual({ type: "uint16", value: 60000 });
    expect(value("int16")).toEqual({ type: "int16", value: -30000 });
    expect(value("uint32")).toEqual({ type: "uint32", value: 4000000000 });
    expect(value("int32")).toEqual({ type: "int32", value: -2000000000 });
    expect(value("float32")).toEqual({ type: "float32", value: Math.fround(0.1) });
    expect(value("float64")).toEqual({ type: "float64", value: 0.1 });
    expect(value("uint64")).toEqual({ type: "uint64", value: 2n ** 63n + 1n });
    expect(value("int64")).toEqual({ type: "int64", value: -(2n ** 62n) - 1n });
    expect(value("bool")).toEqual({ type: "bool", value: true });
    expect(value("string")).toEqual({ type: "string", value: "wave 波 🌊" });
    expect(value("list.int32")).toEqual({ type: "array", of: "int32", value: Int32Array.of(1, -2, 3) });
    expect(value("list.float32")).toEqual({ type: "array", of: "float32", value: Float32Array.of(0.5, -0.25) });
    expect(value("list.bool")).toEqual({ type: "array", of: "bool", value: Uint8Array.of(1, 0) });
    expect(value("list.int64")).toEqual({ type: "array", of: "int64", value: BigInt64Array.of(-(2n ** 60n), 7n) });
    const texts = ["a", "", "é", "a longer piece of text than the rest"];
    expect(value("list.string")).toEqual({ type: "array", of: "string", value: texts });
    expect([...metadata.keys()][0]).toBe("general.architecture");
  });

  it("lists tensors row-major, with their bytes", () => {
    expect({ version, alignment, aligned: dataStart % 32 }).toEqual({ version: 3, alignment: 32, aligned: 0 });
    expect(tensors.get("f32")).toEqual({ type: "F32", shape: [3, 5], begin: dataStart, end: dataStart + 60 });
    expect(tensors.get("q6_k")).toMatchObject({ type: "Q6_K", shape: [1, 512] });
    expect(tensors.size).toBe(11);
  });

  it("gives values by what they are asked for as", () => {
    expect(ggufNumber(metadata, "test.uint8")).toBe(200);
    expect(ggufNumber(metadata, "test.none")).toBeUndefined();
    expect(ggufString(metadata, "test.string")).toBe("wave 波 🌊");
    expect(ggufBoolean(metadata, "test.bool")).toBe(true);
    expect(ggufStrings(metadata, "test.list.string")).toHaveLength(4);
    expect(ggufNumbers(metadata, "test.list.int64")).toEqual(Float64Array.of(-(2 ** 60), 7));
    expect(() => ggufNumber(metadata, "test.uint64")).toThrow(/"test\.uint64" is uint64\. .* integer below 2\^53/);
    expect(() => ggufNumber(metadata, "test.string")).toThrow(/is string\. It must be a number/);
    expect(() => ggufString(metadata, "test.list.bool")).toThrow(/is a list of bool\. It must be a string/);
  });
});

describe("a file read in pieces", () => {
  /** A vocabulary of 3 MB before one tensor: more than the first piece. */
  const texts = Array.from({ length: 200_000 }, (_, i) => `tok${i}`);
  const values = new Map<string, GgufValue>([
    ["list", { type: "array", of: "string", value: texts }],
    ["name", { type: "string", value: "large" }],
  ]);
  const tensor: GgufInput = { type: "I8", shape: [4], data: new Uint8Array(4) };
  const large = Buffer.concat([...writeGguf(values, new Map([["a", tensor]]))]);

  it("asks for more while the header goes on, and never for the tensors", async () => {
    const asked: [number, number][] = [];
    const header = await readGgufHeader((offset, length) => {
      asked.push([offset, length]);
      return large.subarray(offset, offset + length);
    }, large.length);
    expect(ggufString(header.metadata, "name")).toBe("large");
    expect(asked).toEqual([
      [0, 2 ** 20],
      [0, large.length],
    ]);
  });

  it("says how many bytes are missing", () => {
    for (const cut of [0, 3, 4, 23, 30, 2 ** 20]) {
      const needed = parseGgufHeader(large.subarray(0, cut), large.length);
      expect(needed).toBeGreaterThan(cut);
      expect(needed).toBeLessThan(large.length);
    }
  });

  it("refuses a reader that gives less than the file has", async () => {
    const read = async () => new Uint8Array(7);
    await expect(readGgufHeader(read, 100)).rejects.toThrow(/7 bytes came where 100 were asked for/);
  });
});

describe("a lying file", () => {
  const i8 = (name: string, offset = 0, shape: (number | bigint)[] = [4]) => [name, shape, 24, offset] as Tensor;
  const number = (key: string): Value => [key, 4, u32(32)];
  const cases: [string, Uint8Array, RegExp][] = [
    ["empty", new Uint8Array(0), /magic number ends at byte 4 of a file of 0/],
    ["another format", new TextEncoder().encode("PK\x03\x04 and so on, for longer"), /does not start with "GGUF"/],
    ["version 1", file({ version: 1 }), /version 1\. Onda reads versions 2 and 3/],
    ["version 4", file({ version: 4 }), /version 4/],
    ["big-endian", file({ version: 0x03000000 }), /big-endian.*gguf_convert_endian/],
    ["2^63 tensors", file({ tensorCount: 2n ** 63n }), /9223372036854776000 tensors in a file of 24 bytes/],
    ["2^63 values", file({ valueCount: 2n ** 63n }), /metadata values in a file of 24 bytes/],
    ["a value too many", file({ values: [number("a")], valueCount: 2n }), /ends at byte|metadata values in a file/],
    [
      "a key longer than the file",
      file({ values: [[u64(2n ** 62n), 4]], data: 16 }),
      /metadata key ends at byte .* of a file/,
    ],
    ["a key without a name", file({ values: [number("")] }), /metadata key of 0 characters/],
    ["same key twice", file({ values: [number("a"), number("a")] }), /metadata key "a" occurs twice/],
    ["type 13", file({ values: [["a", 13, u32(0)]] }), /"a" has type 13/],
    ["a text that is none", file({ values: [["a", 8, u64(1), Uint8Array.of(0xff)]] }), /is not UTF-8/],
    ["a truth value of 2", file({ values: [["a", 7, Uint8Array.of(2)]] }), /truth value of 2/],
    ["2^61 numbers", file({ values: [["a", 9, u32(4), u64(2n ** 61n)]] }), /values in a list in a file of/],
    ["2^40 texts", file({ values: [["a", 9, u32(8), u64(2n ** 40n)]] }), /strings in a list in a file of/],
    ["lists of lists", file({ values: [["a", 9, u32(9), u64(1), u32(4), u64(0)]] }), /"a" is a list of lists/],
    ["alignment 48", file({ values: [["general.alignment", 4, u32(48)]] }), /uint32 48\. A power of two/],
    ["alignment 0", file({ values: [["general.alignment", 4, u32(0)]] }), /uint32 0\. A power of two/],
    ["alignment as text", file({ values: [["general.alignment", 8, text("32")]] }), /is string\. A power of two/],
    ["alignment 2^31", file({ values: [["general.alignment", 4, u32(2 ** 31)]], tensors: [i8("a")] }), /cut short/],
    ["a tensor without a name", file({ tensors: [i8("")] }), /tensor name of 0 characters/],
    ["same tensor twice", file({ tensors: [i8("a"), i8("a", 32)], data: 64 }), /tensor name "a" occurs twice/],
    ["five dimensions", file({ tensors: [i8("a", 0, [1, 1, 1, 1, 1])] }), /"a" has 5 dimensions/],
    ["unknown type", file({ tensors: [["a", [32], 99, 0]] }), /"a" has type 99, which Onda does not know/],
    ["half a block", file({ tensors: [["a", [33], 2, 0]] }), /"a" is Q4_0 \[33\]\. Rows hold whole blocks of 32/],
    ["2^63 values in a tensor", file({ tensors: [i8("a", 0, [2n ** 63n])] }), /"a" is I8/],
    ["sizes whose product overflows", file({ tensors: [i8("a", 0, [2n ** 32n, 2n ** 32n])] }), /"a" is I8/],
    ["an offset past the end", file({ tensors: [i8("a", 2 ** 40)], data: 32 }), /leaves a gap of 1099511627776/],
    ["an offset between", file({ tensors: [i8("a"), i8("b", 33)], data: 64 }), /offset 33\. Offsets are multiples/],
    ["overlap", file({ tensors: [i8("a", 0, [33]), i8("b", 32)], data: 96 }), /"b" .* overlaps the one before/],
    ["gap", file({ tensors: [i8("a"), i8("b", 64)], data: 96 }), /"b" .* leaves a gap of 32 bytes/],
    ["cut short", file({ tensors: [i8("a"), i8("b", 32)], data: 35 }), /"b" ends at byte .* cut short/],
  ];
  it.each(cases)("%s", (_, bytes, message) => {
    expect(() => whole(bytes)).toThrow(FormatError);
    expect(() => whole(bytes)).toThrow(message);
    expect(() => whole(bytes)).toThrow(/^gguf: .*\.$/);
  });

  it("is refused as soon as it lies, though the file claims to be large", () => {
    const start = file({ values: [["a", 9, u32(8), u64(2n ** 40n)]] });
    expect(() => parseGgufHeader(start, 10 ** 10)).toThrow(/strings in a list in a file of 10000000000/);
    const long = file({ values: [[u64(10 ** 9), 4]] });
    expect(() => parseGgufHeader(long, 10 ** 10)).toThrow(/A header has at most 100000000 bytes/);
  });

  it("may still have no tensors, an empty one, one value, or bytes after the last", () => {
    expect(whole(file({})).tensors.size).toBe(0);
    const odd = whole(file({ tensors: [i8("none", 0, [0, 5]), i8("one", 0, [])], data: 9 }));
    expect([...odd.tensors.values()].map(({ begin, end }) => end - begin)).toEqual([0, 1]);
  });
});

type Part = Uint8Array;
type Value = [key: string | Part, type: number, ...value: Part[]];
type Tensor = [name: string, shape: (number | bigint)[], type: number, offset: number];

/** A file from raw parts, so that lies can be told. */
function file(parts: {
  version?: number;
  tensorCount?: bigint;
  valueCount?: bigint;
  values?: Value[];
  tensors?: Tensor[];
  data?: number;
}): Uint8Array {
  const { version = 3, values = [], tensors = [], data = 0 } = parts;
  const bytes: Part[] = [new TextEncoder().encode("GGUF"), u32(version)];
  bytes.push(u64(parts.tensorCount ?? tensors.length), u64(parts.valueCount ?? values.length));
  for (const [key, type, ...value] of values)
    bytes.push(typeof key === "string" ? text(key) : key, u32(type), ...value);
  for (const [name, shape, type, offset] of tensors)
    bytes.push(text(name), u32(shape.length), ...shape.map((size) => u64(size)), u32(type), u64(offset));
  const length = bytes.reduce((sum, part) => sum + part.length, 0);
  if (tensors.length > 0) bytes.push(new Uint8Array((32 - (length % 32)) % 32));
  bytes.push(new Uint8Array(data));
  return new Uint8Array(Buffer.concat(bytes));
}

function u32(value: number): Part {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function u64(value: number | bigint): Part {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}

function text(value: string): Part {
  const bytes = new TextEncoder().encode(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}
