// Weights for ONNX Runtime's MatMulNBits: its blocks are llama.cpp's in another order, or fitted with little loss.
// Operator: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md#com.microsoft.MatMulNBits

import { float16Bits } from "../float16.ts";
import { codingOf } from "./codes.ts";
import { valuesIn } from "./dequantize.ts";
import { fitTensor } from "./n-bits-rows.ts";
import { repackEights, repackFours, restoreEights, restoreFours } from "./n-bits-words.ts";
import { fail, type GgufType, ggufBlockLength } from "./types.ts";

/**
 * The weight inputs of one MatMulNBits, N rows of K columns: value = (code − zero point) · scale. Runs fast with
 * `accuracy_level` 4; zero points are uint8 (with float ones the operator falls back to a slow path).
 */
export interface NBits {
  readonly bits: 4 | 8;
  readonly blockSize: 16 | 32;
  /** B [N, K / blockSize, blockSize · bits / 8]: of two codes in a byte, the first is in the low half. */
  readonly codes: Uint8Array;
  /** [N, K / blockSize] */
  readonly scales: Float32Array;
  /** [N, ⌈K / blockSize · bits / 8⌉], packed as codes are; without them every zero point is half the range, 8 or 128. */
  readonly zeroPoints?: Uint8Array;
  /** Root mean square of what the values lost, over that of the values; 0: exact but for float32's rounding. */
  readonly loss: number;
}

/** What the blocks become; what is not said, `nBitsFor` chooses. */
export interface NBitsOptions {
  readonly bits?: 4 | 8;
  readonly blockSize?: 16 | 32;
  /** Zero points of their own for blocks whose values have an offset. */
  readonly zeroPoints?: boolean;
  /** Memory for the codes: may be the start of the tensor's own bytes where the codes take no more, else apart. */
  readonly into?: Uint8Array;
}

/**
 * The choice that keeps a type's values: Q4_0 in 4 bits; Q5_0 and Q8_0 in 8; Q6_K in 8 with blocks of 16: all exact.
 * Q4_1, Q5_1, Q4_K and Q5_K in 8 with zero points (about 1/2000 is lost), floats in 8 (about 1/200).
 */
export function nBitsFor(type: GgufType): Required<Omit<NBitsOptions, "into">> {
  const coding = codingOf(type);
  return { bits: type === "Q4_0" ? 4 : 8, blockSize: coding?.group ?? 32, zeroPoints: coding?.offset ?? false };
}

/**
 * A tensor's blocks, or some of its rows, for MatMulNBits.
 * @param columns K, the length of a row: a multiple of the block sizes
 * @throws FormatError when the type is none that Onda reads, or the sizes do not fit.
 */
export function ggufToNBits(type: GgufType, bytes: Uint8Array, columns: number, options: NBitsOptions = {}): NBits {
  const { bits, blockSize, ...chosen } = { ...nBitsFor(type), ...options };
  const blocks = blocksOf(type, bytes, columns, blockSize);
  const codes = roomFor(bytes, (blocks * blockSize * bits) / 8, options.into);
  const scales = new Float32Array(blocks);
  const zeroBytes = (blocks / (columns / blockSize)) * Math.ceil(((columns / blockSize) * bits) / 8);
  // Types without offsets have nothing to gain from zero points.
  const zeroPoints = new Uint8Array(chosen.zeroPoints && (codingOf(type)?.offset ?? true) ? zeroBytes : 0);
  let loss = 0;
  if (type === "Q4_0" && bits === 4 && blockSize === 32) repackFours(bytes, codes, scales);
  else if (type === "Q8_0" && bits === 8 && blockSize === 32) repackEights(bytes, codes, scales);
  else loss = fitTensor(type, bytes, columns, { bits, blockSize, codes, scales, zeroPoints });
  for (const scale of scales)
    if (!Number.isFinite(scale)) throw fail(`a scale of ${scale} in ${type}. Scales are finite. Fetch the model again`);
  return { bits, blockSize, codes, scales, ...(zeroPoints.length > 0 ? { zeroPoints } : {}), loss };
}

/**
 * The way back: Q4_0 or Q8_0. Scales become float16, exactly where they came from such blocks.
 * @throws FormatError when the blocks are not of 32, have zero points, or a scale is beyond float16.
 */
export function nBitsToGguf({ bits, blockSize, codes, scales, zeroPoints }: Omit<NBits, "loss">): {
  readonly type: "Q4_0" | "Q8_0";
  readonly bytes: Uint8Array;
} {
  if (blockSize !== 32 || zeroPoints)
    throw fail(
      `blocks of ${blockSize}${zeroPoints ? " with zero points" : ""}. Q4_0 and Q8_0 have 32 and none. Write F16`,
    );
  const halves = new Uint16Array(scales.length);
  for (let i = 0; i < halves.length; i++) {
    halves[i] = float16Bits(scales[i]!);
    if ((halves[i]! & 0x7fff) >= 0x7c00) throw fail(`a scale of ${scales[i]}. float16 ends at 65504. Write F32`);
  }
  return bits === 4
    ? { type: "Q4_0", bytes: restoreFours(codes, halves) }
    : { type: "Q8_0", bytes: restoreEights(codes, halves) };
}

function blocksOf(type: GgufType, bytes: Uint8Array, columns: number, blockSize: number): number {
  const values = valuesIn(type, bytes);
  if (!(columns > 0 && columns % ggufBlockLength(type) === 0 && columns % blockSize === 0))
    throw fail(`rows of ${columns} as blocks of ${blockSize}. Rows hold whole blocks. Keep such a tensor as floats`);
  if (values % columns !== 0) throw fail(`${values} values in rows of ${columns}. Pass whole rows`);
  return values / blockSize;
}

function roomFor(bytes: Uint8Array, needed: number, into: Uint8Array = new Uint8Array(needed)): Uint8Array {
  const apart = into.buffer !== bytes.buffer || ends(into) <= bytes.byteOffset || ends(bytes) <= into.byteOffset;
  const inPlace = into.byteOffset === bytes.byteOffset && needed <= bytes.length;
  if (into.length < needed || !(apart || inPlace))
    throw fail(
      `codes of ${needed} bytes into ${into.length}. Give memory apart, or the start of the tensor's own bytes`,
    );
  return into.subarray(0, needed);
}

function ends(bytes: Uint8Array): number {
  return bytes.byteOffset + bytes.byteLength;
}
