import { describe, expect, it } from "vitest";
import { ggufLayout, ggufToBlocks } from "./blocks.ts";
import { dequantizeGguf } from "./dequantize.ts";
import { goldenFile } from "./golden.testing.ts";
import { type GgufHeader, parseGgufHeader } from "./header.ts";
import { type KQuant, quantizeK } from "./k-quants.testing.ts";
import type { GgufType } from "./types.ts";

const { tensors } = parseGgufHeader(goldenFile, goldenFile.length) as GgufHeader;
const golden = (type: GgufType): Uint8Array => {
  const { begin, end } = tensors.get(type.toLowerCase())!;
  return goldenFile.slice(begin, end);
};

/** By the definition: value = (code − zero) · scale + offset. */
function valuesOf(type: GgufType, bytes: Uint8Array, columns: number): Float64Array {
  const { bits, size } = ggufLayout(type);
  const { codes, scales, offsets } = ggufToBlocks(type, bytes, columns);
  return Float64Array.from({ length: scales.length * size }, (_, i) => {
    const block = Math.floor(i / size);
    const code = bits === 8 ? codes[i]! - 128 : ((codes[i >> 1]! >> (4 * (i & 1))) & 15) - 8;
    return code * scales[block]! + (offsets?.[block] ?? 0);
  });
}

describe("ggufToBlocks", () => {
  it.each<[GgufType, bits: number, size: number, offsets: boolean]>([
    ["Q4_0", 4, 32, false],
    ["Q4_1", 4, 32, true],
    ["Q5_0", 8, 32, false],
    ["Q5_1", 8, 32, true],
    ["Q8_0", 8, 32, false],
    ["Q4_K", 4, 32, true],
    ["Q5_K", 8, 32, true],
    ["Q6_K", 8, 16, false],
  ])("%s becomes %d bits in blocks of %d, and keeps llama.cpp's values", (type, bits, size, offsets) => {
    expect(ggufLayout(type)).toEqual({ bits, size, offsets });
    const bytes = golden(type);
    const right = dequantizeGguf(type, bytes);
    expect(ggufToBlocks(type, bytes, right.length).loss).toBe(0);
    const most = right.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    for (const [i, x] of valuesOf(type, bytes, right.length).entries()) {
      expect(Math.abs(x - right[i]!)).toBeLessThanOrEqual(2 ** -21 * most);
    }
  });

  it.each<KQuant>(["Q4_K", "Q5_K", "Q6_K"])("%s of several rows", (type) => {
    const bytes = quantizeK(
      type,
      Float32Array.from({ length: 2048 }, (_, i) => Math.sin(i * i) + 0.3),
    );
    const right = dequantizeGguf(type, bytes);
    const found = valuesOf(type, bytes, 512);
    expect(found.length).toBe(2048);
    for (const [i, x] of found.entries()) expect(x).toBeCloseTo(right[i]!, 5);
  });

  it("fits floats, and says what is lost", () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i * i));
    const { loss } = ggufToBlocks("F32", new Uint8Array(values.buffer), 64);
    expect(loss).toBeGreaterThan(1e-3);
    expect(loss).toBeLessThan(8e-3);
  });

  it("refuses what does not fit", () => {
    expect(() => ggufToBlocks("Q4_K", golden("Q4_K"), 100)).toThrow(/in rows of 100/);
    expect(() => ggufToBlocks("Q4_K", golden("Q4_K").fill(0x7c, 0, 2), 512)).toThrow(/scale of NaN|scale of Infinity/);
  });
});
