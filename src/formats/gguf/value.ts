// Metadata values: every one keeps the type it has in the file, so that what is read can be written again.

import { quoted } from "../errors.ts";
import { fail } from "./types.ts";

/** The array that holds a list of each number type; BOOL is 0 or 1. */
export const listArrays = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  bool: Uint8Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float64: Float64Array,
} as const;

interface ListArrays {
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly uint16: Uint16Array;
  readonly int16: Int16Array;
  readonly uint32: Uint32Array;
  readonly int32: Int32Array;
  readonly float32: Float32Array;
  readonly bool: Uint8Array;
  readonly uint64: BigUint64Array;
  readonly int64: BigInt64Array;
  readonly float64: Float64Array;
}
type ListType = keyof ListArrays;
type NumberType = Exclude<ListType, "bool" | "uint64" | "int64">;

/** One value of the metadata. `switch (value.type)` narrows `value.value`; lists of lists are not read. */
export type GgufValue =
  | { readonly type: NumberType; readonly value: number }
  | { readonly type: "uint64" | "int64"; readonly value: bigint }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "string"; readonly value: string }
  | GgufList;

/** A list in the metadata: numbers in a typed array, strings in an array. */
export type GgufList =
  | { readonly type: "array"; readonly of: "string"; readonly value: readonly string[] }
  | { [T in ListType]: { readonly type: "array"; readonly of: T; readonly value: ListArrays[T] } }[ListType];

/** A file's metadata by key, in the file's order. */
export type GgufMetadata = ReadonlyMap<string, GgufValue>;

/** The value types in the order of their codes, 0 to 12. */
export const valueTypes = [
  "uint8",
  "int8",
  "uint16",
  "int16",
  "uint32",
  "int32",
  "float32",
  "bool",
  "string",
  "array",
  "uint64",
  "int64",
  "float64",
] as const;

/**
 * A number of the metadata, whatever its width; undefined where the key is missing.
 * @throws FormatError when the value is no number, or too large for exact integers.
 */
export function ggufNumber(metadata: GgufMetadata, key: string): number | undefined {
  const found = metadata.get(key);
  if (!found) return undefined;
  const { value } = found;
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number") throw wrong(key, found, "a number");
  if (typeof value === "bigint" && !Number.isSafeInteger(number)) throw wrong(key, found, "an integer below 2^53");
  return number;
}

/** A string of the metadata; undefined where the key is missing. @throws FormatError when the value is no string. */
export function ggufString(metadata: GgufMetadata, key: string): string | undefined {
  const found = metadata.get(key);
  if (found && found.type !== "string") throw wrong(key, found, "a string");
  return found?.value;
}

/** A truth value of the metadata; undefined where the key is missing. @throws FormatError when it is none. */
export function ggufBoolean(metadata: GgufMetadata, key: string): boolean | undefined {
  const found = metadata.get(key);
  if (found && found.type !== "bool") throw wrong(key, found, "true or false");
  return found?.value;
}

/** A list of strings of the metadata; undefined where the key is missing. @throws FormatError when it is none. */
export function ggufStrings(metadata: GgufMetadata, key: string): readonly string[] | undefined {
  const found = metadata.get(key);
  if (!found) return undefined;
  if (found.type !== "array" || found.of !== "string") throw wrong(key, found, "a list of strings");
  return found.value;
}

/** A list of numbers of the metadata; undefined where the key is missing. @throws FormatError when it is none. */
export function ggufNumbers(metadata: GgufMetadata, key: string): ArrayLike<number> | undefined {
  const found = metadata.get(key);
  if (!found) return undefined;
  if (found.type !== "array" || found.of === "string" || found.of === "bool")
    throw wrong(key, found, "a list of numbers");
  if (found.of === "uint64" || found.of === "int64") return Float64Array.from(found.value as BigInt64Array, Number);
  return found.value;
}

function wrong(key: string, found: GgufValue, rule: string) {
  const came = found.type === "array" ? `a list of ${found.of}` : found.type;
  return fail(`metadata ${quoted(key)} is ${came}. It must be ${rule}. Take a file that llama.cpp made`);
}
