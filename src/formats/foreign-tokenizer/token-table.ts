// A vocabulary as bytes: every token's spelling in one array, and a hash that finds a stretch of text among them. No
// strings, so that a quarter of a million tokens are ready in a fraction of a second.

import { quoted } from "../errors.ts";
import { fail } from "./errors.ts";
import { mostBytes, type Spelling, writeToken } from "./spelling.ts";

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv. */
const HASH_START = 0x811c9dc5;
const HASH_STEP = 0x01000193;

export type Findable = "yes" | "unless taken" | "no";

export class TokenTable {
  readonly size: number;
  /** Bytes of the longest token that can be found. */
  readonly longest: number;
  /** Whether one of them has a space behind another character. */
  readonly hasInnerSpace: boolean;
  private readonly bytes: Uint8Array;
  /** Token i lies at ends[i] … ends[i + 1]. */
  private readonly ends: Uint32Array;
  /** Tokens + 1 by hash, 0 where none lies. */
  private readonly slots: Int32Array;

  /**
   * @param tokens by id; undefined where an id has none
   * @param spellingOf how a token is written
   * @param findable whether text may become the token by itself; "unless taken": where no other is spelled so
   * @throws FormatError when two tokens that can be found are spelled the same.
   */
  constructor(
    tokens: readonly (string | undefined)[],
    spellingOf: (id: number) => Spelling,
    findable: (id: number) => Findable,
  ) {
    this.size = tokens.length;
    this.ends = new Uint32Array(tokens.length + 1);
    let [room, longest, hasInnerSpace] = [0, 0, false];
    for (const token of tokens) room += token === undefined ? 0 : mostBytes(token);
    const bytes = new Uint8Array(room);
    let at = 0;
    for (let id = 0; id < tokens.length; id++) {
      const token = tokens[id];
      if (token !== undefined) at = writeToken(token, spellingOf(id), bytes, at);
      this.ends[id + 1] = at;
    }
    this.bytes = bytes.slice(0, at);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * tokens.length + 2)));
    for (const wanted of ["yes", "unless taken"] as const) {
      for (let id = 0; id < tokens.length; id++) {
        if (this.lengthOf(id) === 0 || findable(id) !== wanted) continue;
        this.enter(id, tokens, wanted === "unless taken");
        longest = Math.max(longest, this.lengthOf(id));
        hasInnerSpace ||= this.spaceInside(id);
      }
    }
    this.longest = longest;
    this.hasInnerSpace = hasInnerSpace;
  }

  /** A view of the token's bytes: none where the id has no token. */
  bytesOf(id: number): Uint8Array {
    if (!Number.isInteger(id) || id < 0 || id >= this.size) {
      throw fail(`token ${id}. Tokens are whole numbers from 0 to ${this.size - 1}`);
    }
    return this.bytes.subarray(this.ends[id]!, this.ends[id + 1]!);
  }

  lengthOf(id: number): number {
    return this.ends[id + 1]! - this.ends[id]!;
  }

  /** The token that is spelled as these bytes are, or -1. */
  find(text: Uint8Array, start: number, end: number): number {
    if (end - start > this.longest) return -1;
    let hash = HASH_START;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ text[i]!, HASH_STEP);
    return this.slots[this.slotOf(hash, text, start, end)]! - 1;
  }

  /** Calls back for each token that the text begins with from `start` on, the shortest first. */
  findAll(text: Uint8Array, start: number, end: number, found: (id: number, end: number) => void): void {
    const last = Math.min(end, start + this.longest);
    let hash = HASH_START;
    for (let i = start; i < last; i++) {
      hash = Math.imul(hash ^ text[i]!, HASH_STEP);
      const id = this.slots[this.slotOf(hash, text, start, i + 1)]! - 1;
      if (id >= 0) found(id, i + 1);
    }
  }

  private spaceInside(id: number): boolean {
    for (let i = this.ends[id]! + 1; i < this.ends[id + 1]!; i++) {
      if (this.bytes[i] === 0x20 && this.bytes[i - 1] !== 0x20) return true;
    }
    return false;
  }

  private enter(id: number, tokens: readonly (string | undefined)[], yields: boolean): void {
    const [start, end] = [this.ends[id]!, this.ends[id + 1]!];
    let hash = HASH_START;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ this.bytes[i]!, HASH_STEP);
    const slot = this.slotOf(hash, this.bytes, start, end);
    const before = this.slots[slot]! - 1;
    if (before >= 0 && yields) return;
    if (before >= 0) throw fail(`tokens ${before} and ${id} are both ${quoted(tokens[id]!)}. Each must be another text`);
    this.slots[slot] = id + 1;
  }

  /** Where these bytes lie, or would. */
  private slotOf(hash: number, text: Uint8Array, start: number, end: number): number {
    const { bytes, ends, slots } = this;
    const mask = slots.length - 1;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const id = slots[slot]! - 1;
      const from = ends[id]!;
      if (ends[id + 1]! - from !== length) continue;
      let same = 0;
      while (same < length && bytes[from + same] === text[start + same]) same++;
      if (same === length) break;
    }
    return slot;
  }
}
