import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bfloat16Bits, float16Bits, fromBfloat16, fromFloat16, toBfloat16, toFloat16 } from "./float16.ts";

const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
const isNaN16 = (bits: number) => (bits & 0x7fff) > 0x7c00;
const isNaNBf16 = (bits: number) => (bits & 0x7fff) > 0x7f80;

/** Round to nearest, ties to even, by search: the definition, not the trick. */
function nearest(value: number, grid: Float32Array): number {
  const finite = Math.abs(value);
  let low = 0;
  let high = grid.length - 1; // grid: the non-negative values in order, the last one Infinity's place
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (grid[middle]! <= finite) low = middle;
    else high = middle;
  }
  const down = finite - grid[low]!;
  const up = grid[high]! - finite;
  const bits = down < up || (down === up && low % 2 === 0) ? low : high;
  return Object.is(value, -0) || value < 0 ? bits | 0x8000 : bits;
}

const float16Grid = fromFloat16(all.subarray(0, 0x7c01)).map((x) => (x === Infinity ? 65536 : x));

describe("float16", () => {
  it("knows these values", () => {
    const known: [number, number][] = [
      [0, 0x0000],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [65504, 0x7bff],
      [65519.996, 0x7bff],
      [65520, 0x7c00],
      [Infinity, 0x7c00],
      [-Infinity, 0xfc00],
      [2 ** -14, 0x0400],
      [2 ** -24, 0x0001],
      [2 ** -25, 0x0000],
      [2 ** -25 + 2 ** -40, 0x0001],
      [3 * 2 ** -25, 0x0002],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
      [1 / 3, 0x3555],
    ];
    for (const [value, bits] of known) expect(float16Bits(value), String(value)).toBe(bits);
    expect(isNaN16(float16Bits(Number.NaN))).toBe(true);
  });

  it("gives back all 65,536 values", () => {
    const back = toFloat16(fromFloat16(all));
    expect(all.filter((bits) => !isNaN16(bits) && back[bits] !== bits)).toEqual(new Uint16Array(0));
    expect(fromFloat16(all).filter(Number.isNaN).length).toBe(2 * 1023);
  });

  it("rounds to the nearest, ties to even", () => {
    const value = fc.oneof(
      fc.float({ noNaN: true, min: -65535, max: 65535 }),
      fc.float({ noNaN: true, min: Math.fround(-1e-4), max: Math.fround(1e-4) }),
      fc.nat(0x7bfe).map((i) => (float16Grid[i]! + float16Grid[i + 1]!) / 2),
    );
    fc.assert(
      fc.property(value, (x) => {
        expect(float16Bits(x)).toBe(nearest(x, float16Grid));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("bfloat16", () => {
  it("knows these values", () => {
    expect(bfloat16Bits(1)).toBe(0x3f80);
    expect(bfloat16Bits(1 + 2 ** -8)).toBe(0x3f80);
    expect(bfloat16Bits(1 + 3 * 2 ** -8)).toBe(0x3f82);
    expect(bfloat16Bits(3.4028234663852886e38)).toBe(0x7f80);
    expect(bfloat16Bits(-Infinity)).toBe(0xff80);
    expect(bfloat16Bits(-0)).toBe(0x8000);
    expect(isNaNBf16(bfloat16Bits(Number.NaN))).toBe(true);
  });

  it("gives back all 65,536 values", () => {
    const back = toBfloat16(fromBfloat16(all));
    expect(all.filter((bits) => !isNaNBf16(bits) && back[bits] !== bits)).toEqual(new Uint16Array(0));
  });

  it("errs by at most half a unit in the last place", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: Math.fround(-1e30), max: Math.fround(1e30) }), (x) => {
        const [y] = fromBfloat16(Uint16Array.of(bfloat16Bits(x)));
        expect(Math.abs(y! - x)).toBeLessThanOrEqual(Math.max(Math.abs(x) * 2 ** -8, 2 ** -134));
      }),
    );
  });
});
