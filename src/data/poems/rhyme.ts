/**
 * Rhyme, learned from the poems themselves: even lines of regular verse rhyme, so two characters rhyme when they end
 * even lines of the same poem more often than chance has it. Today's pronunciation is no help: it has changed since.
 */
import { linesOf } from "./check.ts";
import type { Poem } from "./poem.ts";

/** So many times as often as chance has it. Within a group of rhymes it is 10 to 100, between two less than 1. */
const LIFT = 3;
/** A pair that was met less often says nothing. */
const SEEN = 2;

export interface Rhymes {
  /** Whether two characters rhyme; undefined where too little is known of either. A character does not rhyme with itself. */
  rhyme(a: string, b: string): boolean | undefined;
}

export function learnRhymes(poems: Iterable<Pick<Poem, "lines">>): Rhymes {
  const pairs = new Map<string, number>();
  const counts = new Map<string, number>();
  let total = 0;
  for (const { lines } of poems) {
    for (const [a, b] of pairsOf(rhymeWords(lines))) {
      if (a === b) continue;
      total++;
      pairs.set(key(a, b), (pairs.get(key(a, b)) ?? 0) + 1);
      for (const end of [a, b]) counts.set(end, (counts.get(end) ?? 0) + 1);
    }
  }
  return {
    rhyme(a, b) {
      if (a === b) return false;
      const [m, n] = [counts.get(a) ?? 0, counts.get(b) ?? 0];
      const byChance = (m * n) / (2 * total);
      const seen = pairs.get(key(a, b)) ?? 0;
      if (seen >= SEEN && seen > LIFT * byChance) return true;
      // Of a group of rhymes each pair should have come up by now: a tenth of all ends is the largest group.
      return 10 * byChance < 2 * SEEN ? undefined : false;
    },
  };
}

/** How many pairs of even lines a poem has, of how many it can be told whether they rhyme, and how many do. */
export interface RhymingPairs {
  readonly pairs: number;
  readonly known: number;
  readonly rhyming: number;
}

export function rhymingPairs(text: string, rhymes: Rhymes): RhymingPairs {
  const told = pairsOf(rhymeWords(linesOf(text))).map(([a, b]) => rhymes.rhyme(a, b));
  const count = (is: (rhyme: boolean | undefined) => boolean) => told.filter(is).length;
  return {
    pairs: told.length,
    known: count((rhyme) => rhyme !== undefined),
    rhyming: count((rhyme) => rhyme === true),
  };
}

const rhymeWords = (lines: readonly string[]): string[] =>
  lines.flatMap((line, i) => (i % 2 === 1 ? [line.at(-1)!] : []));
const pairsOf = (ends: readonly string[]) => ends.flatMap((a, i) => ends.slice(i + 1).map((b) => [a, b] as const));
const key = (a: string, b: string): string => (a < b ? a + b : b + a);
