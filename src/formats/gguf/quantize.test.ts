import { describe, expect, it } from "vitest";
import { dequantizeGguf, ggufRows } from "./dequantize.ts";
import { goldenBlocks, goldenFile, goldenInput, goldenValues } from "./golden.testing.ts";
import { type GgufHeader, parseGgufHeader } from "./header.ts";
import { type GgufWritableType, quantizeGguf } from "./quantize.ts";

const { tensors } = parseGgufHeader(goldenFile, goldenFile.length) as GgufHeader;

describe("blocks to float32", () => {
  it.each([...goldenValues])("%s: every bit as gguf-py", (name, words) => {
    const { type, begin, end } = tensors.get(name)!;
    const values = dequantizeGguf(type, goldenFile.subarray(begin, end));
    expect(new Uint32Array(values.buffer)).toEqual(words);
  });

  it("reads some rows alone, from bytes at odd positions, into given memory", () => {
    const entry = tensors.get("f16")!;
    const { begin, end } = ggufRows(entry, 1, 2);
    const odd = new Uint8Array(1 + end - begin).subarray(1);
    odd.set(goldenFile.subarray(begin, end));
    const into = new Float32Array(10);
    expect(dequantizeGguf("F16", odd, into)).toBe(into);
    expect(new Uint32Array(into.buffer)).toEqual(goldenValues.get("f16")!.slice(5));
  });

  it("refuses what it cannot read", () => {
    expect(() => dequantizeGguf("IQ4_XS", new Uint8Array(136))).toThrow(/type IQ4_XS\. Onda reads F32.*Q6_K/);
    expect(() => dequantizeGguf("Q4_0", new Uint8Array(17))).toThrow(/17 bytes of Q4_0\. Blocks are 18/);
    expect(() => dequantizeGguf("Q4_0", new Uint8Array(18), new Float32Array(31))).toThrow(/32 values .* into 31/);
    expect(() => ggufRows(tensors.get("f16")!, 2, 2)).toThrow(/rows 2 to 4 of 3/);
  });
});

describe("float32 to blocks", () => {
  it.each([...goldenBlocks])("%s: every byte as gguf-py", (type, blocks) => {
    expect(quantizeGguf(type as GgufWritableType, goldenInput)).toEqual(blocks);
  });

  it("refuses what no block holds", () => {
    const values = new Float32Array(32);
    expect(() => quantizeGguf("Q4_0", values.subarray(1))).toThrow(/31 values as Q4_0\. Blocks hold 32/);
    expect(() => quantizeGguf("Q8_0", values.with(7, Number.NaN))).toThrow(/value 7 is NaN/);
    expect(() => quantizeGguf("Q4_0", values.with(7, 1e6))).toThrow(/scale of -125000\. float16 ends/);
  });
});
