import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "./errors.ts";
import { decodeSafetensors, encodeSafetensors, type SafetensorsInput, viewTensor } from "./safetensors.ts";
import { readSafetensorsHeader, safetensorsHeaderSize } from "./safetensors-header.ts";

const makers = {
  F64: (n: number) => Float64Array.from({ length: n }, (_, i) => i / 3),
  F32: (n: number) => Float32Array.from({ length: n }, (_, i) => i / 3),
  F16: (n: number) => Uint16Array.from({ length: n }, (_, i) => i * 977),
  BF16: (n: number) => Uint16Array.from({ length: n }, (_, i) => i * 977),
  I64: (n: number) => BigInt64Array.from({ length: n }, (_, i) => -(2n ** 60n) + BigInt(i)),
  I32: (n: number) => Int32Array.from({ length: n }, (_, i) => i - 5),
  I16: (n: number) => Int16Array.from({ length: n }, (_, i) => i - 5),
  I8: (n: number) => Int8Array.from({ length: n }, (_, i) => i - 5),
  U64: (n: number) => BigUint64Array.from({ length: n }, (_, i) => 2n ** 63n + BigInt(i)),
  U32: (n: number) => Uint32Array.from({ length: n }, (_, i) => 2 ** 31 + i),
  U16: (n: number) => Uint16Array.from({ length: n }, (_, i) => i),
  U8: (n: number) => Uint8Array.from({ length: n }, (_, i) => i),
  BOOL: (n: number) => Uint8Array.from({ length: n }, (_, i) => i % 2),
};

const tensor = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(makers) as (keyof typeof makers)[])),
    shape: fc.array(fc.nat(4), { maxLength: 4 }),
  })
  .map(
    ({ dtype, shape }): SafetensorsInput => ({ dtype, shape, data: makers[dtype](shape.reduce((a, b) => a * b, 1)) }),
  );

const names = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("__proto__", "constructor", "模型.权重"));
const tensorRecord = fc.dictionary(names, tensor, { maxKeys: 6 });
const textRecord = fc.dictionary(names, fc.string({ unit: "grapheme" }), { maxKeys: 4 });

/** A file from raw parts, so that lies can be told. */
function file(header: unknown, dataBytes: number, claimedLength?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(claimedLength ?? json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const f32 = (shape: number[], begin: number, end: number) => ({ dtype: "F32", shape, data_offsets: [begin, end] });

describe("encode, then decode", () => {
  it("gives back every dtype, shape, name and metadata", () => {
    fc.assert(
      fc.property(tensorRecord, textRecord, (tensors, metadata) => {
        const bytes = encodeSafetensors(tensors, metadata);
        const back = decodeSafetensors(bytes);
        expect(Object.entries(back.metadata).sort()).toEqual(Object.entries(metadata).sort());
        expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(tensors).sort());
        for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
          expect(back.tensors[name]).toEqual({ dtype, shape, data });
          expect(back.tensors[name]!.data.buffer).toBe(bytes.buffer);
        }
        expect(encodeSafetensors(back.tensors, metadata)).toEqual(bytes);
      }),
    );
  });

  it("copies only what lies unaligned", () => {
    const bytes = encodeSafetensors({ a: { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) } });
    const shifted = new Uint8Array(bytes.length + 1).subarray(1);
    shifted.set(bytes);
    const { a } = decodeSafetensors(shifted).tensors;
    expect(a!.data).toEqual(Float32Array.of(1, 2));
    expect(a!.data.buffer).not.toBe(shifted.buffer);
    const buffer = Buffer.from(shifted.buffer, 1);
    expect(decodeSafetensors(buffer).tensors.a!.data).toEqual(Float32Array.of(1, 2));
  });

  it("writes a view of a larger array, not the array", () => {
    const whole = Float32Array.of(0, 1, 2, 3);
    const bytes = encodeSafetensors({ part: { dtype: "F32", shape: [2], data: whole.subarray(1, 3) } });
    expect(decodeSafetensors(bytes).tensors.part!.data).toEqual(Float32Array.of(1, 2));
  });

  it("takes large metadata", () => {
    const text = '模\n"'.repeat(1e6);
    expect(decodeSafetensors(encodeSafetensors({}, { text })).metadata.text === text).toBe(true);
  });

  it("reads a file in three pieces", () => {
    const bytes = encodeSafetensors({ a: { dtype: "I16", shape: [3], data: Int16Array.of(1, 2, 3) } }, { by: "onda" });
    const headerSize = safetensorsHeaderSize(bytes.subarray(0, 8), bytes.length);
    const header = readSafetensorsHeader(bytes.subarray(0, headerSize), bytes.length);
    const entry = header.tensors.a!;
    expect(header.metadata.by).toBe("onda");
    expect(viewTensor(entry, bytes.slice(entry.begin, entry.end)).data).toEqual(Int16Array.of(1, 2, 3));
  });
});

