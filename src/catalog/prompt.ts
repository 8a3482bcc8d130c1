/** A prompt before a model reads it: one line, bounded, its emoji as words. */
import { readFile } from "node:fs/promises";
import { wordsOf } from "../models/index.ts";
import { RequestError } from "./errors.ts";

/** Characters of a prompt. A model reads far fewer; what is longer was not meant as one. */
export const MAX_PROMPT = 1000;

/** Names by emoji: "🍎" → "red apple". */
export type EmojiNames = ReadonlyMap<string, string>;

/**
 * The prompt as one line without needless space.
 * @throws RequestError when it is empty, too long, has control characters, or holds no word.
 */
export function cleanPrompt(text: string, name = "prompt"): string {
  const line = text.replace(/[\t\n\v\f\r\u2028\u2029 ]+/g, " ").trim();
  if (line.length > MAX_PROMPT) {
    throw new RequestError(`the ${name} has ${line.length} characters. At most ${MAX_PROMPT} are read: shorten it.`);
  }
  const control = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069]/u.exec(line)?.[0];
  if (control !== undefined) {
    const code = control.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    throw new RequestError(`the ${name} has a control character (U+${code}). Give plain text.`);
  }
  return line;
}

/** @throws RequestError when no word is left for a model to read. */
export function requireWords(prompt: string, read: string): void {
  if (wordsOf(read).length === 0) {
    throw new RequestError(
      `the prompt ${JSON.stringify(prompt.slice(0, 40))} has no word that the painter can read. ` +
        "Use English or Chinese words, or an emoji it knows.",
    );
  }
}

const EMOJI =
  /(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|[#*\d]\ufe0f?\u20e3)(?:[\p{EMod}\p{Extended_Pictographic}\p{Regional_Indicator}]|\ufe0f|\u200d)*/gu;

export const hasEmoji = (prompt: string): boolean => prompt.search(EMOJI) >= 0;

/** Known emoji by their names, between spaces; unknown ones stay and say nothing to a model. */
export function nameEmoji(prompt: string, names: EmojiNames): string {
  return prompt
    .replace(EMOJI, (run) => ` ${split(run, names).join(" ")} `)
    .replace(/ +/g, " ")
    .trim();
}

/** A run of emoji, the longest known sequence first: neighbours need no space between them. */
function split(run: string, names: EmojiNames): string[] {
  const characters = [...run.replaceAll("\ufe0f", "")];
  const words: string[] = [];
  while (characters.length > 0) {
    let length = Math.min(characters.length, 12);
    while (length > 1 && !names.has(characters.slice(0, length).join(""))) length--;
    const emoji = characters.splice(0, length).join("");
    words.push(names.get(emoji) ?? (/[\u200d\p{EMod}]/u.test(emoji) ? "" : emoji));
  }
  return words;
}

/** Reads a model's `emoji.json`; a model without one knows no emoji. */
export async function readEmojiNames(path: string): Promise<EmojiNames> {
  try {
    const names = JSON.parse(await readFile(path, "utf8")) as Record<string, string>;
    return new Map(Object.entries(names).map(([emoji, name]) => [emoji.replaceAll("\ufe0f", ""), name]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
}
