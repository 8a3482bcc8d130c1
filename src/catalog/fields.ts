/** A brief in a file: JSON, or `key: value` lines, with keys in English or Chinese. */
import { firstLine, RequestError } from "./errors.ts";

/** Each field with the keys that name it. */
export type FieldKeys = Readonly<Record<string, readonly string[]>>;

/** Bytes of a brief. What is longer is no brief. */
export const MAX_BRIEF = 20_000;

/**
 * Bytes as text.
 * @throws RequestError where they are too many, or no UTF-8.
 */
export function briefFileText(bytes: Uint8Array, name: string): string {
  if (bytes.length > MAX_BRIEF) {
    throw new RequestError(`${name} has ${bytes.length} bytes. A brief has at most ${MAX_BRIEF}: give what matters.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new RequestError(`${name} is no valid UTF-8. Save it as UTF-8 text.`, { cause: error });
  }
}

/**
 * The fields of a brief.
 * @throws RequestError for a key that is unknown or given twice, a value that is no text, and what is no brief at all.
 */
export function readFields(text: string, keys: FieldKeys, name: string): Record<string, string> {
  const clean = text.trim();
  if (clean === "") throw new RequestError(`${name} is empty. Write a line for each field, such as ${example(keys)}`);
  const entries = clean.startsWith("{") ? jsonEntries(clean, name) : lineEntries(clean, keys, name);
  const fields: Record<string, string> = {};
  for (const [key, value] of entries) {
    const field = fieldOf(key, keys, name);
    const before = fields[field];
    if (before !== undefined && before !== value) {
      throw new RequestError(`${name}: ${field} is given twice: ${quoted(before)} and ${quoted(value)}. Keep one.`);
    }
    fields[field] = value;
  }
  return fields;
}

const example = (keys: FieldKeys): string => `"${Object.values(keys)[0]?.[0] ?? "key"}: …".`;
const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));

function jsonEntries(text: string, name: string): [string, string][] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new RequestError(`${name} is no valid JSON: ${firstLine(error)}`, { cause: error });
  }
  return Object.entries(value as Record<string, unknown>)
    .filter(([, part]) => part !== null)
    .map(([key, part]) => [key, valueText(part, `${name}: ${quoted(key)}`)]);
}

function valueText(value: unknown, where: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("; ");
  throw new RequestError(`${where} must be text, a number, or a list of texts.`);
}

/** What an indented line or a bullet says belongs to the key above it. */
function lineEntries(text: string, keys: FieldKeys, name: string): [string, string][] {
  const entries: [string, string][] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "" || /^\s*#/.test(line)) continue;
    const last = entries.at(-1);
    const more = /^\s*[-*•]\s+(.*)$/.exec(line) ?? /^\s+(.*)$/.exec(line);
    if (more !== null && last !== undefined) {
      last[1] += `${last[1] === "" ? "" : "; "}${more[1]!.trim()}`;
      continue;
    }
    const pair = /^([^:：]{1,40})[:：](.*)$/.exec(line);
    if (pair === null) {
      throw new RequestError(`${name}, line ${i + 1}: no key and value. Write it as ${example(keys)}`);
    }
    entries.push([pair[1]!.trim(), pair[2]!.trim()]);
  }
  return entries;
}

const plain = (key: string): string => key.toLowerCase().replace(/[\s_-]/g, "");

function fieldOf(key: string, keys: FieldKeys, name: string): string {
  const wanted = plain(key);
  for (const [field, names] of Object.entries(keys)) {
    if ([field, ...names].some((known) => plain(known) === wanted)) return field;
  }
  throw new RequestError(`${name}: unknown key ${quoted(key)}.${didYouMean(wanted, keys)}`);
}

/** ` Did you mean price?`, or all that is known. */
function didYouMean(wanted: string, keys: FieldKeys): string {
  const known = Object.entries(keys).flatMap(([field, names]) => [field, ...names]);
  const near = nearest(wanted, known);
  return near === undefined ? ` Known: ${Object.keys(keys).join(", ")}.` : ` Did you mean ${near}?`;
}

/** The nearest of some words; undefined where none is near: more than a third of it would have to change. */
export function nearest(wanted: string, known: readonly string[]): string | undefined {
  const distances = known.map((word) => distance(plain(wanted), plain(word)));
  const least = Math.min(...distances);
  const word = known[distances.indexOf(least)];
  return word !== undefined && least <= Math.max(1, Math.floor(word.length / 3)) && least < word.length
    ? word
    : undefined;
}

/** Letters to put in, take out or change: Levenshtein 1966. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
