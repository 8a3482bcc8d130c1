// float32 as a tensor's blocks: F32, F16, BF16, Q8_0, Q4_0, to the last bit as llama.cpp's reference quantisers.

import { float16Bits, toBfloat16, toFloat16 } from "../float16.ts";
import { fail, ggufBlockBytes, ggufBlockLength } from "./types.ts";

/** The types that `quantizeGguf` writes. */
export type GgufWritableType = "F32" | "F16" | "BF16" | "Q8_0" | "Q4_0";

/**
 * float32 → blocks, as gguf-py's `quantize` gives them.
 * @param values whole blocks: a multiple of 32 values for Q8_0 and Q4_0
 * @throws FormatError when the values are no whole blocks, or one is not finite or too large for a block's float16 scale.
 */
export function quantizeGguf(type: GgufWritableType, values: Float32Array): Uint8Array {
  if (type === "F32") return bytesOf(values);
  if (type === "F16") return bytesOf(toFloat16(values));
  if (type === "BF16") return bytesOf(toBfloat16(values));
  const block = ggufBlockLength(type);
  if (values.length % block !== 0)
    throw fail(`${values.length} values as ${type}. Blocks hold ${block}. Keep such a tensor as F16`);
  const bytes = new Uint8Array((values.length / block) * ggufBlockBytes(type));
  if (type === "Q8_0") toEights(values, bytes);
  else toFours(values, bytes);
  return bytes;
}

function bytesOf(array: Float32Array | Uint16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

// The reference computes in float32, so every step is rounded to it.
const f32 = Math.fround;

/** d = max|x| / 127, code = x / d, halves away from zero. */
function toEights(values: Float32Array, bytes: Uint8Array): void {
  for (let from = 0, to = 0; from < values.length; from += 32, to += 34) {
    const d = f32(Math.abs(values[largest(values, from)]!) / 127);
    const inverse = d === 0 ? 0 : f32(1 / d);
    storeScale(bytes, to, d);
    for (let i = 0; i < 32; i++) {
      const x = f32(values[from + i]! * inverse);
      const size = Math.abs(x);
      const whole = Math.floor(size);
      const rounded = whole + Math.floor(f32(2 * f32(size - whole)));
      bytes[to + 2 + i] = x < 0 ? -rounded : rounded;
    }
  }
}

/** d = x / −8 for the x of largest size, so that it becomes code 0 exactly; code = ⌊x / d + 8.5⌋, at most 15. */
function toFours(values: Float32Array, bytes: Uint8Array): void {
  for (let from = 0, to = 0; from < values.length; from += 32, to += 18) {
    const d = f32(values[largest(values, from)]! / -8);
    const inverse = d === 0 ? 0 : f32(1 / d);
    storeScale(bytes, to, d);
    for (let i = 0; i < 16; i++) {
      const low = Math.min(15, Math.trunc(f32(f32(values[from + i]! * inverse) + 8.5)));
      const high = Math.min(15, Math.trunc(f32(f32(values[from + 16 + i]! * inverse) + 8.5)));
      bytes[to + 2 + i] = low | (high << 4);
    }
  }
}

/** Where, of 32 values, the first of largest size is. */
function largest(values: Float32Array, from: number): number {
  let found = from;
  let size = -1;
  for (let i = from; i < from + 32; i++) {
    const x = Math.abs(values[i]!);
    if (!(x < Number.POSITIVE_INFINITY)) throw fail(`value ${i} is ${values[i]}. Only finite ones can be quantised`);
    if (x > size) {
      size = x;
      found = i;
    }
  }
  return found;
}

function storeScale(bytes: Uint8Array, at: number, d: number): void {
  const bits = float16Bits(d);
  if ((bits & 0x7fff) === 0x7c00) throw fail(`a scale of ${d}. float16 ends at 65504. Keep such a tensor as F32`);
  bytes[at] = bits;
  bytes[at + 1] = bits >> 8;
}
