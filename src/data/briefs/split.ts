/**
 * The written rule of which names training never sees, and draws that keep to it.
 *
 * A value is held out when FNV-1a (32 bits, then MurmurHash3's finaliser) of `FIELD VALUE`, in lower case, is divisible
 * by ten. What is hashed: a product's whole name; a brand without its ending; a first name; a family name; a town; a
 * street; a price's digits; an offer, a topic, a goal, a hero and a setting as a whole. Held-out briefs draw only these
 * values, training draws only the others. Features, facts, dates and audiences are not split.
 */
import type { Rng } from "../../nn/random.ts";

export type Split = "train" | "held-out";

/** One value in this many is put aside. */
const SHARE = 10;

export const isHeldOutValue = (field: string, value: string): boolean =>
  hash32(`${field} ${value.toLowerCase()}`) % SHARE === 0;

/** A value that belongs to the split: `make` is asked until it gives one. */
export function drawFrom(split: Split, field: string, make: () => string): string {
  for (let tries = 0; tries < 2000; tries++) {
    const value = make();
    if (isHeldOutValue(field, value) === (split === "held-out")) return value;
  }
  throw new Error(`briefs: 2000 draws of a ${field} gave none for "${split}". The table is too small to be split.`);
}

/** One of a table's entries that belong to the split. */
export const pickFrom = (split: Split, field: string, rng: Rng, table: readonly string[]): string =>
  drawFrom(split, field, () => rng.pick(table));

function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
