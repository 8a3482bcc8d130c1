// SentencePiece joins tokens across a whole text. Where no token has a space behind another character, it can as well be
// cut before each space, so that words can be remembered and their merges are few.

import { type Prefix, prefixed, type Splitter } from "./splitters.ts";
import type { TokenTable } from "./token-table.ts";

/** Spaces, ▁ among them; the first of a text in front of it even where it has one. */
export function spacedWords(tokens: TokenTable, prefix: Prefix): Splitter {
  const first = prefixed(prefix, true);
  const cut = tokens.hasInnerSpace ? undefined : / +[^ ]*|[^ ]+/g;
  return (words, isFirst) => {
    const spaced = first(words, isFirst).map((word) => word.replaceAll("▁", " "));
    return cut === undefined ? spaced : spaced.flatMap((word) => word.match(cut) ?? []);
  };
}
