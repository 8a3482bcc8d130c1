/** What a set of pictures cannot teach: one picture, or one many times over. */
import { createHash } from "node:crypto";

/** Mean difference, of 255, up to which two pictures show the same: another compression of one picture stays below. */
const SAME = 2;

/** Warnings in plain words, most important first; none for a set that has something to teach. */
export function warningsOf(pictures: readonly { readonly pixels: Uint8Array }[]): string[] {
  const [first, ...others] = pictures.map(({ pixels }) => pixels);
  if (first === undefined) return [];
  if (others.length === 0) return ["only one picture: a model can do no more than repeat it"];
  if (others.every((pixels) => difference(pixels, first) <= SAME)) {
    return [`all ${pictures.length} pictures are alike: a model can do no more than repeat one`];
  }
  const distinct = new Set(pictures.map(({ pixels }) => createHash("sha256").update(pixels).digest("base64"))).size;
  const repeated = pictures.length - distinct;
  return repeated === 0 ? [] : [`${repeated} of ${pictures.length} pictures are copies of others`];
}

function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum / one.length;
}
