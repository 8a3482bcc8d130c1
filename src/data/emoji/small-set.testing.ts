/** A small real set for tests: sixteen concepts of every kind, rendered once per test file. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildEmojiSet } from "./build.ts";
import type { EmojiSet } from "./concept.ts";
import { openEmojiSet } from "./open.ts";

const SMALL = [
  "1F34E", // red apple
  "1F34C", // banana
  "1F408", // cat
  "1F415", // dog
  "1F697", // car
  "1F600", // grinning face
  "1F418", // elephant
  "2764", // red heart
  "1F4D8", // blue book
  "1F339", // rose
  "1F332", // evergreen tree
  "1F41F", // fish
  "1F3E0", // house
  "1F680", // rocket
  "1F388", // balloon
  "1F455", // t-shirt
];

export async function smallSet(): Promise<EmojiSet> {
  const out = await mkdtemp(join(tmpdir(), "onda-emoji-"));
  try {
    await buildEmojiSet({ out, only: SMALL });
    return await openEmojiSet(out);
  } finally {
    await rm(out, { recursive: true });
  }
}
