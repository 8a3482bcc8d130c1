/** Blocks of GGUF in the order in which they are multiplied with: see `graph/ops/blocks.ts`. */
import { dequantizeGguf, float16Values, type GgufType, quantizeGguf } from "../../formats/index.ts";
import { BLOCK } from "../../graph/index.ts";

export interface Repacked {
  readonly quants: Uint8Array;
  readonly scales: Float32Array;
}

/** Whole blocks of any type as 4 bits (Q4_0 alone) or 8 (Q8_0 exactly, others rounded to it). */
export function repack(type: GgufType, bytes: Uint8Array, bits: 4 | 8): Repacked {
  if (bits === 4) return fours(bytes);
  return eights(type === "Q8_0" ? bytes : quantizeGguf("Q8_0", dequantizeGguf(type, bytes)));
}

/** A block is a float16 scale and 16 bytes: number i in the lower half of byte i, number i + 16 in its upper half. */
function fours(bytes: Uint8Array): Repacked {
  const { count, quants, scales } = take(bytes, 18, BLOCK / 2);
  for (let b = 0; b < count; b++) {
    const [from, to] = [18 * b + 2, 16 * b];
    for (let i = 0; i < 8; i++) {
      const [first, second] = [bytes[from + 2 * i]!, bytes[from + 2 * i + 1]!];
      quants[to + i] = (first & 15) | ((second & 15) << 4);
      quants[to + 8 + i] = (first >> 4) | (second & 240);
    }
  }
  return { quants, scales };
}

/** A block is a float16 scale and 32 signed bytes, which become unsigned around 128. */
function eights(bytes: Uint8Array): Repacked {
  const { count, quants, scales } = take(bytes, 34, BLOCK);
  for (let b = 0; b < count; b++) {
    const [from, to] = [34 * b + 2, BLOCK * b];
    for (let i = 0; i < BLOCK; i++) quants[to + i] = bytes[from + i]! ^ 128;
  }
  return { quants, scales };
}

function take(bytes: Uint8Array, size: number, kept: number): Repacked & { readonly count: number } {
  const count = bytes.length / size;
  const half = float16Values();
  const scales = new Float32Array(count);
  for (let b = 0; b < count; b++) scales[b] = half[bytes[size * b]! | (bytes[size * b + 1]! << 8)]!;
  return { count, quants: new Uint8Array(count * kept), scales };
}
