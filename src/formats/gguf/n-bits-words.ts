// Q4_0 and Q8_0 to MatMulNBits' order and back, two bytes at a time: nothing is lost and nothing computed.

import { float16Values } from "../float16.ts";
import { fail } from "./types.ts";

/** Code i and code i + 16 share a byte in Q4_0, codes 2i and 2i + 1 here. Blocks of 9 words become 8: in place too. */
export function repackFours(bytes: Uint8Array, codes: Uint8Array, scales: Float32Array): void {
  const from = wordsOf(bytes);
  const to = wordsOf(codes);
  const half = float16Values();
  for (let block = 0, r = 0, w = 0; block < scales.length; block++, r += 9, w += 8) {
    scales[block] = half[from[r]!]!;
    const a = from[r + 1]!;
    const b = from[r + 2]!;
    const c = from[r + 3]!;
    const d = from[r + 4]!;
    const e = from[r + 5]!;
    const f = from[r + 6]!;
    const g = from[r + 7]!;
    const h = from[r + 8]!;
    to[w] = lower(a) | (lower(b) << 8);
    to[w + 1] = lower(c) | (lower(d) << 8);
    to[w + 2] = lower(e) | (lower(f) << 8);
    to[w + 3] = lower(g) | (lower(h) << 8);
    to[w + 4] = lower(a >> 4) | (lower(b >> 4) << 8);
    to[w + 5] = lower(c >> 4) | (lower(d >> 4) << 8);
    to[w + 6] = lower(e >> 4) | (lower(f >> 4) << 8);
    to[w + 7] = lower(g >> 4) | (lower(h >> 4) << 8);
  }
}

/** The low halves of a word's two bytes, side by side in one. */
function lower(word: number): number {
  return (word & 15) | ((word >> 4) & 240);
}

/** Signed codes become unsigned with zero point 128: the top bit turns. Blocks of 17 words become 16: in place too. */
export function repackEights(bytes: Uint8Array, codes: Uint8Array, scales: Float32Array): void {
  const from = wordsOf(bytes);
  const to = wordsOf(codes);
  const half = float16Values();
  for (let block = 0, r = 0, w = 0; block < scales.length; block++) {
    scales[block] = half[from[r++]!]!;
    for (const end = w + 16; w < end; ) to[w++] = from[r++]! ^ 0x8080;
  }
}

/** The way back from `repackFours`; scales as float16 bits. */
export function restoreFours(codes: Uint8Array, scales: Uint16Array): Uint8Array {
  const words = new Uint16Array(scales.length * 9);
  const from = wordsOf(codes);
  for (let block = 0, r = 0, w = 0; block < scales.length; block++, r += 8) {
    words[w++] = scales[block]!;
    for (let i = 0; i < 8; i++) {
      const shift = 8 * (i & 1);
      const low = from[r + (i >> 1)]! >> shift;
      const high = from[r + 4 + (i >> 1)]! >> shift;
      words[w++] = (low & 15) | ((low & 240) << 4) | ((high & 15) << 4) | ((high & 240) << 8);
    }
  }
  return new Uint8Array(words.buffer);
}

/** The way back from `repackEights`; scales as float16 bits. */
export function restoreEights(codes: Uint8Array, scales: Uint16Array): Uint8Array {
  const words = new Uint16Array(scales.length * 17);
  const from = wordsOf(codes);
  for (let block = 0, r = 0, w = 0; block < scales.length; block++) {
    words[w++] = scales[block]!;
    for (const end = r + 16; r < end; ) words[w++] = from[r++]! ^ 0x8080;
  }
  return new Uint8Array(words.buffer);
}

function wordsOf(bytes: Uint8Array): Uint16Array {
  if (bytes.byteOffset % 2 !== 0)
    throw fail("blocks at an odd byte of their memory. Read the tensor into memory of its own, or copy it");
  return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
}
