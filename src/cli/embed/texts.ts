/** The texts to embed: arguments, a file, or standard input. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { extname } from "node:path";
import { reasonOf, UsageError } from "../report.ts";

/** Bytes of texts at once. */
const MOST_BYTES = 512 << 20;

/** @throws UsageError for a file that is not there, no text, or not what it should be. */
export async function readTexts(given: readonly string[], data: string | undefined, field: string): Promise<string[]> {
  if (given.length > 0 && data !== undefined)
    throw new UsageError("texts and --data both say what to read. Leave one out.");
  if (given.length > 0) return [...given];
  if (data === undefined && process.stdin.isTTY) {
    throw new UsageError(
      'no text. Give texts, a file with --data, or lines through a pipe: echo "a red apple" | onda embed …',
    );
  }
  const name = data ?? "standard input";
  const lines = linesOf(await bytesOf(data), name);
  const texts = extname(name).toLowerCase() === ".jsonl" ? fieldsOf(lines, field, name) : lines;
  if (texts.length === 0) throw new UsageError(`${name} is empty. It must hold a text a line.`);
  return texts;
}

async function bytesOf(file: string | undefined): Promise<Buffer> {
  if (file !== undefined) {
    const kind = await stat(file).catch((error: unknown) => {
      throw new UsageError(`cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
    });
    if (!kind.isFile()) throw new UsageError(`${file} is not a file.`);
  }
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of file === undefined ? process.stdin : createReadStream(file)) {
    size += (part as Buffer).length;
    if (size > MOST_BYTES) throw new UsageError(`more than ${MOST_BYTES} bytes of text. Give fewer at once.`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

/** A last line break ends the last line and begins none. */
function linesOf(bytes: Buffer, name: string): string[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(`${name} is no valid UTF-8. Save it as UTF-8 text.`, { cause: error });
  }
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function fieldsOf(lines: readonly string[], field: string, name: string): string[] {
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    let found: unknown;
    try {
      found = JSON.parse(line);
    } catch (error) {
      throw new UsageError(`${name}, line ${i + 1}: no valid JSON.`, { cause: error });
    }
    const text = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[field] : undefined;
    if (typeof text === "string") return [text];
    const fields = typeof found === "object" && found !== null ? Object.keys(found).slice(0, 10).join(", ") : "none";
    throw new UsageError(
      `${name}, line ${i + 1}: no text in ${JSON.stringify(field)}. Its fields: ${fields}. Name one with --field.`,
    );
  });
}
