// Quantised blocks taken apart: small integers, and a scale and an offset for every group of 16 or 32 of them.
// Source of the layouts: ggml/src/ggml-common.h (block_q4_0 … block_q6_K) and dequantize_row_* in ggml-quants.c.

import { float16Values } from "../float16.ts";
import type { GgufType } from "./types.ts";

/** A type whose blocks can be taken apart. */
export type GgufCodedType = "Q4_0" | "Q4_1" | "Q5_0" | "Q5_1" | "Q8_0" | "Q4_K" | "Q5_K" | "Q6_K";

/**
 * One block: value i = scales[g] · codes[i] + offsets[g], g = ⌊i / group⌋. Made once and filled again for every block.
 * An offset of −0 means none: x + −0 is x for every x, 0 and −0 too.
 */
export interface Codes {
  readonly codes: Int8Array;
  readonly scales: Float64Array;
  readonly offsets: Float64Array;
}

/** How a type is taken apart. */
export interface Coding {
  /** Codes that share a scale. */
  readonly group: 16 | 32;
  /** Least and greatest code. */
  readonly range: readonly [number, number];
  /** Whether values have an offset. */
  readonly offset: boolean;
  /** Takes the block at byte `at` apart. */
  readonly unpack: (bytes: Uint8Array, at: number, into: Codes) => void;
}

const codings: Readonly<Record<GgufCodedType, Coding>> = {
  Q4_0: { group: 32, range: [-8, 7], offset: false, unpack: (bytes, at, into) => fours(bytes, at, 2, 8, into) },
  Q4_1: { group: 32, range: [0, 15], offset: true, unpack: (bytes, at, into) => fours(bytes, at, 4, 0, into) },
  Q5_0: { group: 32, range: [-16, 15], offset: false, unpack: (bytes, at, into) => fives(bytes, at, 2, 16, into) },
  Q5_1: { group: 32, range: [0, 31], offset: true, unpack: (bytes, at, into) => fives(bytes, at, 4, 0, into) },
  Q8_0: { group: 32, range: [-128, 127], offset: false, unpack: eights },
  Q4_K: { group: 32, range: [0, 15], offset: true, unpack: (bytes, at, into) => kFours(bytes, at, 16, into) },
  Q5_K: { group: 32, range: [0, 31], offset: true, unpack: kFives },
  Q6_K: { group: 16, range: [-32, 31], offset: false, unpack: kSixes },
};

/** Undefined where the type has no codes, or none that Onda reads. */
export function codingOf(type: GgufType): Coding | undefined {
  return Object.hasOwn(codings, type) ? codings[type as GgufCodedType] : undefined;
}

/** Room for one block of any type. */
export function createCodes(): Codes {
  return { codes: new Int8Array(256), scales: new Float64Array(16), offsets: new Float64Array(16).fill(-0) };
}

const half = float16Values();

function halfAt(bytes: Uint8Array, at: number): number {
  return half[bytes[at]! | (bytes[at + 1]! << 8)]!;
}

/** Scale and, with a head of 4 bytes, offset. */
function scaleAndOffset(bytes: Uint8Array, at: number, head: number, { scales, offsets }: Codes): void {
  scales[0] = halfAt(bytes, at);
  offsets[0] = head === 4 ? halfAt(bytes, at + 2) : -0;
}

/** Q4_0, Q4_1: a byte holds code i in its low half and code i + 16 in its high half. */
function fours(bytes: Uint8Array, at: number, head: number, zero: number, into: Codes): void {
  scaleAndOffset(bytes, at, head, into);
  const { codes } = into;
  for (let i = 0; i < 16; i++) {
    const pair = bytes[at + head + i]!;
    codes[i] = (pair & 15) - zero;
    codes[i + 16] = (pair >> 4) - zero;
  }
}

