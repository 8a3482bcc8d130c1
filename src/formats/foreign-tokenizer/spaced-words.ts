// SentencePiece joins tokens across a whole text. Where no token has a space behind a character, the text can as well be
// cut between the two, so that words can be remembered and their merges are few; likewise at line breaks.

import { type Prefix, prefixed, type Splitter } from "./splitters.ts";
import type { TokenTable } from "./token-table.ts";

/**
 * Spaces are ▁, and one stands before a text even where it begins with one.
 * @param spellsAll whether every character can be written: else unknown ones in a row, line breaks among them, are one
 */
export function spacedWords(tokens: TokenTable, prefix: Prefix, spellsAll: boolean): Splitter {
  const first = prefixed(prefix, "▁", true);
  const cut = wordPattern([...tokens.beforeSpaces], spellsAll && !tokens.hasInnerBreak);
  return (words, isFirst) => {
    const spaced = first(words, isFirst).map((word) => word.replaceAll(" ", "▁"));
    return cut === undefined ? spaced : spaced.flatMap((word) => word.match(cut) ?? []);
  };
}

/** Spaces, then what is none, or spaces behind what tokens have before them (Gemma: `> </`). */
function wordPattern(beforeSpaces: readonly number[], atBreaks: boolean): RegExp | undefined {
  if (beforeSpaces.some((byte) => byte >= 0x80)) return undefined; // a part of a character
  const other = atBreaks ? "[^▁\\n]" : "[^▁]";
  const inside = beforeSpaces.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  const word = inside === "" ? `▁*${other}+` : `▁*(?:${other}|(?<=[${inside}])▁+)+`;
  return new RegExp(`${word}|▁+${atBreaks ? "|\\n+" : ""}`, "g");
}
