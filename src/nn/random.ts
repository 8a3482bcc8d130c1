/**
 * Counter-based random numbers with split keys.
 *
 * A generator is a pure function of (key, position), so a seed names the same numbers on every
 * machine, and a child (`split`) has a key of its own: it draws without moving its parent.
 */
import { philox4x32 } from "./philox.ts";

export interface Rng {
  /** The 64-bit key as two unsigned 32-bit words. */
  readonly key: readonly [number, number];
  /** How many 32-bit words have been drawn so far. */
  readonly position: number;
  /** An independent generator named by a label; drawing from it leaves this one untouched. */
  split(label: string | number): Rng;
  /** The next unsigned 32-bit word. */
  next(): number;
  /** A number in [0, 1) with 24 random bits. */
  float(): number;
  /** An integer in [0, bound). */
  int(bound: number): number;
  /** One element of a non-empty list. */
  pick<T>(items: readonly T[]): T;
  /** A standard normal number (Box and Muller 1958). */
  gaussian(): number;
  /** `count` standard normal numbers. */
  normal(count: number): Float32Array;
  /** `count` numbers in [low, high), rounded to float32. */
  uniform(count: number, low?: number, high?: number): Float32Array;
  /** A random order of 0 … count-1 (Fisher–Yates). */
  permutation(count: number): Int32Array;
}

/** A generator for a seed (any finite integer or a string). `position` resumes a stream where it stood. */
export function createRng(seed: number | string, position = 0): Rng {
  if (typeof seed === "number" && !Number.isFinite(seed)) {
    throw new RangeError(`random: seed ${seed} is not a finite number.`);
  }
  return philox(hash32(`seed:${seed}`, 0x9e3779b9), hash32(`seed:${seed}`, 0x85ebca6b), position);
}

function philox(key0: number, key1: number, start: number): Rng {
  const counter = new Uint32Array(4); // the upper two words stay 0
  const block = new Uint32Array(4);
  let position = start;
  let loaded = -1;

  const next = (): number => {
    const index = Math.floor(position / 4);
    if (index !== loaded) {
      counter[0] = index >>> 0;
      counter[1] = Math.floor(index / 0x100000000);
      philox4x32(counter, key0, key1, block);
      loaded = index;
    }
    return block[position++ % 4] as number;
  };
  const float = (): number => (next() >>> 8) / 0x1000000;
  const int = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1) {
      throw new RangeError(`random: bound ${bound} is not a positive integer.`);
    }
    return Math.floor((next() / 0x100000000) * bound);
  };
  const gaussian = (): number => {
    const radius = Math.sqrt(-2 * Math.log((next() + 1) / 0x100000001));
    return radius * Math.cos(2 * Math.PI * float());
  };

  return {
    key: [key0, key1],
    get position() {
      return position;
    },
    split: (label) =>
      philox(hash32(`${typeof label}:${label}`, key0), hash32(`${typeof label}:${label}`, key1 ^ 0x5bd1e995), 0),
    next,
    float,
    int,
    pick: (items) => {
      if (items.length === 0) throw new RangeError("random: cannot pick from an empty list.");
      return items[int(items.length)] as (typeof items)[number];
    },
    gaussian,
    normal: (count) => Float32Array.from({ length: count }, gaussian),
    uniform: (count, low = 0, high = 1) => Float32Array.from({ length: count }, () => low + (high - low) * float()),
    permutation: (count) => {
      const order = Int32Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = int(i + 1);
        [order[i], order[j]] = [order[j] as number, order[i] as number];
      }
      return order;
    },
  };
}

/** MurmurHash3's mixing over UTF-16 code units: spreads labels over 32 bits. */
function hash32(text: string, seed: number): number {
  let h = seed >>> 0;
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
