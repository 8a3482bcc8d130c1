/** Where float64 meets the dtypes: numbers in, and results rounded out. */

import { fromFloat16, toFloat16 } from "../../formats/float16.ts";
import { type ArrayOf, arrayTypeOf, type TypedArray } from "../../graph/index.ts";

/** A typed array's numbers as float64. int64 is exact up to 2⁵³. */
export function toFloats(dtype: string, data: TypedArray): Float64Array {
  if (dtype === "float16") return Float64Array.from(fromFloat16(data as Uint16Array));
  return Float64Array.from(data as ArrayLike<number | bigint>, Number);
}

/** Numbers rounded to a dtype. */
export function fromFloats<D extends keyof ArrayOf>(dtype: D, numbers: Float64Array): ArrayOf[D];
export function fromFloats(dtype: keyof ArrayOf, numbers: Float64Array): TypedArray {
  if (dtype === "float16") return toFloat16(Float32Array.from(numbers));
  if (dtype === "int64") return BigInt64Array.from(Array.from(numbers, (n) => BigInt(Math.trunc(n))));
  return (arrayTypeOf(dtype) as Float64ArrayConstructor).from(numbers);
}
