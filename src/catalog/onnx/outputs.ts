/** The outputs of a foreign model: a few words about each, and files that other programs read. */
import { encodeNpy, type NpyType } from "../../formats/index.ts";
import type { ForeignValue } from "../../onnx/index.ts";
import { RequestError } from "../errors.ts";
import { numbersOf } from "./elements.ts";
import { nest } from "./nested.ts";
import { npyTypes } from "./sources.ts";

export interface OutputSummary {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** Of finite numbers; undefined where there are none. */
  readonly least?: number;
  readonly most?: number;
  readonly mean?: number;
  /** Numbers that are NaN or infinite. */
  readonly notFinite: number;
  /** The first few elements. */
  readonly first: readonly (number | string)[];
}

const FIRST = 6;

export function summarize(name: string, value: ForeignValue): OutputSummary {
  const numbers = numbersOf(value);
  const head = { name, type: value.type, shape: value.shape };
  if (numbers === null) return { ...head, notFinite: 0, first: (value.data as readonly string[]).slice(0, FIRST) };
  let [least, most, sum, finite] = [Infinity, -Infinity, 0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const x = Number(numbers[i]);
    if (!Number.isFinite(x)) continue;
    least = Math.min(least, x);
    most = Math.max(most, x);
    sum += x;
    finite++;
  }
  const first = Array.from({ length: Math.min(FIRST, numbers.length) }, (_, i) => Number(numbers[i]));
  return {
    ...head,
    ...(finite === 0 ? {} : { least, most, mean: sum / finite }),
    notFinite: numbers.length - finite,
    first,
  };
}

/** Endings of output files. */
export const OUTPUT_FILES = [".npy", ".json"] as const;

/** A file's bytes: NumPy's array, or nested lists. JSON has no NaN: null stands for it. Throws a RequestError for text as .npy. */
export function outputBytes(value: ForeignValue, ending: (typeof OUTPUT_FILES)[number], name: string): Uint8Array {
  if (ending === ".json") {
    const numbers = numbersOf(value) ?? value.data;
    const plain = Array.from(numbers as ArrayLike<unknown>, (x) => (typeof x === "bigint" ? exact(x) : x));
    return Buffer.from(`${JSON.stringify(nest(value.shape, plain))}\n`);
  }
  const type = Object.entries(npyTypes).find(([, known]) => known === value.type)?.[0] as NpyType | undefined;
  if (type === undefined)
    throw new RequestError(`output ${name} is ${value.type}, which .npy does not hold. Write .json.`);
  return encodeNpy({ type, shape: value.shape, data: value.data as never });
}

/** A number where it is exact, else its digits as text. */
const exact = (x: bigint): number | string => (Number.isSafeInteger(Number(x)) ? Number(x) : String(x));
