/**
 * Which lines of a poem are another poet's: an index of all lines and couplets that a model was trained on. A line of
 * five characters comes again by chance, and real poets quote each other, so a number means something beside that of
 * poems that were held out.
 */
import { linesOf } from "./check.ts";
import type { Poem } from "./poem.ts";

/** Sorted hashes of 53 bits: two different lines among a million share one with a chance of 1 in 10,000. */
export interface LineIndex {
  readonly lines: Float64Array;
  readonly couplets: Float64Array;
}

/** Counted from 0. */
export interface Repeats {
  readonly lines: readonly number[];
  /** By their first line. */
  readonly couplets: readonly number[];
}

export function lineIndex(poems: Iterable<Pick<Poem, "lines">>): LineIndex {
  const lines: number[] = [];
  const couplets: number[] = [];
  for (const poem of poems) {
    for (const line of poem.lines) lines.push(hash53(line));
    for (const couplet of coupletsOf(poem.lines)) couplets.push(hash53(couplet));
  }
  return { lines: Float64Array.from(lines).sort(), couplets: Float64Array.from(couplets).sort() };
}

/** The lines and couplets of a poem's text that stand in the index, character for character. */
export function repeats(text: string, index: LineIndex): Repeats {
  const lines = linesOf(text);
  return {
    lines: lines.flatMap((line, i) => (has(index.lines, hash53(line)) ? [i] : [])),
    couplets: coupletsOf(lines).flatMap((couplet, i) => (has(index.couplets, hash53(couplet)) ? [2 * i] : [])),
  };
}

const coupletsOf = (lines: readonly string[]): string[] =>
  lines.flatMap((line, i) => (i % 2 === 0 && lines[i + 1] !== undefined ? [line + lines[i + 1]!] : []));

/** Two FNV-1a hashes of 32 bits over UTF-16 code units, of which 53 bits are kept. */
function hash53(text: string): number {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + 0x9e37), 0x85ebca6b) ^ (b >>> 13);
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}

function has(sorted: Float64Array, value: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
