/** What a model was taught to continue, and how an export carries it. */
import { END } from "../../data/index.ts";
import type { ForeignTokenizer } from "../../formats/index.ts";

/** Running text, poems by their form, or conversations. */
export const PURPOSES = ["text", "poems", "chat"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Where Onda writes it: in the metadata of a GGUF, and in `config.json`. */
export const PURPOSE_KEY = "onda.purpose";
export const PURPOSE_FIELD = "onda_purpose";

/**
 * The purpose of a model from elsewhere. A template of conversations means that it was taught them.
 * @param said what Onda wrote when it exported the model; believed where the tokenizer has what it needs
 */
export function purposeOf(tokenizer: ForeignTokenizer, said: unknown): Purpose {
  if (said === "poems" && tokenizer.special.includes(END)) return "poems";
  return tokenizer.template === undefined ? "text" : "chat";
}
