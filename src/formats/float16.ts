// Half precision by bit tricks: float16 and bfloat16 to and from float32, rounding to nearest, ties to even.

const word = new Uint32Array(1);
const float = new Float32Array(word.buffer);

/** The 16 bits of the float16 nearest to `value` (IEEE 754 binary16: overflow → ±Infinity, subnormals kept). */
export function float16Bits(value: number): number {
  float[0] = value;
  const sign = (word[0]! >>> 16) & 0x8000;
  const magnitude = word[0]! & 0x7fffffff;
  if (magnitude >= 0x47800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00); // NaN, or 65536 and above
  if (magnitude < 0x38800000) {
    // Below 2⁻¹⁴: adding 0.5 moves the last kept bit, 2⁻²⁴, to the end of the float32 mantissa, and the sum rounds.
    float[0] = Math.abs(value);
    float[0] = float[0]! + 0.5;
    return sign | (word[0]! - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13); // 0x38000000: exponent bias from 127 to 15
}

/** The 16 bits of the bfloat16 nearest to `value` (the upper half of a float32). */
export function bfloat16Bits(value: number): number {
  float[0] = value;
  const bits = word[0]!;
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40; // NaN stays NaN, quiet
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

/** float32 → float16 bits, same length. */
export function toFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = float16Bits(values[i]!);
  return bits;
}

/** float32 → bfloat16 bits, same length. */
export function toBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = bfloat16Bits(values[i]!);
  return bits;
}

/** float16 bits → float32, same length; exact. */
export function fromFloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const table = float16Table();
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < words.length; i++) words[i] = table[bits[i]!]!;
  return new Float32Array(words.buffer);
}

/** All 65,536 float16 values by their bits, for loops that meet one half at a time; 256 KiB, made on first use. */
export function float16Values(): Float32Array {
  values ??= new Float32Array(float16Table().buffer);
  return values;
}

/** bfloat16 bits → float32, same length; exact. */
export function fromBfloat16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < words.length; i++) words[i] = bits[i]! << 16;
  return new Float32Array(words.buffer);
}

let table: Uint32Array<ArrayBuffer> | undefined;
let values: Float32Array | undefined;

/** The float32 bits of all 65,536 float16 values: integers, since a NaN's bits may not outlive a float. */
function float16Table(): Uint32Array<ArrayBuffer> {
  if (table) return table;
  const words = new Uint32Array(65536);
  for (let half = 0; half < 65536; half++) {
    const exponent = (half >>> 10) & 31;
    const mantissa = half & 1023;
    if (exponent === 0) {
      float[0] = mantissa * 2 ** -24;
      words[half] = word[0]!;
    } else {
      words[half] = ((exponent === 31 ? 255 : exponent + 112) << 23) | (mantissa << 13);
    }
    words[half]! |= (half & 0x8000) << 16;
  }
  table = words;
  return words;
}
