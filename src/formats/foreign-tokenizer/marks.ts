// Which tokens are marks, that text must never become by itself, and which of them end what a model says.

import type { AddedToken } from "./added-tokens.ts";
import type { NamedTokens } from "./tokenizer.ts";

/** Ends of turns and texts, as vocabularies name them; files often forget to say that they are more than words. */
const ENDS =
  "<|eot_id|> <|im_end|> <|end|> <|return|> <|call|> <end_of_turn> <|endoftext|> </s> <|eom_id|> <EOT> _<EOT> [EOT] [EOS] " +
  "<|end_of_text|> <end_of_utterance> <eos> <turn|> <｜end▁of▁sentence｜>";
const endNames = new Set(ENDS.split(" "));

/**
 * Added tokens with marks among them found out: control tokens are, and so are those that end a turn or that the
 * conversations' template writes, whatever the file says (`<think>` is none in Qwen 3's).
 */
export function withMarks(added: readonly AddedToken[], template: string | undefined): readonly AddedToken[] {
  const isWritten = ({ text }: AddedToken) => /\S\S/.test(text) && template !== undefined && template.includes(text);
  return added.map((token) =>
    token.isSpecial || endNames.has(token.text) || isWritten(token) ? { ...token, isSpecial: true } : token,
  );
}

/** Any of these ends what a model says. */
export function endTokensOf(added: readonly AddedToken[], { end, endOfTurn }: NamedTokens): number[] {
  const byName = added.filter(({ text }) => endNames.has(text)).map(({ id }) => id);
  return [...new Set([end, endOfTurn, ...byName].filter((id) => id !== undefined))];
}
