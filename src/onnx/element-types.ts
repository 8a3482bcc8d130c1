/** Every element type of ONNX, also those that Onda's graph does not compute with. */

/** By ONNX's number (onnx.proto, TensorProto.DataType): its name, and the bits of an element; 0 where they vary. */
const types = [
  [1, "float32", 32],
  [2, "uint8", 8],
  [3, "int8", 8],
  [4, "uint16", 16],
  [5, "int16", 16],
  [6, "int32", 32],
  [7, "int64", 64],
  [8, "string", 0],
  [9, "bool", 8],
  [10, "float16", 16],
  [11, "float64", 64],
  [12, "uint32", 32],
  [13, "uint64", 64],
  [14, "complex64", 64],
  [15, "complex128", 128],
  [16, "bfloat16", 16],
  [17, "float8e4m3fn", 8],
  [18, "float8e4m3fnuz", 8],
  [19, "float8e5m2", 8],
  [20, "float8e5m2fnuz", 8],
  [21, "uint4", 4],
  [22, "int4", 4],
  [23, "float4e2m1", 4],
] as const;

const byNumber = new Map<number, readonly [name: string, bits: number]>(types.map(([n, ...rest]) => [n, rest]));

/** The name of an element type; `type 99` for a number that is not in the standard. */
export const elementTypeName = (type: number): string => byNumber.get(type)?.[0] ?? `type ${type}`;

/** Bits of an element; 0 for text and for what is not in the standard. */
export const elementBits = (type: number): number => byNumber.get(type)?.[1] ?? 0;

/** Element types whose tensors can be given and taken, and what holds their numbers: float16 as raw 16-bit words. */
export const elementArrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

export type ElementType = keyof typeof elementArrays;
export type ElementArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A tensor of any element type, row-major. */
export type ForeignValue =
  | { readonly type: ElementType; readonly shape: readonly number[]; readonly data: ElementArray }
  | { readonly type: "string"; readonly shape: readonly number[]; readonly data: readonly string[] };

export const isElementType = (type: string): type is ElementType => Object.hasOwn(elementArrays, type);
