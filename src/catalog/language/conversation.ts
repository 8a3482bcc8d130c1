/** A conversation that grows: its messages, what of them still fits, and its next answer. */
import type { ChatMessage } from "../../data/index.ts";
import { RequestError } from "../errors.ts";
import type { OpenLanguage } from "./open.ts";
import { completeTextRequest, type TextRequest } from "./request.ts";
import { type TextWatch, type WrittenText, writeTexts } from "./texts.ts";

export interface ChatAnswer extends WrittenText {
  readonly seed: number;
  /** Messages at the beginning that no longer fit, and were not read. */
  readonly leftOut: number;
}

export interface Conversation {
  readonly messages: readonly ChatMessage[];
  system: string | undefined;
  /** Of the next answer; each takes the one behind it. */
  seed: number;
  /**
   * Answers a message. An answer that the signal stops is kept as far as it came; of one that had not begun, nothing is.
   * @throws RequestError for a message that cannot be read; the conversation is then as before.
   */
  ask(content: string, watch?: TextWatch): Promise<ChatAnswer>;
  /** Takes the last answer back and gives another one. */
  retry(watch?: TextWatch): Promise<ChatAnswer>;
  /** Begins anew with these messages: with none unless given. */
  reset(messages?: readonly ChatMessage[]): void;
}

/** @throws RequestError for a model that was not taught to answer, or a setting out of bounds. */
export function startConversation(model: OpenLanguage, request: TextRequest = {}, system?: string): Conversation {
  if (model.purpose !== "chat") {
    throw new RequestError(
      `${model.name} was not taught to answer, but ${model.purpose}. Give a model for conversations, such as clerk.`,
    );
  }
  const { seed, count: _, ...settings } = completeTextRequest(request, "chat");
  let messages: ChatMessage[] = [];
  let from = 0;
  const answer = async (asked: readonly ChatMessage[], watch: TextWatch): Promise<ChatAnswer> => {
    const head: ChatMessage[] = state.system ? [{ role: "system", content: state.system }] : [];
    const fit = fitConversation(model, head, asked, from, settings.maxTokens);
    const prompts = [{ prompt: [...head, ...asked.slice(fit)], seed: state.seed }];
    const [written] = await writeTexts(model, prompts, settings, watch);
    from = fit;
    messages = written!.text === "" && written!.ending === "aborted" ? messages : [...asked, said(written!.text)];
    return { ...written!, seed: state.seed++, leftOut: fit };
  };
  const state: Conversation = {
    get messages() {
      return messages;
    },
    system,
    seed,
    ask: (content, watch = {}) => {
      if (content.trim() === "") throw new RequestError("the message is empty. Say something.");
      return answer([...messages, { role: "user", content }], watch);
    },
    retry: (watch = {}) => {
      const asked = messages.findLastIndex(({ role }) => role === "user");
      if (asked < 0) throw new RequestError("there is no answer yet. Say something first.");
      return answer(messages.slice(0, asked + 1), watch);
    },
    reset(given = []) {
      messages = [...given];
      from = 0;
    },
  };
  return state;
}

const said = (content: string): ChatMessage => ({ role: "assistant", content });

/** Part of the context that is kept for the answer. */
const ANSWER = 1 / 4;
/** How full the rest is after turns were left out: so many answers later they are still the same ones. */
const FULL = 3 / 4;

/**
 * How many messages at the beginning are left out, at least `from`: whole turns, the oldest first.
 * @throws RequestError where the last message does not fit, whatever is left out.
 */
export function fitConversation(
  model: OpenLanguage,
  head: readonly ChatMessage[],
  messages: readonly ChatMessage[],
  from = 0,
  maxTokens = Number.POSITIVE_INFINITY,
): number {
  const { context } = model.config;
  const room = context - Math.min(maxTokens, Math.floor(context * ANSWER));
  const sizeFrom = (start: number) => model.read([...head, ...messages.slice(start)]).ids.length;
  if (sizeFrom(from) <= room) return from;
  const starts = messages.flatMap(({ role }, i) => (role === "user" && i > from ? [i] : []));
  const last = messages.findLastIndex(({ role }) => role === "user");
  const start = starts.find((start) => sizeFrom(start) <= room * FULL) ?? last;
  const size = sizeFrom(start);
  if (size <= room) return start;
  const headSize = head.length === 0 ? 0 : model.read(head).ids.length;
  const what =
    headSize > room / 2 ? `the system message and files have ${headSize} tokens` : `the message has ${size} tokens`;
  throw new RequestError(
    `${what}, and ${room} of the model's ${context} can be read, the rest is for the answer. Shorten it.`,
  );
}
