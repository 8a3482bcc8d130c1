/** Element types, their typed arrays, their sizes and their numbers in ONNX. */
export type DType = "float32" | "float16" | "float64" | "int64" | "int32" | "int8" | "uint8" | "bool";

/** The typed array that holds a dtype: float16 as raw 16-bit words, bool as 0 or 1. */
export interface ArrayOf {
  float32: Float32Array;
  float16: Uint16Array;
  float64: Float64Array;
  int64: BigInt64Array;
  int32: Int32Array;
  int8: Int8Array;
  uint8: Uint8Array;
  bool: Uint8Array;
}
export type TypedArray = ArrayOf[DType];

const constructors = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** ONNX's numbers for element types (onnx.proto, TensorProto.DataType). */
export const onnxDataTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const satisfies Record<DType, number>;

export const arrayTypeOf = (dtype: DType) => constructors[dtype];
export const bytesPerElement = (dtype: DType): number => constructors[dtype].BYTES_PER_ELEMENT;
export const isFloat = (dtype: DType): boolean => dtype.startsWith("float");

/** Numbers as the typed array of a dtype. float16 is refused: convert it where it is read. */
export function arrayOf(dtype: DType, numbers: ArrayLike<number>): TypedArray {
  if (dtype === "float16") throw new TypeError("arrayOf: float16 needs an explicit conversion.");
  if (!isFloat(dtype)) {
    for (let i = 0; i < numbers.length; i++) {
      if (Number.isInteger(numbers[i])) continue;
      throw new TypeError(
        `arrayOf: ${numbers[i]} is not a whole number, which ${dtype} needs. Use a float dtype or cast.`,
      );
    }
  }
  if (dtype === "int64") return BigInt64Array.from(numbers, (n) => BigInt(n as number));
  return (constructors[dtype] as Float32ArrayConstructor).from(numbers as ArrayLike<number>);
}
