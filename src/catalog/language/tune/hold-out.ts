/** Which examples are held out: about a tenth, by what they say, so that the same ones are whenever they are read. */
import { createHash } from "node:crypto";
import type { Example } from "../../../data/index.ts";
import type { TuneItem } from "./examples.ts";

export interface Split {
  readonly training: readonly TuneItem[];
  /** Empty where there are fewer than ten examples. */
  readonly heldOut: readonly TuneItem[];
}

const FEWEST = 10;
const ONE_IN = 10;

/** Equal examples are on one side: what was learned by heart proves nothing. */
export function holdOut(items: readonly TuneItem[]): Split {
  const hashes = items.map(({ example }) => hashOf(example));
  const smallest = hashes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const chosen = hashes.some((hash) => hash % ONE_IN === 0)
    ? (hash: number) => hash % ONE_IN === 0
    : (hash: number) => hash === smallest;
  const training = items.filter((_, i) => !chosen(hashes[i]!));
  if (items.length < FEWEST || training.length === 0) return { training: items, heldOut: [] };
  return { training, heldOut: items.filter((_, i) => chosen(hashes[i]!)) };
}

function hashOf(example: Example): number {
  const { kind, line, ...said } = example;
  return createHash("sha256").update(JSON.stringify(said)).digest().readUInt32BE(0);
}
