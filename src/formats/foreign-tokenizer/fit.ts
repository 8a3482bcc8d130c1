// Whether a vocabulary and a model's weights belong together.

import { fail } from "./errors.ts";

/** Rows that makers add so that sizes are round numbers. */
const MOST_PADDING = 4096;

/**
 * @param size tokens of the vocabulary
 * @param rows of the model's embedding table
 * @throws FormatError when there are fewer rows than tokens, or more than rounding up explains.
 */
export function requireFittingVocabulary({ size }: { readonly size: number }, rows: number): void {
  if (rows >= size && rows - size <= MOST_PADDING) return;
  throw fail(
    `${size} tokens for a model of ${rows}. There must be a row for each token, and at most ${MOST_PADDING} more: take the ` +
      "tokenizer that came with the model",
  );
}
