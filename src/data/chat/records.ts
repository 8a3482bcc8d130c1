/** Examples to tune by, a JSON record a line; what is wrong with a line is said with its number. */
import type { ChatMessage, Role } from "./template.ts";

/** What the model shall say. */
export interface AnswerExample {
  readonly kind: "answer";
  readonly line: number;
  readonly messages: readonly ChatMessage[];
}
/** Two answers to one conversation, one of them preferred. */
export interface PreferenceExample {
  readonly kind: "preference";
  readonly line: number;
  readonly messages: readonly ChatMessage[];
  readonly chosen: string;
  readonly rejected: string;
}
export type Example = AnswerExample | PreferenceExample;

export interface LineProblem {
  readonly line: number;
  readonly message: string;
}

/** A file that cannot be used: `DATA.jsonl, line 7: …`. */
export class RecordError extends Error {
  override readonly name = "RecordError";

  /** @param line where it stopped, if at a line */
  constructor(
    message: string,
    readonly line?: number,
  ) {
    super(message);
  }
}

/**
 * Reads lines such as `{"messages": [{"role": "user", "content": "…"}, …]}`, `{"prompt": "…", "completion": "…"}`, or
 * either with `"chosen"` and `"rejected"` in place of the answer. Empty lines are passed over.
 * @param onBroken "stop" throws a RecordError at the first broken line; "skip" goes on and reports all of them
 */
export function readExamples(
  text: string,
  { name = "the data", onBroken = "stop" }: { readonly name?: string; readonly onBroken?: "stop" | "skip" } = {},
): { readonly examples: readonly Example[]; readonly problems: readonly LineProblem[] } {
  const examples: Example[] = [];
  const problems: LineProblem[] = [];
  for (const [i, raw] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (raw.trim() === "") continue;
    const found = readLine(raw, i + 1);
    if (typeof found !== "string") examples.push(found);
    else if (onBroken === "skip") problems.push({ line: i + 1, message: found });
    else throw new RecordError(`${name}, line ${i + 1}: ${found}`, i + 1);
  }
  if (examples.length === 0) {
    const first = problems[0];
    const why =
      first === undefined
        ? "It is empty."
        : `The first of ${problems.length} broken ones, line ${first.line}: ${first.message}`;
    throw new RecordError(`${name}: no line can be used. ${why}`);
  }
  return { examples, problems };
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const roles: readonly unknown[] = ["system", "user", "assistant"] satisfies Role[];

/** The example, or what is wrong with the line. */
function readLine(raw: string, line: number): Example | string {
  let fields: unknown;
  try {
    fields = JSON.parse(raw);
  } catch (error) {
    return `not JSON: ${(error as Error).message}.`;
  }
  if (!isFields(fields)) return "not a record. Write {…}.";
  const asked = messagesOf(fields);
  if (typeof asked === "string") return asked;
  const { chosen, rejected, completion } = fields;
  if (chosen !== undefined || rejected !== undefined) {
    if (typeof chosen !== "string" || typeof rejected !== "string") return '"chosen" and "rejected" must both be text.';
    if (chosen === rejected) return '"chosen" and "rejected" are the same.';
    if (asked.length === 0 || asked.at(-1)!.role === "assistant")
      return "before a preference, the last to speak is the user.";
    return { kind: "preference", line, messages: asked, chosen, rejected };
  }
  const messages =
    completion === undefined ? asked : [...asked, { role: "assistant", content: String(completion) } as const];
  if (completion !== undefined && typeof completion !== "string") return '"completion" is no text.';
  if (!messages.some(({ role }) => role === "assistant")) return "nothing for the assistant to say.";
  return { kind: "answer", line, messages };
}

function messagesOf({ messages, prompt }: Fields): readonly ChatMessage[] | string {
  if (messages === undefined) {
    return typeof prompt === "string"
      ? [{ role: "user", content: prompt }]
      : 'neither "messages" nor a "prompt" of text.';
  }
  if (!Array.isArray(messages)) return '"messages" is no list.';
  for (const [i, message] of messages.entries()) {
    if (!isFields(message) || !roles.includes(message.role))
      return `message ${i}: its role is none of ${roles.join(", ")}.`;
    if (typeof message.content !== "string") return `message ${i}: its content is no text.`;
  }
  return messages as ChatMessage[];
}
