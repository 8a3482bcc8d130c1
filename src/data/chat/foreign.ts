/**
 * A conversation as a model from elsewhere reads it: by the Jinja template in its file, or as ChatML where it has none.
 * What is said never becomes a special token. The template is rendered with a placeholder for each content; its own text
 * may write special tokens, and contents are put in as plain text. All is then read as one text, as it was in training.
 */
import { type ForeignTokenizer, FormatError, type Segment } from "../../formats/index.ts";
import { renderJinja, type Variables } from "./jinja.ts";
import type { ChatMessage } from "./template.ts";

export interface ForeignPromptOptions {
  /** Instead of the tokenizer's own. */
  readonly template?: string;
  /** What else the template may ask for, such as `enable_thinking`. */
  readonly variables?: Variables;
  /** For templates that write the date; they take one of their own without. */
  readonly now?: Date;
}

/**
 * A conversation up to where the assistant is to speak.
 * @throws FormatError when the template is damaged, refuses the conversation, or looks into what was said.
 */
export function foreignPrompt(
  tokenizer: ForeignTokenizer,
  messages: readonly ChatMessage[],
  options: ForeignPromptOptions = {},
): number[] {
  const ids = tokenizer.encodeSegments(promptSegments(tokenizer, messages, options));
  const { before } = tokenizer;
  return before.every((id, i) => ids[i] === id) ? ids : [...before, ...ids];
}

/** The prompt's text: the template's own is trusted, contents are not. */
export function promptSegments(
  tokenizer: ForeignTokenizer,
  messages: readonly ChatMessage[],
  { template = tokenizer.template ?? CHATML, variables, now }: ForeignPromptOptions = {},
): Segment[] {
  if (PRIVATE.test(template))
    throw new FormatError("the model's template of conversations holds U+E000, U+E001 or U+205F.");
  const { begin, end, unknown, padding } = tokenizer.named;
  const nameOf = (id: number | undefined) => (id === undefined ? "" : tokenizer.decode([id]));
  const render = (talk: readonly ChatMessage[]): Segment[] => {
    const text = renderJinja(template, {
      ...{ bos_token: nameOf(begin), eos_token: nameOf(end), unk_token: nameOf(unknown), pad_token: nameOf(padding) },
      ...(now === undefined ? {} : { strftime_now: (format: unknown) => dateAs(String(format), now) }),
      ...variables,
      messages: talk.map(({ role, content }, i) => ({ role, content: content === "" ? "" : placeholder(i) })),
      add_generation_prompt: true,
    });
    return segmentsOf(text, talk);
  };
  const [first, second, ...rest] = messages;
  if (first?.role !== "system" || second?.role !== "user") return render(messages);
  try {
    return render(messages);
  } catch (error) {
    // Some models know no system: it is told with the first question instead.
    try {
      return render([{ role: "user", content: `${first.content}\n\n${second.content}` }, ...rest]);
    } catch {
      throw error;
    }
  }
}

/** The template of Onda's own conversations. */
export const CHATML =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/** Characters that no text needs: they mark a content, and a space beside it that a template trims or does not. */
const [OPEN, CLOSE, EDGE] = ["\ue000", "\ue001", "\u205f"];
const PRIVATE = /[\ue000\ue001\u205f]/;
const placeholder = (i: number): string => `${EDGE}${OPEN}${i}${CLOSE}${EDGE}`;

function segmentsOf(text: string, messages: readonly ChatMessage[]): Segment[] {
  const segments: Segment[] = [];
  const add = (part: string, trusted: boolean) => {
    if (part !== "") segments.push({ text: part, trusted });
  };
  let end = 0;
  for (const { 0: match, 1: left, 2: index, 3: right, index: start } of text.matchAll(
    /(\u205f?)\ue000(\d+)\ue001(\u205f?)/g,
  )) {
    add(text.slice(end, start), true);
    const content = messages[Number(index)]?.content ?? "";
    const cut = left === "" ? content.trimStart() : content;
    add(right === "" ? cut.trimEnd() : cut, false);
    end = start + match.length;
  }
  add(text.slice(end), true);
  if (!segments.some(({ text: part, trusted }) => trusted && PRIVATE.test(part))) return segments;
  throw new FormatError(
    "the model's template of conversations takes contents apart, so that its text cannot be trusted.",
  );
}

/** What templates ask of Python's strftime, in UTC. */
function dateAs(format: string, now: Date): string {
  const part = (options: Intl.DateTimeFormatOptions) => now.toLocaleString("en-US", { ...options, timeZone: "UTC" });
  const two = (number: number) => String(number).padStart(2, "0");
  const parts: Readonly<Record<string, string>> = {
    "%d": two(now.getUTCDate()),
    "%m": two(now.getUTCMonth() + 1),
    "%Y": String(now.getUTCFullYear()),
    "%b": part({ month: "short" }),
    "%B": part({ month: "long" }),
    "%A": part({ weekday: "long" }),
    "%H": two(now.getUTCHours()),
    "%M": two(now.getUTCMinutes()),
    "%S": two(now.getUTCSeconds()),
  };
  return format.replace(/%[a-zA-Z]/g, (code) => parts[code] ?? code);
}
