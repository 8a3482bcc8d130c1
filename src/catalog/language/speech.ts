/** How a language model reads prompts, and what ends its answers. */
import { type ChatMessage, chatMarks, chatPrompt, END, foreignPrompt, type Values } from "../../data/index.ts";
import { type ForeignTokenizer, isForeign, type Tokenizer } from "../../formats/index.ts";
import { firstLine, ModelError, RequestError } from "../errors.ts";
import type { Purpose } from "./weights.ts";

/** A prompt as the model reads it: its tokens, and the values that the answer may point at (see `data/chat/pointers.ts`). */
export interface ReadPrompt {
  readonly ids: readonly number[];
  readonly values: Values;
}

/** Text to continue, a conversation to answer, or what was read already. */
export type Prompt = string | readonly ChatMessage[] | ReadPrompt;

interface Speaker {
  readonly tokenizer: Tokenizer;
  readonly purpose: Purpose;
}

export interface Speech {
  /** Throws a RequestError for a conversation with a model of no such. */
  readonly read: (prompt: Prompt) => ReadPrompt;
  readonly endTokens: readonly number[];
}

/** @throws ModelError when the tokenizer does not have what the purpose needs. */
export function speechOf({ tokenizer, purpose }: Speaker, name: string): Speech {
  const answers = isForeign(tokenizer)
    ? { endTokens: tokenizer.endTokens, tokensOf: foreignTokens(tokenizer, purpose) }
    : { endTokens: endsOf({ tokenizer, purpose }), tokensOf: ownTokens({ tokenizer, purpose }) };
  return {
    endTokens: answers.endTokens,
    read(prompt) {
      if (typeof prompt !== "string" && "ids" in prompt) return prompt;
      if (typeof prompt !== "string" && purpose !== "chat") {
        throw new RequestError(
          `${name} continues ${purpose}, and was not taught to answer. Give a model for conversations.`,
        );
      }
      return answers.tokensOf(prompt);
    },
  };
}

const plain = (ids: readonly number[]): ReadPrompt => ({ ids, values: new Map() });
const asked = (prompt: string | readonly ChatMessage[]): readonly ChatMessage[] =>
  typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;

function ownTokens({ tokenizer, purpose }: Speaker) {
  return (prompt: string | readonly ChatMessage[]): ReadPrompt => {
    if (typeof prompt === "string" && purpose === "poems") {
      return plain([tokenizer.specialId(END), ...tokenizer.encode(prompt)]);
    }
    if (typeof prompt === "string" && purpose === "text") return plain(tokenizer.encode(prompt));
    return chatPrompt(tokenizer, asked(prompt));
  };
}

/** Text with what the model expects before it, and conversations by its own template. */
function foreignTokens(tokenizer: ForeignTokenizer, purpose: Purpose) {
  return (prompt: string | readonly ChatMessage[]): ReadPrompt => {
    if (typeof prompt === "string" && purpose === "poems") {
      return plain([tokenizer.specialId(END), ...tokenizer.encode(prompt)]);
    }
    if (typeof prompt === "string" && purpose === "text") {
      return plain([...tokenizer.before, ...tokenizer.encode(prompt)]);
    }
    return plain(foreignPrompt(tokenizer, asked(prompt)));
  };
}

function endsOf({ purpose, tokenizer }: Speaker): readonly number[] {
  try {
    if (purpose === "chat") return [tokenizer.specialId(chatMarks.end), tokenizer.specialId(chatMarks.start)];
    return purpose === "poems" ? [tokenizer.specialId(END)] : [];
  } catch (error) {
    throw new ModelError(`a model of ${purpose} whose ${firstLine(error)}`, { cause: error });
  }
}
