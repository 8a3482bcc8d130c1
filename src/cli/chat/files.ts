/** Files as a model reads them before a conversation: facts by their lines, other text under its file's name. */
import { readFile } from "node:fs/promises";
import { RequestError } from "../../catalog/errors.ts";
import { reasonOf, UsageError } from "../report.ts";
import { readSource } from "../sources.ts";

/** Far more than any context here holds. */
const MAX_BYTES = 1_000_000;

/** @throws UsageError when a file cannot be read or is no text. */
export async function systemText(system: string | undefined, paths: readonly string[]): Promise<string | undefined> {
  const files = await Promise.all(paths.map(readText));
  const facts = files.filter(({ text }) => isFacts(text)).map(({ text }) => text);
  const others = files.filter(({ text }) => !isFacts(text)).map(({ name, text }) => `${name}:\n${text}`);
  const lead = facts.length === 0 ? [] : [/\p{Script=Han}/u.test(facts.join("")) ? "资料：" : "Facts:"];
  const parts = [...(system === undefined ? lead : [system]), ...facts, ...others];
  return parts.length === 0 ? undefined : parts.join("\n");
}

async function readText(path: string): Promise<{ name: string; text: string }> {
  const { name, bytes } = await readSource(path);
  if (bytes.length > MAX_BYTES)
    throw new UsageError(`${path} has ${bytes.length} bytes. At most ${MAX_BYTES} are read.`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n").trim();
    if (text === "") throw new UsageError(`${path} is empty.`);
    return { name, text };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} is no valid UTF-8 text. Save it as UTF-8.`, { cause: error });
  }
}

/** `key: value` lines, every one. */
const isFacts = (text: string): boolean =>
  text.split("\n").every((line) => line.trim() === "" || /^(?:- )?[^:：]{1,40}[:：]\s*\S/.test(line));

/** @throws UsageError when it is no JSON. */
export async function readSchema(path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined;
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RequestError(`${path} is no valid JSON: ${error.message}`);
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}
