/** What ends a text or a turn of a model, and the template of its conversations, for other programs. */
import { CHATML, chatMarks, END } from "../../data/index.ts";
import { isForeign } from "../../formats/index.ts";
import type { LoadedLanguage } from "./load.ts";

export interface Marks {
  /** The token; undefined where texts go on for ever. */
  readonly end?: number;
  readonly template?: string;
}

export function marksFor({ purpose, tokenizer }: Pick<LoadedLanguage, "purpose" | "tokenizer">): Marks {
  if (isForeign(tokenizer)) {
    const { endTokens, template } = tokenizer;
    return {
      ...(endTokens[0] === undefined ? {} : { end: endTokens[0] }),
      ...(template === undefined ? {} : { template }),
    };
  }
  if (purpose === "chat") return { end: tokenizer.specialId(chatMarks.end), template: CHATML };
  return purpose === "poems" ? { end: tokenizer.specialId(END) } : {};
}
