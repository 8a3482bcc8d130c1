/** Numbers as the elements of a tensor, checked: nothing is rounded to a whole number, nothing wraps around. */
import { fromFloat16, toFloat16 } from "../../formats/index.ts";
import { type ElementArray, type ElementType, elementArrays, type ForeignValue } from "../../onnx/index.ts";
import { RequestError } from "../errors.ts";

/** What a source gives: numbers in any array, or texts. */
export type Elements = ElementArray | readonly (number | bigint | boolean | string)[];

const isFloat = (type: string): boolean => type.startsWith("float");

/**
 * Elements of a type, from those of another.
 * @throws RequestError for what the type does not hold: half a number in int64, 300 in int8, text in float32.
 */
export function elementsOf(type: ElementType, given: Elements, what: string): ElementArray {
  const out = new elementArrays[type](given.length) as ElementArray;
  const floats = type === "float16" ? new Float32Array(given.length) : out;
  for (let i = 0; i < given.length; i++) {
    const x = given[i]!;
    const refuse = (why: string) =>
      new RequestError(`${what}: ${JSON.stringify(String(x).slice(0, 40))} is ${why}. The model wants ${type}.`);
    if (typeof x === "string") throw refuse("text");
    if (isFloat(type)) floats[i] = Number(x);
    else if (typeof x !== "bigint" && !Number.isSafeInteger(Number(x))) throw refuse("no whole number");
    else if (type === "bool" && Number(x) !== 0 && Number(x) !== 1) throw refuse("neither 0 nor 1");
    else if (out instanceof BigInt64Array || out instanceof BigUint64Array) {
      out[i] = BigInt(x);
      if (out[i] !== BigInt(x)) throw refuse("out of range");
    } else {
      out[i] = Number(x);
      if (out[i] !== Number(x)) throw refuse("out of range");
    }
  }
  return type === "float16" ? toFloat16(floats as Float32Array) : out;
}

/** A tensor's numbers as JavaScript's: float16 widened; null for text. */
export function numbersOf({ type, data }: ForeignValue): ArrayLike<number | bigint> | null {
  if (type === "string") return null;
  return type === "float16" ? fromFloat16(data as Uint16Array) : (data as ArrayLike<number | bigint>);
}
