/** What ops ask of their operands' dtypes; each refusal names the op and says what to do. */
import { type DType, isFloat } from "./dtype.ts";
import type { Spec } from "./tensor.ts";

/** Throws where dtypes differ. */
export function sameDType(op: string, ...xs: readonly Spec[]): DType {
  const [first, ...rest] = xs.map((x) => x.dtype);
  for (const other of rest) {
    if (other !== first) throw new TypeError(`${op}: ${first} and ${other} do not mix. Use cast on one of them.`);
  }
  return first!;
}

/** Throws unless numbers can be computed with: bool, int8 and uint8 only store. */
export function needNumbers<T extends Spec>(op: string, x: T): T {
  if (x.dtype !== "bool" && x.dtype !== "int8" && x.dtype !== "uint8") return x;
  throw new TypeError(`${op}: the operand is ${x.dtype}. It must be a float, int32 or int64: use cast.`);
}

/** Throws unless the operand is a float. */
export function needFloat<T extends Spec>(op: string, x: T): T {
  if (isFloat(x.dtype)) return x;
  throw new TypeError(`${op}: the operand is ${x.dtype}. It must be a float: use cast.`);
}

/** Throws unless the operand is bool. */
export function needBool<T extends Spec>(op: string, x: T): T {
  if (x.dtype === "bool") return x;
  throw new TypeError(`${op}: the operand is ${x.dtype}. It must be bool: compare it first, e.g. with greater.`);
}

/** Throws unless the operand can count positions. */
export function needIndices<T extends Spec>(op: string, ids: T): T {
  if (ids.dtype === "int64" || ids.dtype === "int32") return ids;
  throw new TypeError(`${op}: indices are ${ids.dtype}. They must be int64 or int32: use cast.`);
}
