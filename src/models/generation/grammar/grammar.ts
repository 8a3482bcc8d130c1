/**
 * Grammars of bytes: what may stand where, built of a byte, of parts in order, of a choice, and of repetition.
 * They know no recursion, so a text is never nested without end.
 */

export type Grammar =
  | { readonly kind: "byte"; readonly low: number; readonly high: number }
  | { readonly kind: "sequence"; readonly parts: readonly Grammar[] }
  | { readonly kind: "choice"; readonly options: readonly Grammar[] }
  | { readonly kind: "repeat"; readonly part: Grammar; readonly least: number; readonly most: number };

const byte = (low: number, high = low): Grammar => ({ kind: "byte", low, high });

/** Parts one after the other. */
export const inOrder = (...parts: readonly Grammar[]): Grammar =>
  parts.length === 1 ? parts[0]! : { kind: "sequence", parts };

/** One of several; of none, nothing fits. */
export const oneOf = (...options: readonly Grammar[]): Grammar =>
  options.length === 1 ? options[0]! : { kind: "choice", options };

/** Exactly this text. */
export const text = (exact: string): Grammar => inOrder(...Array.from(new TextEncoder().encode(exact), (b) => byte(b)));

/** A part `least` to `most` times. Throws a RangeError where the part may be empty, for then its count says nothing. */
export function repeat(part: Grammar, least: number, most = Number.POSITIVE_INFINITY): Grammar {
  if (shortest(part) === 0)
    throw new RangeError("grammar: what is repeated may be empty. Let it hold at least a byte.");
  if (!Number.isInteger(least) || least < 0 || Number.isNaN(most)) {
    throw new RangeError(`grammar: repeated ${least} to ${most} times. Both must be whole numbers from 0.`);
  }
  return least > most ? oneOf() : { kind: "repeat", part, least, most };
}

export const optional = (part: Grammar): Grammar => oneOf(part, inOrder());

/** One character whose code point lies in one of the ranges. Surrogates are none. */
export function character(...ranges: readonly (readonly [low: number | string, high: number | string])[]): Grammar {
  const point = (end: number | string) => (typeof end === "number" ? end : end.codePointAt(0)!);
  return oneOf(...ranges.flatMap(([low, high]) => sequencesOf(point(low), point(high))));
}

/** Code points of one length in UTF-8: the first, and the last. */
const LENGTHS = [
  [0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
] as const;

/** A range of code points as ranges of bytes: Thompson's construction in `utf8-ranges` (Gallant 2015). */
function sequencesOf(low: number, high: number): Grammar[] {
  return LENGTHS.flatMap(([first, last]) => {
    const [from, to] = [Math.max(low, first), Math.min(high, last)];
    return from > to ? [] : between(bytesOf(from), bytesOf(to), 0x80, 0xbf);
  });
}

const bytesOf = (point: number): number[] => [...new TextEncoder().encode(String.fromCodePoint(point))];

/** All sequences of bytes from one to another of the same length; behind the first byte they lie in [low, high]. */
export function between(from: readonly number[], to: readonly number[], low: number, high: number): Grammar[] {
  const [[a, ...restA], [b, ...restB]] = [from, to] as [[number, ...number[]], [number, ...number[]]];
  if (restA.length === 0) return [byte(a, b)];
  const [lowest, highest] = [restA.map(() => low), restA.map(() => high)];
  const whole = (x: number, y: number) => (x > y ? [] : [inOrder(byte(x, y), ...restA.map(() => byte(low, high)))]);
  const part = (x: number, f: readonly number[], t: readonly number[]) =>
    between(f, t, low, high).map((rest) => inOrder(byte(x), rest));
  if (a === b) return part(a, restA, restB);
  const isWholeA = restA.every((x) => x === low);
  const isWholeB = restB.every((x) => x === high);
  return [
    ...(isWholeA ? [] : part(a, restA, highest)),
    ...whole(isWholeA ? a : a + 1, isWholeB ? b : b - 1),
    ...(isWholeB ? [] : part(b, lowest, restB)),
  ];
}

/** What lengths are counted in. A character has one byte that does not continue another: its first. */
export type Unit = "bytes" | "characters";

const known = { bytes: new WeakMap<Grammar, number>(), characters: new WeakMap<Grammar, number>() };

/** The length of the shortest text that fits; infinite where none does. */
export function shortest(grammar: Grammar, unit: Unit = "bytes"): number {
  const before = known[unit].get(grammar);
  if (before !== undefined) return before;
  const size = measure(grammar, unit);
  known[unit].set(grammar, size);
  return size;
}

function measure(grammar: Grammar, unit: Unit): number {
  switch (grammar.kind) {
    case "byte":
      return unit === "characters" && grammar.low >= 0x80 && grammar.high < 0xc0 ? 0 : 1;
    case "sequence":
      return grammar.parts.reduce((sum, part) => sum + shortest(part, unit), 0);
    case "choice": {
      const lengths = grammar.options.map((option) => shortest(option, unit));
      return lengths.reduce((least, length) => Math.min(least, length), Number.POSITIVE_INFINITY);
    }
    case "repeat":
      return grammar.least === 0 ? 0 : grammar.least * shortest(grammar.part, unit);
  }
}
