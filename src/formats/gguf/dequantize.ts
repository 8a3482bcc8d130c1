// A tensor's blocks as float32, any range of rows at a time: nothing needs to be held twice.

import type { FormatError } from "../errors.ts";
import { float16Values } from "../float16.ts";
import { codingOf, createCodes } from "./codes.ts";
import type { GgufEntry } from "./header.ts";
import { fail, type GgufType, ggufBlockBytes, ggufBlockLength, ggufRowBytes } from "./types.ts";

/**
 * Blocks → float32, to the last bit as gguf-py's `dequantize`. Reads F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0,
 * Q4_K, Q5_K and Q6_K.
 * @param bytes whole blocks: a tensor, or some of its rows (`ggufRows`)
 * @param into as many values as the blocks hold; new memory without it
 * @throws FormatError when the type is another, or the bytes are no whole blocks or do not fit.
 */
export function dequantizeGguf(type: GgufType, bytes: Uint8Array, into?: Float32Array): Float32Array {
  const count = valuesIn(type, bytes);
  const values = into ?? new Float32Array(count);
  if (values.length !== count)
    throw fail(`${count} values of ${type} into ${values.length}. Give room for all of them`);
  if (type === "F32") new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(bytes);
  else if (type === "F16") widenHalves(bytes, values);
  else if (type === "BF16") widenBrains(bytes, values);
  else scaleCodes(type, bytes, values);
  return values;
}

/**
 * The bytes of some of a tensor's rows, as positions in the file. All sizes but the last count rows.
 * @throws FormatError when the tensor has no such rows.
 */
export function ggufRows({ type, shape, begin, end }: GgufEntry, first: number, count: number) {
  const bytes = ggufRowBytes(type, shape.at(-1) ?? 1);
  if (!(first >= 0 && count >= 0 && begin + (first + count) * bytes <= end))
    throw fail(
      `rows ${first} to ${first + count} of ${bytes === 0 ? 0 : (end - begin) / bytes}. Ask for rows that exist`,
    );
  return { begin: begin + first * bytes, end: begin + (first + count) * bytes };
}

/** How many values the blocks hold. */
export function valuesIn(type: GgufType, bytes: Uint8Array): number {
  const blocks = bytes.length / ggufBlockBytes(type);
  if (!Number.isInteger(blocks))
    throw fail(`${bytes.length} bytes of ${type}. Blocks are ${ggufBlockBytes(type)} bytes each. Pass whole blocks`);
  return blocks * ggufBlockLength(type);
}

export function unreadable(type: GgufType): FormatError {
  return fail(
    `type ${type}. Onda reads F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K. Fetch the model in one of them`,
  );
}

function widenHalves(bytes: Uint8Array, values: Float32Array): void {
  const half = float16Values();
  for (let i = 0; i < values.length; i++) values[i] = half[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
}

/** bfloat16 is the upper half of a float32. */
function widenBrains(bytes: Uint8Array, values: Float32Array): void {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < words.length; i++) words[i] = (bytes[2 * i]! << 16) | (bytes[2 * i + 1]! << 24);
}

/** Products and sums are exact in float64 (at most 51 bits), so the one rounding is the store's. */
function scaleCodes(type: GgufType, bytes: Uint8Array, values: Float32Array): void {
  const coding = codingOf(type);
  if (!coding) throw unreadable(type);
  const { group, unpack } = coding;
  const [block, size] = [ggufBlockLength(type), ggufBlockBytes(type)];
  const into = createCodes();
  const { codes, scales, offsets } = into;
  let to = 0;
  for (let at = 0; at < bytes.length; at += size) {
    unpack(bytes, at, into);
    for (let g = 0, i = 0; i < block; g++) {
      const scale = scales[g]!;
      const offset = offsets[g]!;
      for (const end = i + group; i < end; i++) values[to++] = scale * codes[i]! + offset;
    }
  }
}
