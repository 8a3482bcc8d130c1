// Reading a JSON object from outside: each field is what it should be, or the error says where it is not.

import { quoted } from "../errors.ts";
import { fail } from "./errors.ts";

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object, or undefined where the field is missing or null. */
export function fieldsIn(from: Fields, name: string): Fields | undefined {
  const value = ownValue(from, name);
  if (value === undefined || value === null) return undefined;
  if (isFields(value)) return value;
  throw wrong(name, value, "an object");
}

export function listIn(from: Fields, name: string): readonly Fields[] {
  const value = ownValue(from, name) ?? [];
  if (Array.isArray(value) && value.every(isFields)) return value;
  throw wrong(name, value, "a list of objects");
}

export function textIn(from: Fields, name: string): string | undefined {
  const value = ownValue(from, name) ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  throw wrong(name, value, "a text");
}

export function flagIn(from: Fields, name: string, usual: boolean): boolean {
  const value = ownValue(from, name) ?? usual;
  if (typeof value === "boolean") return value;
  throw wrong(name, value, "true or false");
}

/** A whole number from 0 to `most`. */
export function numberIn(from: Fields, name: string, most: number): number | undefined {
  const value = ownValue(from, name) ?? undefined;
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw wrong(name, value, `a whole number from 0 to ${most}`);
}

const ownValue = (from: Fields, name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);

function wrong(name: string, value: unknown, rule: string) {
  return fail(`"${name}" is ${quoted(JSON.stringify(value) ?? "undefined")}. It must be ${rule}`);
}
