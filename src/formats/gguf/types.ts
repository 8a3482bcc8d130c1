// The tensor types of GGUF: values lie in blocks, and every block of a type has the same size in bytes.

import { FormatError } from "../errors.ts";

/** `[code in the file, values per block, bytes per block]`, as ggml's `ggml_type` and block structs define them. */
const types = {
  F32: [0, 1, 4],
  F16: [1, 1, 2],
  Q4_0: [2, 32, 18],
  Q4_1: [3, 32, 20],
  Q5_0: [6, 32, 22],
  Q5_1: [7, 32, 24],
  Q8_0: [8, 32, 34],
  Q8_1: [9, 32, 40],
  Q2_K: [10, 256, 84],
  Q3_K: [11, 256, 110],
  Q4_K: [12, 256, 144],
  Q5_K: [13, 256, 176],
  Q6_K: [14, 256, 210],
  Q8_K: [15, 256, 292],
  IQ2_XXS: [16, 256, 66],
  IQ2_XS: [17, 256, 74],
  IQ3_XXS: [18, 256, 98],
  IQ1_S: [19, 256, 50],
  IQ4_NL: [20, 32, 18],
  IQ3_S: [21, 256, 110],
  IQ2_S: [22, 256, 82],
  IQ4_XS: [23, 256, 136],
  I8: [24, 1, 1],
  I16: [25, 1, 2],
  I32: [26, 1, 4],
  I64: [27, 1, 8],
  F64: [28, 1, 8],
  IQ1_M: [29, 256, 56],
  BF16: [30, 1, 2],
  TQ1_0: [34, 256, 54],
  TQ2_0: [35, 256, 66],
  MXFP4: [39, 32, 17],
} as const;

/** A tensor's type as llama.cpp names it. The header reader knows all of them; `dequantize` some (see there). */
export type GgufType = keyof typeof types;

const byCode = new Map<number, GgufType>(Object.entries(types).map(([name, [code]]) => [code, name as GgufType]));

export function typeOfCode(code: number): GgufType | undefined {
  return byCode.get(code);
}

export function codeOfType(type: GgufType): number {
  return types[type][0];
}

/** Values in one block of a type: a row holds whole blocks. */
export function ggufBlockLength(type: GgufType): number {
  return types[type][1];
}

/** Bytes of one block of a type. */
export function ggufBlockBytes(type: GgufType): number {
  return types[type][2];
}

/** Bytes of one row of `length` values; `length` is a multiple of the block. */
export function ggufRowBytes(type: GgufType, length: number): number {
  return (length / types[type][1]) * types[type][2];
}

/** Bytes of a tensor, row-major shape; NaN when the rows do not hold whole blocks or the count is no exact integer. */
export function ggufByteSize(type: GgufType, shape: readonly number[]): number {
  const [, block, bytes] = types[type];
  if ((shape.at(-1) ?? 1) % block !== 0) return Number.NaN;
  let count = 1;
  let empty = false;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) return Number.NaN;
    if (length === 0) empty = true;
    else count *= length;
    if (count * bytes > Number.MAX_SAFE_INTEGER) return Number.NaN;
  }
  return empty ? 0 : (count / block) * bytes;
}

export function fail(message: string): FormatError {
  return new FormatError(`gguf: ${message}.`);
}

export const damaged = "The file is damaged or not GGUF: fetch it again";
