/**
 * A conversation as tokens, in the form of ChatML: `<|im_start|>role`, a line break, what was said, `<|im_end|>`, a line
 * break. The marks are special tokens, so that nothing that is said can look like one. Says which tokens an answer is.
 */
import type { Tokenizer } from "../../formats/index.ts";

export type Role = "system" | "user" | "assistant";
export interface ChatMessage {
  readonly role: Role;
  readonly content: string;
}

/** The special tokens that a tokenizer needs for conversations. */
export const chatMarks = { start: "<|im_start|>", end: "<|im_end|>" } as const;

export interface MarkedTokens {
  readonly ids: readonly number[];
  /** 1 for each token that the model is to say: an answer and its end. */
  readonly answers: readonly number[];
}

/** All of a conversation; every assistant's message is an answer. */
export function chatTokens(tokenizer: Tokenizer, messages: readonly ChatMessage[]): MarkedTokens {
  const ids: number[] = [];
  const answers: number[] = [];
  const add = (more: readonly number[], isAnswer: boolean) => {
    for (const id of more) {
      ids.push(id);
      answers.push(isAnswer ? 1 : 0);
    }
  };
  const end = tokenizer.specialId(chatMarks.end);
  const lineBreak = tokenizer.encode("\n");
  for (const { role, content } of messages) {
    add(opening(tokenizer, role), false);
    add([...tokenizer.encode(content), end], role === "assistant");
    add(lineBreak, false);
  }
  return { ids, answers };
}

/** A conversation up to where the assistant is to speak. It ends with `chatMarks.end`. */
export const chatPrompt = (tokenizer: Tokenizer, messages: readonly ChatMessage[]): number[] => [
  ...chatTokens(tokenizer, messages).ids,
  ...opening(tokenizer, "assistant"),
];

const opening = (tokenizer: Tokenizer, role: Role): number[] => [
  tokenizer.specialId(chatMarks.start),
  ...tokenizer.encode(`${role}\n`),
];
