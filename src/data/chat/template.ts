/**
 * A conversation as tokens, in the form of ChatML: `<|im_start|>role`, a line break, what was said, `<|im_end|>`, a line
 * break. The marks are special tokens, so that nothing that is said can look like one. Says which tokens an answer is.
 */
import type { Tokenizer } from "../../formats/index.ts";
import { markMentions } from "./mentions.ts";
import { marksOf, markValues, type Piece, pointAtValues, type Values } from "./pointers.ts";

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

export interface ChatTokens extends MarkedTokens {
  /** What pointers point at, where the tokenizer has them: see `pointerReader`. */
  readonly values: Values;
}

/** All of a conversation; every assistant's message is an answer. */
export function chatTokens(tokenizer: Tokenizer, messages: readonly ChatMessage[]): ChatTokens {
  const ids: number[] = [];
  const answers: number[] = [];
  const values = new Map<number, string>();
  const keys = new Map<number, string>();
  const marks = marksOf(tokenizer);
  const spell = (pieces: readonly Piece[]) =>
    pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : tokenizer.encode(piece)));
  const tokensOf = ({ role, content }: ChatMessage) => {
    if (marks.size === 0) return tokenizer.encode(content);
    if (role === "assistant") return spell(pointAtValues(content, values));
    const before = new Map(keys);
    return spell(markMentions(markValues(content, marks, values, keys), before));
  };
  const add = (more: readonly number[], isAnswer: boolean) => {
    for (const id of more) {
      ids.push(id);
      answers.push(isAnswer ? 1 : 0);
    }
  };
  const end = tokenizer.specialId(chatMarks.end);
  const lineBreak = tokenizer.encode("\n");
  for (const message of messages) {
    add(opening(tokenizer, message.role), false);
    add([...tokensOf(message), end], message.role === "assistant");
    add(lineBreak, false);
  }
  return { ids, answers, values };
}

/** A conversation up to where the assistant is to speak. It ends with `chatMarks.end`. */
export function chatPrompt(tokenizer: Tokenizer, messages: readonly ChatMessage[]): Pick<ChatTokens, "ids" | "values"> {
  const { ids, values } = chatTokens(tokenizer, messages);
  return { ids: [...ids, ...opening(tokenizer, "assistant")], values };
}

const opening = (tokenizer: Tokenizer, role: Role): number[] => [
  tokenizer.specialId(chatMarks.start),
  ...tokenizer.encode(`${role}\n`),
];
