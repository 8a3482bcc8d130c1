/** `onda chat` at work: lines in, answers out as they come, each with what it cost. */
import type { ChatAnswer, Conversation } from "../../catalog/language/conversation.ts";
import type { OpenLanguage } from "../../catalog/language/open.ts";
import type { TextWatch } from "../../catalog/language/texts.ts";
import { type EnergyReading, startMeter } from "../../train/energy.ts";
import { interruptible } from "../interrupt.ts";
import { openingOf, type SamplingFlags, samplingOf } from "../text-options.ts";
import { runCommand } from "./commands.ts";
import { readSchema, systemText } from "./files.ts";
import { type Lines, openLines } from "./lines.ts";
import { jsonVoice, plainVoice, startTotal, type Voice } from "./voice.ts";

export interface ChatFlags extends SamplingFlags {
  readonly system?: string;
  readonly file?: readonly string[];
  readonly schema?: string;
  readonly json?: boolean;
}

export async function chat(options: ChatFlags): Promise<void> {
  const { completeTextRequest } = await import("../../catalog/language/request.ts");
  const schema = await readSchema(options.schema);
  const request = { ...samplingOf(options), ...(schema === undefined ? {} : { schema }) };
  completeTextRequest(request, "chat"); // a mistake is said before a model is opened
  const system = await systemText(options.system, options.file ?? []);
  const { openLanguage } = await import("../../catalog/language/open.ts");
  const { fitConversation, startConversation } = await import("../../catalog/language/conversation.ts");
  const model = await openLanguage(options.model ?? "clerk", openingOf(options));
  try {
    const conversation = startConversation(model, request, system);
    const hello = { role: "user", content: "?" } as const;
    if (system !== undefined) fitConversation(model, [{ role: "system", content: system }], [hello]);
    await converse(conversation, model, options.json === true);
  } finally {
    await model.dispose();
  }
}

/** One line after the other until the input ends. */
async function converse(conversation: Conversation, model: OpenLanguage, json: boolean): Promise<void> {
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true && !json;
  const voice = json ? jsonVoice() : plainVoice(isTerminal);
  const total = startTotal();
  const { name: modelName, way, config } = model;
  const room = { conversation, modelName, cost: total.words, files: new Set<string>() };
  const lines = openLines(isTerminal);
  if (!json) process.stderr.write(`onda: ${modelName} runs ${way}, and looks back on ${config.context} tokens.\n`);
  if (isTerminal) process.stderr.write("/help lists what can be done, Ctrl-D ends.\n\n");
  lines.prompt();
  for await (const line of lines.read) {
    try {
      if (await turn(line, room, voice, total.add, lines)) break;
    } catch (error) {
      voice.fail(error);
      if (!isTerminal) process.exitCode = 2;
    }
    lines.prompt();
  }
  lines.close();
  if (isTerminal) process.stderr.write(`\n${total.words()}\n`);
}

type Room = Parameters<typeof runCommand>[1];

/** True where the chat is to end. */
async function turn(
  line: string,
  room: Room,
  voice: Voice,
  spent: (reading: EnergyReading, answer: ChatAnswer) => void,
  lines: Lines,
): Promise<boolean> {
  const { conversation } = room;
  if (line.trim() === "") return false;
  const isCommand = /^\s*\/(?!\/)/.test(line);
  if (line.includes("\ufffd") && !lines.isTerminal) throw new Error("a line is no valid UTF-8, and is passed over.");
  const message = line.replace(/^\s*\/\//, "/");
  const outcome = isCommand ? await runCommand(line, room) : undefined;
  if (outcome === "exit") return true;
  if (typeof outcome === "object") {
    voice.say(line.trim(), outcome.say);
    return false;
  }
  const meter = startMeter();
  const before = conversation.messages;
  const answer = await lines.answering(() =>
    interruptible((signal) => {
      const watch: TextWatch = { signal, onText: (text) => voice.piece(text) };
      return outcome === "retry" ? conversation.retry(watch) : conversation.ask(message, watch);
    }),
  );
  const reading = meter.stop();
  spent(reading, answer);
  const asked = outcome === "retry" ? (before.findLast(({ role }) => role === "user")?.content ?? "") : message;
  voice.end(asked, answer, reading);
  return false;
}
