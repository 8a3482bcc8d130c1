// The tokens of one word, by the three kinds of model that vocabularies come with: merges, unigrams, word pieces.

import { Merger, type Merges } from "./merging.ts";
import type { TokenTable } from "./token-table.ts";

/** Appends the tokens of the word that lies at 0 … `end` of `text`. */
export type WordEncoder = (text: Uint8Array, end: number, into: number[]) => void;

/** What is written for characters that are no token. */
export interface Fallback {
  /** A token for each byte. */
  readonly bytes?: Int32Array;
  /** Else this one; else nothing. */
  readonly unknown?: number;
  /** Several unknown characters in a row are one unknown token. */
  readonly fuse: boolean;
}

export interface MergingOptions {
  /** What is merged: bytes, or characters. */
  readonly symbols: "bytes" | "characters";
  /** A word that is a token is that token, whatever its merges say. */
  readonly wholeWords: boolean;
  readonly fallback: Fallback;
}

/** Byte pairs (Sennrich et al. 2016), and SentencePiece's by scores: neighbours join, the earliest merge first. */
export function mergedWords(tokens: TokenTable, merges: Merges, options: MergingOptions): WordEncoder {
  const { symbols, wholeWords, fallback } = options;
  const merger = new Merger(merges);
  const isBytes = symbols === "bytes";
  return (text, end, into) => {
    const whole = wholeWords ? tokens.find(text, 0, end) : -1;
    if (whole >= 0) {
      into.push(whole);
      return;
    }
    merger.begin(end);
    for (let start = 0; start < end; ) {
      const stop = isBytes ? start + 1 : Math.min(end, start + lengthOfCharacter(text[start]!));
      merger.add(start, tokens.find(text, start, stop));
      start = stop;
    }
    let wasUnknown = false;
    merger.run(text, end, (token, start, stop) => {
      if (token >= 0) into.push(token);
      else pushUnknown(fallback, text, start, stop, wasUnknown, into);
      wasUnknown = token < 0;
    });
  };
}

/** Kudo 2018: of all ways to cut the word, the one with the largest sum of scores (logarithms of probabilities). */
export function unigramWords(tokens: TokenTable, scores: ArrayLike<number>, fallback: Fallback): WordEncoder {
  let lowest = Number.POSITIVE_INFINITY;
  for (let id = 0; id < scores.length; id++) lowest = Math.min(lowest, scores[id]!);
  const unknownScore = lowest - 10; // SentencePiece's kUnkPenalty
  let best = new Float64Array(0);
  let begins = new Int32Array(0);
  let chosen = new Int32Array(0);
  return (text, end, into) => {
    if (end >= best.length) [best, begins, chosen] = [new Float64Array(2 * end + 1), new Int32Array(2 * end + 1), new Int32Array(2 * end + 1)];
    best.fill(Number.NEGATIVE_INFINITY, 0, end + 1);
    best[0] = 0;
    for (let start = 0; start < end; ) {
      const next = Math.min(end, start + lengthOfCharacter(text[start]!));
      const offer = (id: number, stop: number) => {
        const score = best[start]! + (id < 0 ? unknownScore : scores[id]!);
        if (score <= best[stop]!) return;
        best[stop] = score;
        begins[stop] = start;
        chosen[stop] = id;
      };
      tokens.findAll(text, start, end, offer);
      if (tokens.find(text, start, next) < 0) offer(-1, next);
      start = next;
    }
    const path: number[] = [];
    for (let stop = end; stop > 0; stop = begins[stop]!) path.push(stop);
    let wasUnknown = false;
    for (const stop of path.reverse()) {
      if (chosen[stop]! >= 0) into.push(chosen[stop]!);
      else pushUnknown(fallback, text, begins[stop]!, stop, wasUnknown, into);
      wasUnknown = chosen[stop]! < 0;
    }
  };
}

/**
 * Word pieces (Wu et al. 2016): the longest token that the word begins with, then the longest that the rest does, or
 * unknown as a whole. Tokens that begin a word are spelled with a space before them.
 */
export function wordPieces(tokens: TokenTable, unknown: number | undefined, mostCharacters: number): WordEncoder {
  let word = new Uint8Array(128);
  return (text, end, into) => {
    if (end >= word.length) word = new Uint8Array(2 * end);
    word[0] = 0x20;
    word.set(text.subarray(0, end), 1);
    const last = end + 1;
    const before = into.length;
    let start = charactersIn(text, end) > mostCharacters ? -1 : 0;
    while (start >= 0 && start < last) {
      let stop = Math.min(last, start + tokens.longest);
      let id = -1;
      for (; stop > start && id < 0; stop--) id = tokens.find(word, start, stop);
      if (id >= 0) into.push(id);
      start = id < 0 ? -1 : stop + 1;
    }
    if (start >= 0) return;
    into.length = before;
    if (unknown !== undefined) into.push(unknown);
  };
}

function pushUnknown(
  { bytes, unknown, fuse }: Fallback,
  text: Uint8Array,
  start: number,
  stop: number,
  wasUnknown: boolean,
  into: number[],
): void {
  let isSpelled = bytes !== undefined;
  for (let i = start; i < stop && isSpelled; i++) isSpelled = bytes![text[i]!]! >= 0;
  if (isSpelled) for (let i = start; i < stop; i++) into.push(bytes![text[i]!]!);
  else if (unknown !== undefined && !(fuse && wasUnknown)) into.push(unknown);
}

/** Bytes of the character that begins with this byte. */
function lengthOfCharacter(byte: number): number {
  return byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

function charactersIn(text: Uint8Array, end: number): number {
  let count = 0;
  for (let i = 0; i < end; i++) if ((text[i]! & 0xc0) !== 0x80) count++;
  return count;
}
