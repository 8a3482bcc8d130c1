// Blocks that are not the operator's own: moved to its grid, or dequantised and fitted; their loss is counted.

import { codingOf, createCodes } from "./codes.ts";
import { dequantizeGguf } from "./dequantize.ts";
import { createFit, type Fit, fitBlock, fitCodes } from "./n-bits-fit.ts";
import { type GgufType, ggufBlockBytes, ggufBlockLength, ggufRowBytes } from "./types.ts";

/** What to fit, and where codes, scales and zero points (none: an empty array) go. */
export interface Target {
  readonly bits: 4 | 8;
  readonly blockSize: 16 | 32;
  readonly codes: Uint8Array;
  readonly scales: Float32Array;
  readonly zeroPoints: Uint8Array;
}

/** Fits a tensor's rows and returns what is lost: root mean square of the losses over that of the values. */
export function fitTensor(type: GgufType, bytes: Uint8Array, columns: number, target: Target): number {
  const coding = codingOf(type);
  const fit = createFit(target.bits, target.zeroPoints.length > 0);
  const known = target.bits === 8 && coding?.group === target.blockSize && coding.offset === fit.zeroPoints;
  if (known) fitCodedBlocks(type, bytes, target, fit);
  else fitRows(type, bytes, columns, target, fit);
  return fit.squares > 0 ? Math.sqrt(fit.errors / fit.squares) : 0;
}

/** 8 bits, blocks as the type has them: nothing is dequantised, and where a row ends does not matter. */
function fitCodedBlocks(type: GgufType, bytes: Uint8Array, target: Target, fit: Fit): void {
  const { group, unpack } = codingOf(type)!;
  const [length, size] = [ggufBlockLength(type), ggufBlockBytes(type)];
  const values = new Float32Array(group);
  const taken = createCodes();
  for (let at = 0, block = 0; at < bytes.length; at += size) {
    unpack(bytes, at, taken);
    for (let g = 0; g < length / group; g++, block++) {
      const scale = taken.scales[g]!;
      const offset = taken.offsets[g]!;
      if (!fitCodes(fit, taken.codes, g * group, group, scale, offset)) {
        for (let i = 0; i < group; i++) values[i] = scale * taken.codes[g * group + i]! + offset;
        fitBlock(fit, values, 0, group);
      }
      storeBlock(fit, target, block);
      if (fit.zeroPoints) target.zeroPoints[block] = fit.zero;
    }
  }
}

/** Row by row, each read whole before its codes are written: the codes may replace the blocks. */
function fitRows(type: GgufType, bytes: Uint8Array, columns: number, target: Target, fit: Fit): void {
  const { bits, blockSize, scales, zeroPoints } = target;
  const values = new Float32Array(columns);
  const perRow = columns / blockSize;
  const rowBytes = ggufRowBytes(type, columns);
  for (let row = 0, block = 0; block < scales.length; row++) {
    dequantizeGguf(type, bytes.subarray(row * rowBytes, (row + 1) * rowBytes), values);
    const zeros = zeroPoints.subarray(row * Math.ceil((perRow * bits) / 8));
    for (let b = 0; b < perRow; b++, block++) {
      fitBlock(fit, values, b * blockSize, blockSize);
      storeBlock(fit, target, block);
      if (fit.zeroPoints && bits === 8) zeros[b] = fit.zero;
      else if (fit.zeroPoints) zeros[b >> 1]! |= fit.zero << (4 * (b & 1));
    }
  }
}

function storeBlock({ bits, codes, scale }: Fit, target: Target, block: number): void {
  const first = block * target.blockSize;
  target.scales[block] = scale;
  if (bits === 8) for (let i = 0; i < target.blockSize; i++) target.codes[first + i] = codes[i]!;
  else for (let i = 0; i < target.blockSize; i += 2) target.codes[(first + i) >> 1] = codes[i]! | (codes[i + 1]! << 4);
}
