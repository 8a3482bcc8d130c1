// Applying byte pairs: inside a word, the earliest merge first, leftmost first, until none is left.

import type { BytePairModel } from "./vocabulary.ts";
import { wordsOfText } from "./words.ts";
import { appendBytes } from "./wtf8.ts";

/** Two tokens as one number: ids stay below 2²⁰. */
export const pairKey = (left: number, right: number): number => left * 0x100000 + right;

/** Words that are remembered with their tokens; natural text repeats a few thousand of them. */
const REMEMBERED = 1 << 17;

/** Appends the tokens of a text. */
export type PartEncoder = (part: string, into: number[]) => void;

export function bytePairEncoder({ merges }: BytePairModel): PartEncoder {
  const merged = new Map(merges.map(([left, right], i) => [pairKey(left, right), 256 + i]));
  const remembered = new Map<string, readonly number[]>();
  const tokensOf = (word: string): readonly number[] => {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const tokens: number[] = [];
    appendBytes(word, tokens);
    mergeAll(tokens, merged);
    if (remembered.size === REMEMBERED) remembered.clear();
    remembered.set(word, tokens);
    return tokens;
  };
  return (part, into) => {
    for (const word of wordsOfText(part)) {
      const tokens = tokensOf(word);
      for (let i = 0; i < tokens.length; i++) into.push(tokens[i]!);
    }
  };
}

/** Merges in place. A word is short, so the earliest merge is looked for from the left each time. */
function mergeAll(tokens: number[], merged: ReadonlyMap<number, number>): void {
  const none = Number.POSITIVE_INFINITY;
  const at = (i: number): number => merged.get(pairKey(tokens[i]!, tokens[i + 1]!)) ?? none;
  const results: number[] = [];
  for (let i = 0; i + 1 < tokens.length; i++) results.push(at(i));
  while (results.length > 0) {
    let first = 0;
    for (let i = 1; i < results.length; i++) if (results[i]! < results[first]!) first = i;
    if (results[first] === none) break;
    tokens[first] = results[first]!;
    tokens.splice(first + 1, 1);
    results.splice(first, 1);
    if (first < results.length) results[first] = at(first);
    if (first > 0) results[first - 1] = at(first - 1);
  }
}
