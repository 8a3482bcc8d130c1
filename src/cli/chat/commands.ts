/** What can be done in a chat besides talking: lines that begin with a slash. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { RequestError } from "../../catalog/errors.ts";
import { nearest } from "../../catalog/fields.ts";
import type { Conversation } from "../../catalog/language/conversation.ts";
import type { ChatMessage } from "../../data/index.ts";
import { requireFolder, writeWhole } from "../files.ts";
import { reasonOf } from "../report.ts";
import { systemText } from "./files.ts";

export interface CommandRoom {
  readonly conversation: Conversation;
  readonly modelName: string;
  /** What the chat has cost until now, in words. */
  cost(): string;
  /** Files that this chat has written or read: it may write them again. */
  readonly files: Set<string>;
}

/** What comes of a command: words to show, another answer, or the end. */
export type Outcome = { readonly say: string } | "retry" | "exit";

interface ChatCommand {
  readonly takes?: string;
  readonly does: string;
  run(argument: string, room: CommandRoom): Outcome | Promise<Outcome>;
}

const COMMANDS: Readonly<Record<string, ChatCommand>> = {
  "/help": { does: "show this", run: () => ({ say: help() }) },
  "/retry": { does: "another answer to your last message", run: () => "retry" },
  "/reset": {
    does: "forget what was said; the system message stays",
    run(_, { conversation }) {
      conversation.reset();
      return { say: "forgotten." };
    },
  },
  "/system": {
    takes: "[text]",
    does: "show or change what the model is told before all else",
    run(text, { conversation }) {
      if (text === "") return { say: conversation.system ?? "there is no system message." };
      conversation.system = text;
      return { say: "the system message is changed." };
    },
  },
  "/file": {
    takes: "<file>",
    does: "add a file that the model is to know",
    async run(path, { conversation }) {
      const added = await systemText(conversation.system, [required(path, "/file")]);
      conversation.system = added;
      return { say: `${path} is known.` };
    },
  },
  "/seed": {
    takes: "[number]",
    does: "show or set the seed of the next answer",
    run(text, { conversation }) {
      if (text === "") return { say: `the next seed is ${conversation.seed}.` };
      const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      if (!Number.isSafeInteger(seed))
        throw new RequestError(`the seed is ${JSON.stringify(text)}. It must be a whole number.`);
      conversation.seed = seed;
      return { say: `the next seed is ${seed}.` };
    },
  },
  "/save": { takes: "<file>", does: "write the conversation to a file", run: save },
  "/load": { takes: "<file>", does: "go on with a conversation from a file", run: load },
  "/cost": { does: "what this chat has cost", run: (_, { cost }) => ({ say: cost() }) },
  "/exit": { does: "end, as Ctrl-D does", run: () => "exit" },
};

/** @throws RequestError for an unknown command, or one that cannot be done. */
export async function runCommand(line: string, room: CommandRoom): Promise<Outcome> {
  const [, name = "", argument = ""] = /^(\S+)\s*(.*)$/s.exec(line.trim())!;
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known !== undefined) return known.run(argument.trim(), room);
  const near = nearest(name, Object.keys(COMMANDS));
  throw new RequestError(
    `there is no ${name}. ${near === undefined ? "/help lists what there is" : `Did you mean ${near}?`}`,
  );
}

function help(): string {
  const rows = Object.entries(COMMANDS).map(([name, { takes, does }]) => [`${name} ${takes ?? ""}`, does] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    ...rows.map(([left, does]) => `${left.padEnd(width)}  ${does}`),
    "Ctrl-C stops an answer, Ctrl-D ends. A message that begins with a slash is written with two.",
  ].join("\n");
}

function required(path: string, command: string): string {
  if (path !== "") return path;
  throw new RequestError(`${command} needs a file's name.`);
}

/** The format of a saved conversation. */
const FORMAT = "onda-chat-1";

async function save(path: string, { conversation, modelName, files }: CommandRoom): Promise<Outcome> {
  if (existsSync(required(path, "/save")) && !files.has(path)) {
    throw new RequestError(`${path} exists, and this chat did not write it. Choose another name.`);
  }
  await requireFolder(path);
  const { system, messages, seed } = conversation;
  const saved = { format: FORMAT, model: modelName, ...(system === undefined ? {} : { system }), seed, messages };
  await writeWhole(path, Buffer.from(`${JSON.stringify(saved, null, 2)}\n`));
  files.add(path);
  return { say: `${path} holds ${messages.length} messages.` };
}

async function load(path: string, { conversation, files }: CommandRoom): Promise<Outcome> {
  const { system, messages, seed } = parse(await read(required(path, "/load")), path);
  conversation.system = system;
  conversation.reset(messages);
  if (seed !== undefined) conversation.seed = seed;
  files.add(path);
  return { say: `${messages.length} messages from ${path}.` };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new RequestError(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

interface Saved {
  readonly format?: unknown;
  readonly system?: string;
  readonly seed?: number;
  readonly messages: readonly ChatMessage[];
}

function parse(text: string, path: string): Saved {
  const wrong = new RequestError(`${path} is no conversation that /save has written.`);
  let saved: Saved;
  try {
    saved = JSON.parse(text) as Saved;
  } catch {
    throw wrong;
  }
  const { format, system, seed, messages } = saved ?? {};
  const isMessage = (message: ChatMessage, i: number) =>
    message?.role === (i % 2 === 0 ? "user" : "assistant") && typeof message.content === "string";
  const isRight =
    format === FORMAT &&
    (system === undefined || typeof system === "string") &&
    (seed === undefined || (Number.isSafeInteger(seed) && seed >= 0)) &&
    Array.isArray(messages) &&
    messages.every(isMessage);
  if (!isRight) throw wrong;
  return saved;
}