/** Q5_0, Q5_1: the same, the fifth bits together in 4 bytes before them. */
function fives(bytes: Uint8Array, at: number, head: number, zero: number, into: Codes): void {
  scaleAndOffset(bytes, at, head, into);
  const { codes } = into;
  const high = at + head;
  for (let i = 0; i < 16; i++) {
    const pair = bytes[high + 4 + i]!;
    const low = (bytes[high + (i >> 3)]! >> (i & 7)) & 1;
    const upper = (bytes[high + 2 + (i >> 3)]! >> (i & 7)) & 1;
    codes[i] = ((pair & 15) | (low << 4)) - zero;
    codes[i + 16] = ((pair >> 4) | (upper << 4)) - zero;
  }
}

function eights(bytes: Uint8Array, at: number, into: Codes): void {
  scaleAndOffset(bytes, at, 2, into);
  const { codes } = into;
  for (let i = 0; i < 32; i++) codes[i] = bytes[at + 2 + i]!;
}

/** Q4_K: 8 groups of 32. A byte holds a code of an even group in its low half, of the next group in its high half. */
function kFours(bytes: Uint8Array, at: number, head: number, into: Codes): void {
  kScales(bytes, at, into);
  const { codes } = into;
  for (let pair = 0; pair < 4; pair++) {
    const from = at + head + 32 * pair;
    for (let i = 0; i < 32; i++) {
      const both = bytes[from + i]!;
      codes[64 * pair + i] = both & 15;
      codes[64 * pair + 32 + i] = both >> 4;
    }
  }
}

/** Q5_K: the same after 32 bytes, of which bit g holds the fifth bits of group g. */
function kFives(bytes: Uint8Array, at: number, into: Codes): void {
  kFours(bytes, at, 48, into);
  const { codes } = into;
  for (let i = 0; i < 32; i++) {
    const high = bytes[at + 16 + i]!;
    for (let group = 0; group < 8; group++) codes[32 * group + i]! |= ((high >> group) & 1) << 4;
  }
}

/** Q4_K, Q5_K: scales and offsets of 6 bits each, packed into 12 bytes, times a half for all scales, all offsets. */
function kScales(bytes: Uint8Array, at: number, { scales, offsets }: Codes): void {
  const d = halfAt(bytes, at);
  const m = halfAt(bytes, at + 2);
  const packed = at + 4;
  for (let g = 0; g < 4; g++) {
    const scale = bytes[packed + g]!;
    const offset = bytes[packed + 4 + g]!;
    const rest = bytes[packed + 8 + g]!;
    scales[g] = d * (scale & 63);
    offsets[g] = -(m * (offset & 63));
    scales[g + 4] = d * ((rest & 15) | ((scale >> 2) & 48));
    offsets[g + 4] = -(m * ((rest >> 4) | ((offset >> 2) & 48)));
  }
}

/** Q6_K: 16 groups of 16, in two halves of 128; the low 4 bits in 64 bytes, the high 2 in 32 bytes of each half. */
function kSixes(bytes: Uint8Array, at: number, { codes, scales, offsets }: Codes): void {
  for (let h = 0; h < 2; h++) {
    const low = at + 64 * h;
    const high = at + 128 + 32 * h;
    for (let i = 0; i < 32; i++) {
      const first = bytes[low + i]!;
      const second = bytes[low + 32 + i]!;
      const top = bytes[high + i]!;
      const to = 128 * h + i;
      codes[to] = ((first & 15) | ((top & 3) << 4)) - 32;
      codes[to + 32] = ((second & 15) | (((top >> 2) & 3) << 4)) - 32;
      codes[to + 64] = ((first >> 4) | (((top >> 4) & 3) << 4)) - 32;
      codes[to + 96] = ((second >> 4) | ((top >> 6) << 4)) - 32;
    }
  }
  const d = halfAt(bytes, at + 208);
  for (let g = 0; g < 16; g++) {
    scales[g] = d * ((bytes[at + 192 + g]! << 24) >> 24);
    offsets[g] = -0;
  }
}
