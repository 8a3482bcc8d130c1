/**
 * Keys that are named again: "How much is the oat cake?" after "Price of oat cake: $4". The mark of the value stands in
 * front of the words that name its key, so that the question says what it asks for.
 */
import type { Piece, Values } from "./pointers.ts";

/** Of a key, so much must be named: by letters. */
const SHARE = 0.5;

/** A message with the marks of the keys that it names in front of their names; what is a mark already stays. */
export const markMentions = (pieces: readonly Piece[], keys: Values): Piece[] =>
  pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : mentionsIn(piece, keys)));

interface Mention {
  readonly id: number;
  readonly at: number;
  readonly end: number;
  /** How much of the key it is. */
  readonly share: number;
}

function mentionsIn(text: string, keys: Values): Piece[] {
  const words = wordsOf(text);
  const found = [...keys]
    .flatMap(([id, key]) => longestRun(id, wordsOf(key), words))
    .filter(({ share }) => share >= SHARE)
    .sort((a, b) => b.end - b.at - (a.end - a.at) || b.share - a.share);
  const chosen: Mention[] = [];
  for (const one of found) if (chosen.every(({ at, end }) => one.end <= at || one.at >= end)) chosen.push(one);
  const pieces: Piece[] = [];
  let from = 0;
  for (const { id, at } of chosen.sort((a, b) => a.at - b.at)) {
    pieces.push(text.slice(from, at), id);
    from = at;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== "");
}

interface Word {
  readonly text: string;
  readonly at: number;
}

/** Latin words and single ideographs. */
const wordsOf = (text: string): readonly Word[] =>
  [...text.toLowerCase().matchAll(/\p{Script=Han}|[\p{L}\p{N}]+(?:[-'’.][\p{L}\p{N}]+)*/gu)].map((match) => ({
    text: match[0],
    at: match.index,
  }));

/** The longest row of a key's words that stands in a text; none if they share no word. */
function longestRun(id: number, key: readonly Word[], words: readonly Word[]): Mention[] {
  const size = (some: readonly Word[]) => some.reduce((sum, { text }) => sum + text.length, 0);
  let best: readonly Word[] = [];
  for (let i = 0; i < key.length; i++) {
    for (let j = 0; j < words.length; j++) {
      let n = 0;
      while (i + n < key.length && key[i + n]?.text === words[j + n]?.text) n++;
      const run = words.slice(j, j + n);
      if (size(run) > size(best)) best = run;
    }
  }
  const [first, last] = [best[0], best.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [{ id, at: first.at, end: last.at + last.text.length, share: size(best) / size(key) }];
}
