/** For tests: weights as K-quants by plain rounding, so that what a conversion loses is measured on real blocks. */
import { float16Bits, float16Values } from "../float16.ts";

export type KQuant = "Q4_K" | "Q5_K" | "Q6_K";

/** @param values a multiple of 256 */
export function quantizeK(type: KQuant, values: Float32Array): Uint8Array {
  const size = { Q4_K: 144, Q5_K: 176, Q6_K: 210 }[type];
  const bytes = new Uint8Array((values.length / 256) * size);
  for (let i = 0, at = 0; i < values.length; i += 256, at += size) {
    const block = values.subarray(i, i + 256);
    if (type === "Q6_K") sixes(block, bytes.subarray(at, at + size));
    else withMinimum(block, type === "Q4_K" ? 4 : 5, bytes.subarray(at, at + size));
  }
  return bytes;
}

/** Q4_K, Q5_K: value = d · scale · code − m · minimum, scale and minimum of 6 bits for every 32 values. */
function withMinimum(block: Float32Array, bits: 4 | 5, to: Uint8Array): void {
  const groups = Array.from({ length: 8 }, (_, g) => block.subarray(32 * g, 32 * g + 32));
  const minima = groups.map((group) => Math.max(0, -Math.min(...group)));
  const scales = groups.map((group, g) => (Math.max(...group) + minima[g]!) / (2 ** bits - 1));
  const d = putHalf(to, 0, Math.max(...scales) / 63);
  const m = putHalf(to, 2, Math.max(...minima) / 63);
  const sixBits = (value: number, unit: number) => Math.min(63, Math.round(value / unit));
  for (let g = 0; g < 8; g++) {
    const [scale, minimum] = [sixBits(scales[g]!, d), sixBits(minima[g]!, m)];
    if (g < 4) {
      to[4 + g]! |= scale;
      to[8 + g]! |= minimum;
    } else {
      to[8 + g]! |= (scale & 15) | ((minimum & 15) << 4);
      to[g]! |= (scale >> 4) << 6;
      to[4 + g]! |= (minimum >> 4) << 6;
    }
    for (let i = 0; i < 32; i++) {
      const exact = (groups[g]![i]! + m * minimum) / (d * scale || 1);
      const code = Math.min(2 ** bits - 1, Math.max(0, Math.round(exact)));
      to[(bits === 4 ? 16 : 48) + 32 * (g >> 1) + i]! |= (code & 15) << (4 * (g & 1));
      if (bits === 5) to[16 + i]! |= (code >> 4) << g;
    }
  }
}

/** Q6_K: value = d · scale · code, a signed scale of 8 bits for every 16 values; the code of largest size is −32. */
function sixes(block: Float32Array, to: Uint8Array): void {
  const groups = Array.from({ length: 16 }, (_, g) => block.subarray(16 * g, 16 * g + 16));
  const scales = groups.map((group) => group.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)) / -32);
  const d = putHalf(to, 208, Math.max(...scales.map(Math.abs)) / 127);
  for (let g = 0; g < 16; g++) {
    const scale = Math.round(scales[g]! / d);
    to[192 + g] = scale;
    for (let i = 0; i < 16; i++) {
      const code = 32 + Math.min(31, Math.max(-32, Math.round(groups[g]![i]! / (d * scale || 1))));
      const n = 16 * (g & 7) + i; // in its half of 128
      const half = g >> 3;
      to[64 * half + (n & 63)]! |= (code & 15) << (n < 64 ? 0 : 4);
      to[128 + 32 * half + (n & 31)]! |= (code >> 4) << (2 * (n >> 5));
    }
  }
}

function putHalf(to: Uint8Array, at: number, value: number): number {
  const bits = float16Bits(value);
  to[at] = bits;
  to[at + 1] = bits >> 8;
  return float16Values()[bits]!;
}
