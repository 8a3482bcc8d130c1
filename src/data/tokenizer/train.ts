/**
 * Training a tokenizer. Byte pairs (Sennrich et al. 2016, algorithm 1): the pair that stands side by side most often
 * becomes a token, again and again. Only different words are kept, with their counts; a pair knows the words that
 * hold it; and a heap knows the most frequent pair, so that a merge costs what it changes.
 */
import {
  appendBytes,
  type BytePairModel,
  type CharacterModel,
  createTokenizer,
  type OwnTokenizer,
  pairKey,
  textParts,
  wordsOfText,
} from "../../formats/index.ts";
import { Heap } from "./heap.ts";

export interface BytePairOptions {
  /** Tokens in all: the 256 bytes, the merges, and the special tokens. */
  readonly size: number;
  readonly special?: readonly string[];
  /** A pair that occurs less often is not merged: 2 unless given. The vocabulary is then smaller. */
  readonly atLeast?: number;
}

/** A tokenizer of byte pairs, learned from texts; the same texts give the same tokens. */
export function trainBytePairs(texts: Iterable<string>, options: BytePairOptions): OwnTokenizer {
  const { size, special = [], atLeast = 2 } = options;
  const wanted = size - 256 - special.length;
  if (!Number.isInteger(size) || wanted < 0 || size > 2 ** 18) {
    throw new RangeError(
      `tokenizer: a size of ${size}. It must be a whole number from ${256 + special.length}, ` +
        `for the bytes and special tokens, to ${2 ** 18}.`,
    );
  }
  const pairs = new Pairs(countWords(texts));
  const merges: BytePairModel["merges"][number][] = [];
  while (merges.length < wanted) {
    const pair = pairs.mostFrequent();
    if (pair === undefined || pair.count < atLeast) break;
    merges.push(pairs.merge(pair.key, 256 + merges.length));
  }
  return createTokenizer({ kind: "byte-pairs", merges, special });
}

/** A tokenizer of the characters of texts, by code point. With `bytes` it can write any text. */
export function trainCharacters(
  texts: Iterable<string>,
  { special = [], bytes = false }: Partial<Pick<CharacterModel, "special" | "bytes">> = {},
): OwnTokenizer {
  const found = new Set<string>();
  for (const text of texts) for (const character of text) found.add(character);
  const characters = [...found].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  return createTokenizer({ kind: "characters", characters, special, bytes });
}

function countWords(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const part of textParts(text)) {
      for (const word of wordsOfText(part)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Words as tokens, with what stands side by side in them. */
class Pairs {
  /** All words, one after the other in one array: a merge reads thousands of them, and rests in the cache. */
  private readonly tokens: Int32Array;
  private readonly starts: Int32Array;
  private readonly lengths: Int32Array;
  private readonly counts: Int32Array;
  private readonly pairs = new Map<number, { count: number; readonly words: number[] }>();
  private readonly heap = new Heap();

  constructor(words: ReadonlyMap<string, number>) {
    const tokens: number[] = [];
    this.counts = Int32Array.from(words.values());
    this.starts = Int32Array.from(words.keys(), (word) => {
      const start = tokens.length;
      appendBytes(word, tokens);
      return start;
    });
    this.tokens = Int32Array.from(tokens);
    this.lengths = this.starts.map((start, at) => (this.starts[at + 1] ?? tokens.length) - start);
    this.starts.forEach((start, at) => {
      for (let i = start + 1; i < start + this.lengths[at]!; i++) {
        this.change(pairKey(tokens[i - 1]!, tokens[i]!), this.counts[at]!, at);
      }
    });
    for (const [key, { count }] of this.pairs) this.heap.push({ key, count });
  }

  /** Counts in the heap may be old: such a pair goes back with its present count. */
  mostFrequent(): { readonly key: number; readonly count: number } | undefined {
    for (;;) {
      const top = this.heap.pop();
      if (top === undefined) return undefined;
      const count = this.pairs.get(top.key)?.count ?? 0;
      if (count === top.count) return top;
      if (count > 0) this.heap.push({ key: top.key, count });
    }
  }

  /** Writes the token in place of the pair everywhere, and returns the pair. */
  merge(key: number, token: number): [left: number, right: number] {
    const [left, right] = [Math.floor(key / 0x100000), key % 0x100000];
    const fresh = new Set<number>();
    for (const at of this.pairs.get(key)!.words) this.mergeIn(at, left, right, token, fresh);
    this.pairs.delete(key);
    for (const made of fresh) {
      const pair = this.pairs.get(made);
      if (pair !== undefined) this.heap.push({ key: made, count: pair.count });
    }
    return [left, right];
  }

  private mergeIn(at: number, left: number, right: number, token: number, fresh: Set<number>): void {
    const { tokens } = this;
    const count = this.counts[at]!;
    const start = this.starts[at]!;
    const end = start + this.lengths[at]!;
    let to = start; // what is written never overtakes what is read
    for (let i = start; i < end; i++) {
      if (tokens[i] !== left || i + 1 === end || tokens[i + 1] !== right) {
        tokens[to++] = tokens[i]!;
        continue;
      }
      if (to > start) this.replace(tokens[to - 1]!, left, tokens[to - 1]!, token, count, at, fresh);
      if (i + 2 < end) this.replace(right, tokens[i + 2]!, token, tokens[i + 2]!, count, at, fresh);
      tokens[to++] = token;
      i++;
    }
    this.lengths[at] = to - start;
  }

  /** One pair fewer, another pair more. */
  private replace(
    left: number,
    right: number,
    newLeft: number,
    newRight: number,
    count: number,
    at: number,
    fresh: Set<number>,
  ): void {
    this.change(pairKey(left, right), -count, at);
    const made = pairKey(newLeft, newRight);
    this.change(made, count, at);
    fresh.add(made);
  }

  private change(key: number, by: number, at: number): void {
    const pair = this.pairs.get(key);
    if (pair === undefined) {
      if (by > 0) this.pairs.set(key, { count: by, words: [at] });
      return;
    }
    pair.count += by;
    if (by > 0 && pair.words.at(-1) !== at) pair.words.push(at);
  }
}
