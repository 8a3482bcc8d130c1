// A tensor as codes of 4 or 8 bits with a scale, and where the type has one an offset, for each block of a row:
// value = (code − zero) · scale + offset, zero 8 or 128. Every type that has codes keeps its values; others are fitted.

import { codingOf, createCodes } from "./codes.ts";
import { ggufToNBits, type NBits } from "./n-bits.ts";
import { fail, type GgufType, ggufBlockBytes, ggufBlockLength, ggufRowBytes } from "./types.ts";

/** How a type's values are kept. */
export interface GgufLayout {
  readonly bits: 4 | 8;
  /** Values that share a scale. */
  readonly size: 16 | 32;
  readonly offsets: boolean;
}

export interface GgufBlocks extends Pick<NBits, "codes" | "scales" | "loss"> {
  /** [N, K / size] */
  readonly offsets?: Float32Array;
}

/** Q4_0, Q4_1 and Q4_K in 4 bits, all others in 8; Q6_K in blocks of 16, all others of 32. */
export function ggufLayout(type: GgufType): GgufLayout {
  const coding = codingOf(type);
  const offsets = coding?.offset ?? false;
  const codes = coding === undefined ? 256 : offsets ? coding.most + 1 : 2 * (coding.most + 1);
  return { bits: codes <= 16 ? 4 : 8, size: coding?.group ?? 32, offsets };
}

/**
 * A tensor's blocks, or those of some of its rows, in the layout of its type. What is lost is that of float32's rounding,
 * but for types without codes (floats): see `loss`.
 * @param columns K, the length of a row
 * @throws FormatError when the type is none that Onda reads, or the sizes do not fit.
 */
export function ggufToBlocks(type: GgufType, bytes: Uint8Array, columns: number): GgufBlocks {
  const { bits, size, offsets } = ggufLayout(type);
  if (!offsets) return ggufToNBits(type, bytes, columns, { bits, blockSize: size, zeroPoints: false });
  if (columns % ggufBlockLength(type) !== 0 || bytes.length % ggufRowBytes(type, columns) !== 0) {
    throw fail(`${bytes.length} bytes in rows of ${columns}. Rows hold whole blocks. Pass whole rows`);
  }
  return withOffsets(type, bytes, bits, size);
}

function withOffsets(type: GgufType, bytes: Uint8Array, bits: 4 | 8, size: number): Required<GgufBlocks> {
  const [length, step] = [ggufBlockLength(type), ggufBlockBytes(type)];
  const blocks = ((bytes.length / step) * length) / size;
  const codes = new Uint8Array((blocks * size * bits) / 8);
  const [scales, offsets] = [new Float32Array(blocks), new Float32Array(blocks)];
  const { unpack } = codingOf(type)!;
  const taken = createCodes();
  const { codes: from } = taken;
  let [at, block] = [0, 0];
  for (let byte = 0; byte < bytes.length; byte += step) {
    unpack(bytes, byte, taken);
    for (let g = 0; g < length / size; g++, block++) {
      const [scale, offset] = [taken.scales[g]!, taken.offsets[g]!];
      scales[block] = scale;
      // Of 4 bits the code stays, and the zero point that it does not have moves into the offset.
      offsets[block] = bits === 4 ? offset + 8 * scale : offset;
      if (!Number.isFinite(scale + offset)) {
        throw fail(`a scale of ${scale} and an offset of ${offset} in ${type}. They are finite. Fetch the model again`);
      }
    }
    if (bits === 8) for (let i = 0; i < length; i++) codes[at++] = from[i]! + 128;
    else for (let i = 0; i < length; i += 2) codes[at++] = from[i]! | (from[i + 1]! << 4);
  }
  return { codes, scales, offsets, loss: 0 };
}
