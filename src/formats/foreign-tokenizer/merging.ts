// Joining symbols to tokens: the earliest merge first, leftmost first, until none is left. Two vocabularies work so:
// byte pairs, whose merges have an order (Sennrich et al. 2016), and SentencePiece's, whose tokens have scores.

import type { PairTable } from "./pair-table.ts";
import type { TokenTable } from "./token-table.ts";

/** Which merge two neighbours have. A lower rank is applied earlier. */
export interface Merges {
  /** The merge of the symbols that lie at start … middle and middle … end, tokens or -1; -1 where they have none. */
  find(text: Uint8Array, start: number, end: number, left: number, right: number): number;
  rankOf(merge: number): number;
  tokenOf(merge: number): number;
}

export const pairMerges = (pairs: PairTable): Merges => ({
  find: (_text, _start, _end, left, right) => (left < 0 || right < 0 ? -1 : pairs.rankOf(left, right)),
  rankOf: (rank) => rank,
  tokenOf: (rank) => pairs.merged[rank]!,
});

/** Tokens of equal scores have equal ranks, so that the leftmost comes first. */
export function scoreMerges(tokens: TokenTable, scores: ArrayLike<number>): Merges {
  const order = Float64Array.from({ length: tokens.size }, (_, id) => scores[id]!);
  const distinct = [...new Set(order)].sort((a, b) => b - a);
  const rankOfScore = new Map(distinct.map((score, rank) => [score, rank]));
  const ranks = Int32Array.from(order, (score) => rankOfScore.get(score)!);
  return {
    find: (text, start, end) => tokens.find(text, start, end),
    rankOf: (id) => ranks[id]!,
    tokenOf: (id) => id,
  };
}

const NONE = -1;

/** Symbols in a chain, and a heap of the merges that neighbours have: n log n for n symbols. Reused for every word. */
export class Merger {
  private readonly merges: Merges;
  private room = 0;
  private starts = new Uint32Array(0);
  private tokens = new Int32Array(0);
  private next = new Int32Array(0);
  private previous = new Int32Array(0);
  /** The merge that a symbol has with the next. */
  private merge = new Int32Array(0);
  /** Rank · 2³² + symbol of each possible merge; old ones stay until they come up. */
  private heap = new Float64Array(0);
  private waiting = 0;
  private count = 0;

  constructor(merges: Merges) {
    this.merges = merges;
  }

  begin(mostSymbols: number): void {
    this.count = 0;
    this.waiting = 0;
    if (mostSymbols <= this.room) return;
    this.room = 2 * mostSymbols;
    this.starts = new Uint32Array(this.room + 1);
    for (const name of ["tokens", "next", "previous", "merge"] as const) this[name] = new Int32Array(this.room);
    this.heap = new Float64Array(3 * this.room);
  }

  /** A token, or -1 for a character that is none. */
  add(start: number, token: number): void {
    this.starts[this.count] = start;
    this.tokens[this.count++] = token;
  }

  /** Merges all, and calls back for each symbol that is left. */
  run(text: Uint8Array, end: number, emit: (token: number, start: number, end: number) => void): void {
    const { count, next, previous, starts, tokens } = this;
    starts[count] = end;
    for (let i = 0; i < count; i++) {
      next[i] = i + 1 < count ? i + 1 : NONE;
      previous[i] = i - 1;
    }
    for (let i = 0; i + 1 < count; i++) this.look(i, text, end);
    while (this.waiting > 0) {
      const key = this.pop();
      const i = key % 0x100000000;
      const merge = this.merge[i]!;
      if (merge === NONE || this.merges.rankOf(merge) !== Math.floor(key / 0x100000000)) continue;
      const right = next[i]!;
      tokens[i] = this.merges.tokenOf(merge);
      this.merge[right] = NONE;
      next[i] = next[right]!;
      if (next[i] !== NONE) previous[next[i]!] = i;
      this.look(i, text, end);
      if (previous[i] !== NONE) this.look(previous[i]!, text, end);
    }
    if (count === 0) return;
    for (let i = 0; i !== NONE; i = next[i]!) {
      emit(tokens[i]!, starts[i]!, next[i] === NONE ? end : starts[next[i]!]!);
    }
  }

  /** Which merge a symbol and the next one have. */
  private look(i: number, text: Uint8Array, end: number): void {
    const { next, starts, tokens } = this;
    const right = next[i]!;
    if (right === NONE) {
      this.merge[i] = NONE;
      return;
    }
    const stop = next[right] === NONE ? end : starts[next[right]!]!;
    const merge = this.merges.find(text, starts[i]!, stop, tokens[i]!, tokens[right]!);
    this.merge[i] = merge;
    if (merge !== NONE) this.push(this.merges.rankOf(merge) * 0x100000000 + i);
  }

  private push(key: number): void {
    const { heap } = this;
    let at = this.waiting++;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (heap[up]! <= key) break;
      heap[at] = heap[up]!;
      at = up;
    }
    heap[at] = key;
  }

  private pop(): number {
    const { heap } = this;
    const least = heap[0]!;
    const key = heap[--this.waiting]!;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= this.waiting) break;
      if (down + 1 < this.waiting && heap[down + 1]! < heap[down]!) down++;
      if (heap[down]! >= key) break;
      heap[at] = heap[down]!;
      at = down;
    }
    heap[at] = key;
    return least;
  }
}
