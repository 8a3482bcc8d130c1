import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { goldenFile } from "./golden.testing.ts";
import { type GgufHeader, parseGgufHeader } from "./header.ts";
import { quantizeGguf } from "./quantize.ts";
import type { GgufMetadata, GgufValue } from "./value.ts";
import { type GgufInput, writeGguf } from "./write.ts";

const header = parseGgufHeader(goldenFile, goldenFile.length) as GgufHeader;

function whole(metadata: GgufMetadata, tensors: ReadonlyMap<string, GgufInput>): Uint8Array {
  return Buffer.concat([...writeGguf(metadata, tensors)]);
}

describe("writeGguf", () => {
  it("writes again, byte for byte, the file that gguf-py wrote", () => {
    const tensors = new Map<string, GgufInput>();
    for (const [name, { type, shape, begin, end }] of header.tensors)
      tensors.set(name, { type, shape, data: goldenFile.subarray(begin, end) });
    expect(new Uint8Array(whole(header.metadata, tensors))).toEqual(goldenFile);
  });

  it("takes pieces as they are made, and another alignment", () => {
    const rows = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
    function* made() {
      for (const row of rows) yield quantizeGguf("F16", row);
    }
    const metadata = new Map<string, GgufValue>([["general.alignment", { type: "uint32", value: 64 }]]);
    const bytes = whole(
      metadata,
      new Map<string, GgufInput>([
        ["a", { type: "F16", shape: [2, 3], data: made() }],
        ["b", { type: "F32", shape: [], data: new Uint8Array(4) }],
      ]),
    );
    const back = parseGgufHeader(bytes, bytes.length) as GgufHeader;
    expect(back.metadata).toEqual(metadata);
    expect(back.tensors.get("a")).toMatchObject({ type: "F16", shape: [2, 3], begin: back.dataStart });
    expect(back.tensors.get("b")).toMatchObject({ type: "F32", shape: [], begin: back.dataStart + 64 });
    expect(back.dataStart % 64).toBe(0);
    expect(bytes.subarray(back.dataStart, back.dataStart + 6)).toEqual(Buffer.from(quantizeGguf("F16", rows[0]!)));
  });

  const f32: GgufInput = { type: "F32", shape: [2], data: new Uint8Array(8) };
  it.each<[string, Record<string, GgufValue>, Record<string, GgufInput>, RegExp]>([
    ["too few bytes", {}, { a: { ...f32, data: new Uint8Array(4) } }, /"a" came as 4 bytes\. F32 \[2\] takes 8/],
    ["too many bytes", {}, { a: { ...f32, data: [new Uint8Array(8), new Uint8Array(1)] } }, /came as 9 bytes/],
    ["half a block", {}, { a: { ...f32, type: "Q4_0" } }, /rows are no whole blocks/],
    ["a long name", {}, { ["a".repeat(64)]: f32 }, /name of 64 bytes/],
    ["five dimensions", {}, { a: { ...f32, shape: [1, 1, 1, 1, 2] } }, /5 dimensions/],
    ["a number too large", { k: { type: "uint8", value: 256 } }, {}, /"k" is 256, which is no uint8/],
    ["a wrong list", { k: { type: "array", of: "int8", value: [1] as unknown as Int8Array } }, {}, /no Int8Array/],
    ["an alignment of 3", { "general.alignment": { type: "uint32", value: 3 } }, {}, /uint32 3\. A power of two/],
  ])("refuses %s", (_, metadata, tensors, message) => {
    const write = () => whole(new Map(Object.entries(metadata)), new Map(Object.entries(tensors)));
    expect(write).toThrow(FormatError);
    expect(write).toThrow(message);
  });
});