describe("a lying file", () => {
  const a = f32([1], 0, 4);
  const cases: [string, Uint8Array, RegExp][] = [
    ["empty", new Uint8Array(0), /0 bytes\. A file starts/],
    ["header beyond the file", file({}, 0, 2 ** 40), /header of 1099511627776 bytes in a file of 10/],
    ["not UTF-8", file("{\xff", 0).fill(0xff, 8), /not JSON in UTF-8/],
    ["not JSON", file("{oops}", 0), /not JSON/],
    ["a list", file([], 0), /not a JSON object/],
    ["same name twice", file(`{"a":${JSON.stringify(a)},"\\u0061":${JSON.stringify(a)}}`, 4), /"a" occurs twice/],
    [
      "same field twice",
      file('{"a":{"dtype":"F32","dtype":"F32","shape":[],"data_offsets":[0,4]}}', 4),
      /"dtype" occurs/,
    ],
    ["unknown dtype", file({ a: { ...a, dtype: "F7" } }, 4), /"a" has dtype "F7".*F32/],
    ["inherited dtype", file({ a: { ...a, dtype: "constructor" } }, 4), /has dtype "constructor"/],
    ["shape missing", file({ a: { ...a, shape: undefined } }, 4), /has no shape/],
    ["negative size", file({ a: { ...a, shape: [-1, -1] } }, 4), /no count/],
    ["overflowing shape", file({ a: { ...a, shape: [2 ** 40, 2 ** 40] } }, 4), /too many values/],
    ["offsets missing", file({ a: { ...a, data_offsets: [0] } }, 4), /no data_offsets/],
    ["shape against bytes", file({ a: f32([2], 0, 4) }, 4), /has 4 bytes, but its shape and dtype need 8/],
    ["huge tensor", file({ a: f32([2 ** 40], 0, 2 ** 42) }, 4), /ends at byte .* It was cut short/],
    ["overlap", file({ a, b: f32([1], 0, 4) }, 4), /"b" overlaps/],
    ["gap", file({ a: f32([1], 4, 8) }, 8), /gap of 4 bytes before tensor "a"/],
    ["rest", file({ a }, 5), /1 bytes after the last tensor/],
    ["metadata no record", file({ __metadata__: [] }, 0), /__metadata__ is not/],
    ["metadata no string", file({ __metadata__: { n: 1 } }, 0), /metadata "n" is number/],
  ];
  it.each(cases)("%s", (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(FormatError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
    expect(() => decodeSafetensors(bytes)).toThrow(/^safetensors: .*\.$/);
  });

  it("can only raise FormatError, whatever bytes change", () => {
    const good = encodeSafetensors(
      {
        "layer.0.weight": { dtype: "F32", shape: [2, 3], data: makers.F32(6) },
        "layer.0.bias": { dtype: "F16", shape: [3], data: makers.F16(3) },
        step: { dtype: "I64", shape: [], data: makers.I64(1) },
      },
      { config: '{"width":3}' },
    );
    const mutation = fc.oneof(
      fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) }),
      fc.record({
        at: fc.nat(good.length - 1),
        value: fc.constantFrom(...new TextEncoder().encode('0123456789{}[]",:-e\\')),
      }),
    );
    const run = fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.nat(good.length), (changes, cut) => {
      const bytes = cut % 4 === 0 ? good.slice(0, cut) : good.slice();
      for (const { at, value } of changes) bytes[at] = value;
      try {
        const { tensors } = decodeSafetensors(bytes);
        for (const { data } of Object.values(tensors)) expect(data.byteLength).toBeLessThanOrEqual(good.length);
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
      }
    });
    fc.assert(run, { numRuns: 5000 });
  });
});

describe("the writer refuses", () => {
  const data = Float32Array.of(1);
  it.each<[string, Record<string, SafetensorsInput>, RegExp]>([
    ["wrong count", { a: { dtype: "F32", shape: [2], data } }, /"a" has shape \[2\] but 1 values/],
    ["wrong array", { a: { dtype: "F16", shape: [1], data } }, /is F16 but its data is no Uint16Array/],
    ["unknown dtype", { a: { dtype: "F7" as "F32", shape: [1], data } }, /dtype "F7"/],
    ["kept name", { __metadata__: { dtype: "F32", shape: [1], data } }, /keeps this name/],
  ])("%s", (_, tensors, message) => {
    expect(() => encodeSafetensors(tensors)).toThrow(message);
  });

  it("metadata that is no string", () => {
    expect(() => encodeSafetensors({}, { n: 1 as unknown as string })).toThrow(/metadata "n" is number/);
  });
});
