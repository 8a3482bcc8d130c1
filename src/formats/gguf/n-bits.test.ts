import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dequantizeGguf } from "./dequantize.ts";
import { goldenBlocks, goldenFile } from "./golden.testing.ts";
import { type GgufHeader, parseGgufHeader } from "./header.ts";
import { ggufToNBits, type NBits, type NBitsOptions, nBitsFor, nBitsToGguf } from "./n-bits.ts";
import { quantizeGguf } from "./quantize.ts";
import type { GgufType } from "./types.ts";

const { tensors } = parseGgufHeader(goldenFile, goldenFile.length) as GgufHeader;

function golden(name: string) {
  const { type, begin, end } = tensors.get(name)!;
  return { type, bytes: goldenFile.slice(begin, end) };
}

/** What the operator makes of its inputs, by its definition: value = (code − zero point) · scale. */
function valuesOf({ bits, blockSize, codes, scales, zeroPoints }: NBits, columns: number): Float32Array {
  const perRow = columns / blockSize;
  const at = (packed: Uint8Array, i: number) => (bits === 8 ? packed[i]! : (packed[i >> 1]! >> (4 * (i & 1))) & 15);
  const zeroBytes = Math.ceil((perRow * bits) / 8);
  return Float32Array.from({ length: scales.length * blockSize }, (_, i) => {
    const block = Math.floor(i / blockSize);
    const row = zeroPoints?.subarray(Math.floor(block / perRow) * zeroBytes);
    return (at(codes, i) - (row ? at(row, block % perRow) : 1 << (bits - 1))) * scales[block]!;
  });
}

/** Root mean square of the difference over that of the values. */
function difference(values: Float32Array, other: Float32Array): number {
  const errors = values.reduce((sum, x, i) => sum + (x - other[i]!) ** 2, 0);
  return Math.sqrt(errors / values.reduce((sum, x) => sum + x * x, 0));
}

describe("blocks for MatMulNBits", () => {
  it.each(["q4_0", "q8_0", "q5_0", "q6_k"])("%s loses nothing", (name) => {
    const { type, bytes } = golden(name);
    const nBits = ggufToNBits(type, bytes, 512);
    const { bits, blockSize } = nBitsFor(type);
    expect(nBits).toMatchObject({ bits, blockSize, loss: 0 });
    expect(nBits).not.toHaveProperty("zeroPoints");
    expect(difference(dequantizeGguf(type, bytes), valuesOf(nBits, 512))).toBe(0);
  });

  it.each(["q4_1", "q5_1", "q4_k", "q5_k"])("%s loses little, with zero points", (name) => {
    const { type, bytes } = golden(name);
    const nBits = ggufToNBits(type, bytes, 512);
    expect(nBits).toMatchObject({ bits: 8, blockSize: 32, zeroPoints: { length: 16 } });
    expect(nBits.loss).toBeLessThan(0.003);
    expect(difference(dequantizeGguf(type, bytes), valuesOf(nBits, 512))).toBeCloseTo(nBits.loss, 6);
  });

  it("says what is lost, whatever becomes what", () => {
    const types: GgufType[] = ["Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "F16", "BF16"];
    const options = fc.record({
      bits: fc.constantFrom<4 | 8>(4, 8),
      blockSize: fc.constantFrom<16 | 32>(16, 32),
      zeroPoints: fc.boolean(),
    });
    const run = fc.property(fc.constantFrom(...types), options, (type, chosen) => {
      const { bytes } = type.endsWith("F16") ? { bytes: goldenBlocks.get(type)! } : golden(type.toLowerCase());
      const columns = type.endsWith("F16") ? 96 : 256; // 3 or 6, 8 or 16 blocks in a row: zero points in half bytes
      const nBits = ggufToNBits(type, bytes, columns, chosen);
      const lost = difference(dequantizeGguf(type, bytes), valuesOf(nBits, columns));
      expect(Math.abs(lost - nBits.loss)).toBeLessThan(1e-6);
      expect(nBits.loss).toBeLessThan(nBits.bits === 8 ? 0.008 : 0.12);
    });
    fc.assert(run, { numRuns: 150 });
  });

  it.each<[GgufType, NBitsOptions]>([
    ["Q4_0", {}],
    ["Q8_0", {}],
    ["Q8_0", { bits: 4 }],
    ["Q6_K", { bits: 4, zeroPoints: true }],
  ])("%s in place of the tensor's own bytes, %o", (type, options) => {
    const { bytes } = golden(type.toLowerCase());
    const apart = ggufToNBits(type, bytes, 256, options);
    const inPlace = ggufToNBits(type, bytes, 256, { ...options, into: bytes });
    expect(inPlace).toEqual(apart);
    expect(inPlace.codes.buffer).toBe(bytes.buffer);
  });

  it.each(["Q4_0", "Q8_0"] as const)("%s goes there and back", (type) => {
    const bytes = quantizeGguf(
      type,
      Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i * i)),
    );
    expect(nBitsToGguf(ggufToNBits(type, bytes, 64))).toEqual({ type, bytes });
  });

  it("refuses what does not fit", () => {
    const { bytes } = golden("q4_0");
    expect(() => ggufToNBits("Q4_0", bytes, 48)).toThrow(/rows of 48 as blocks of 32/);
    expect(() => ggufToNBits("Q4_0", bytes, 1024)).toThrow(/512 values in rows of 1024/);
    expect(() => ggufToNBits("Q4_0", bytes, 512, { bits: 8, into: bytes })).toThrow(/codes of 512 bytes into 288/);
    expect(() => ggufToNBits("Q4_0", bytes, 512, { into: bytes.subarray(2) })).toThrow(/or the start of the tensor's/);
    expect(() => ggufToNBits("Q4_0", bytes.fill(0x7c, 0, 2), 512)).toThrow(/scale of NaN|scale of Infinity/);
    expect(() => nBitsToGguf(ggufToNBits("Q4_K", golden("q4_k").bytes, 512))).toThrow(/blocks of 32 with zero points/);
    const wide = { bits: 4, blockSize: 32, codes: new Uint8Array(16), scales: Float32Array.of(1e6) } as const;
    expect(() => nBitsToGguf(wide)).toThrow(/scale of 1000000\. float16 ends/);
  });
});
