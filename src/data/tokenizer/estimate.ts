/** How many tokens a text will have, before its tokenizer is trained. */
import { trainBytePairs } from "./train.ts";

/** Characters of a piece: pieces are learned from and counted by turns. */
const PIECE = 2000;

/**
 * Bytes to a token of a vocabulary of `size`, found on a sample: byte pairs are learned from every other piece and
 * counted on the rest, so that what was learned by heart does not count. A tokenizer that sees all the text does a
 * little better. Undefined for a sample without a second piece.
 */
export function bytesPerToken(sample: string, size: number): number | undefined {
  const parts: [string[], string[]] = [[], []];
  for (let start = 0, turn = 0; start < sample.length; start += PIECE, turn = 1 - turn)
    parts[turn]!.push(sample.slice(start, start + PIECE));
  const [learned, counted] = parts;
  const text = counted.join("");
  if (text === "") return undefined;
  return Buffer.byteLength(text) / trainBytePairs(learned, { size }).encode(text).length;
}
