// Merges: which two tokens join to which, and which merge comes first. A hash in typed arrays.

import { quoted } from "../errors.ts";
import { fail } from "./errors.ts";
import { mostBytes, type Spelling, writeToken } from "./spelling.ts";
import type { TokenTable } from "./token-table.ts";

/** The texts of two tokens, with a space between, or as a pair. */
export type Merge = string | readonly [left: string, right: string];

/** A merge's place in the file is its rank: the lowest is applied first. */
export class PairTable {
  /** The token that each merge makes. */
  readonly merged: Int32Array;
  private readonly lefts: Int32Array;
  private readonly rights: Int32Array;
  /** Ranks + 1 by hash, 0 where none lies. */
  private readonly slots: Int32Array;

  /** @throws FormatError when a merge names no two tokens, or none is spelled as both together are. */
  constructor(merges: readonly Merge[], tokens: TokenTable, spelling: Spelling) {
    this.merged = new Int32Array(merges.length);
    this.lefts = new Int32Array(merges.length);
    this.rights = new Int32Array(merges.length);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * merges.length + 2)));
    let scratch = new Uint8Array(1024);
    for (let rank = 0; rank < merges.length; rank++) {
      const merge = merges[rank]!;
      const [left, right] = typeof merge === "string" ? halves(merge, rank) : merge;
      const room = mostBytes(left) + mostBytes(right);
      if (room > scratch.length) scratch = new Uint8Array(2 * room);
      const middle = writeToken(left, spelling, scratch, 0);
      const end = writeToken(right, spelling, scratch, middle);
      const a = tokens.find(scratch, 0, middle);
      const b = tokens.find(scratch, middle, end);
      const made = tokens.find(scratch, 0, end);
      if (middle === 0 || middle === end || a < 0 || b < 0 || made < 0) throw unknown(rank, left, right, a, b);
      this.enter(rank, a, b, made);
    }
  }

  /** The merge of two tokens, or -1. */
  rankOf(left: number, right: number): number {
    return this.slots[this.slotOf(left, right)]! - 1;
  }

  private enter(rank: number, left: number, right: number, made: number): void {
    const slot = this.slotOf(left, right);
    if (this.slots[slot] !== 0) return; // listed twice: the earlier one wins
    this.lefts[rank] = left;
    this.rights[rank] = right;
    this.merged[rank] = made;
    this.slots[slot] = rank + 1;
  }

  private slotOf(left: number, right: number): number {
    const mask = this.slots.length - 1;
    const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const rank = this.slots[slot]! - 1;
      if (this.lefts[rank] === left && this.rights[rank] === right) break;
    }
    return slot;
  }
}

function halves(merge: string, rank: number): readonly [string, string] {
  const space = merge.indexOf(" ", 1); // a token may begin with a space
  if (space < 0) throw fail(`merge ${rank} is ${quoted(merge)}. It must be two tokens with a space between`);
  return [merge.slice(0, space), merge.slice(space + 1)];
}

function unknown(rank: number, left: string, right: string, a: number, b: number) {
  const named = [...(a < 0 ? [left] : []), ...(b < 0 ? [right] : [])];
  const missing = (named.length > 0 ? named : [left + right]).map(quoted).join(" and ");
  return fail(`merge ${rank} joins ${quoted(left)} and ${quoted(right)}, but ${missing} is no token of the vocabulary`);
}
