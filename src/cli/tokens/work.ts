/** `onda tokens` at work: counts, shows, and turns ids back into text. */
import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { DEFAULT_LANGUAGE_MODEL, fileTokenizer, modelTokenizer } from "../../catalog/language/tokenizer.ts";
import type { OwnTokenizer, Tokenizer } from "../../formats/index.ts";
import { byteSize, table } from "../../train/words.ts";
import { reasonOf, UsageError } from "../report.ts";
import { wholeLines } from "./pieces.ts";
import { showTokens } from "./show.ts";

export interface TokensOptions {
  readonly model?: string;
  readonly tokenizer?: string;
  readonly show?: boolean;
  readonly decode?: boolean;
  readonly json?: boolean;
}

interface Counts {
  readonly name: string;
  readonly tokens: number;
  readonly characters: number;
  readonly bytes: number;
}

export async function tokens(files: readonly string[], options: TokensOptions): Promise<void> {
  const { model, show, decode, json } = options;
  if (model !== undefined && options.tokenizer !== undefined)
    throw new UsageError("--model and --tokenizer both say how to read. Leave one out.");
  if ([show, decode, json].filter(Boolean).length > 1)
    throw new UsageError("--show, --decode and --json are three outputs. Give one.");
  if (files.length === 0 && process.stdin.isTTY)
    throw new UsageError('no text. Give files, or a text through a pipe: echo "a red apple" | onda tokens');
  for (const file of files) await requireFile(file);
  const tokenizer =
    options.tokenizer === undefined
      ? await modelTokenizer(model ?? DEFAULT_LANGUAGE_MODEL)
      : await fileTokenizer(options.tokenizer);
  const sources: readonly (string | undefined)[] = files.length === 0 ? [undefined] : files;
  if (decode) {
    for (const file of sources) writeBytes(tokenizer.decodeBytes(idsOf(await readIds(file), tokenizer)));
    return;
  }
  const counts: Counts[] = [];
  for (const file of sources) counts.push(json ? await listed(file, tokenizer) : await counted(file, tokenizer, show));
  if (json) return void process.stdout.write(`${JSON.stringify(counts.length === 1 ? counts[0] : counts)}\n`);
  process.stdout.write(countsText(counts, tokenizer));
}

/** To a file or a pipe as they are; to a terminal without what it would obey. */
function writeBytes(bytes: Uint8Array): void {
  if (!process.stdout.isTTY) process.stdout.write(bytes);
  else
    process.stdout.write(
      `${Buffer.from(bytes)
        .toString("utf8")
        .replace(/[^\P{Cc}\n\t]/gu, "")}\n`,
    );
}

/** Before it is opened: a pipe would wait for its other end. */
async function requireFile(file: string): Promise<void> {
  const kind = await stat(file).catch((error: unknown) => {
    throw new UsageError(`cannot read ${file}: ${reasonOf(error)}.`, { cause: error });
  });
  if (!kind.isFile()) throw new UsageError(`${file} is not a file.`);
}

const streamOf = (file: string | undefined): AsyncIterable<Uint8Array> =>
  file === undefined ? process.stdin : createReadStream(file, { highWaterMark: 1 << 20 });

/** Tokens of any bytes; a vocabulary of characters without bytes reads text alone. */
function encode(tokenizer: OwnTokenizer, bytes: Buffer): number[] {
  if (isUtf8(bytes)) return tokenizer.encode(bytes.toString("utf8"));
  return tokenizer.encodeBytes(bytes);
}

/** Bytes that begin a character: all but UTF-8's continuations. */
function charactersIn(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if ((byte & 0xc0) !== 0x80) count++;
  return count;
}

/** Bytes whose ids are kept in memory at once. */
const MOST_LISTED = 64 << 20;

async function counted(
  file: string | undefined,
  tokenizer: OwnTokenizer,
  show: boolean | undefined,
  take: (ids: number[]) => void = () => undefined,
): Promise<Counts> {
  let [count, characters, bytes] = [0, 0, 0];
  const shown = show ? showTokens(tokenizer, process.stdout) : undefined;
  for await (const piece of wholeLines(streamOf(file))) {
    const ids = encode(tokenizer, piece);
    count += ids.length;
    characters += charactersIn(piece);
    bytes += piece.length;
    take(ids);
    shown?.push(ids);
  }
  shown?.end();
  return { name: file ?? "standard input", tokens: count, characters, bytes };
}

async function listed(file: string | undefined, tokenizer: OwnTokenizer): Promise<Counts & { readonly ids: number[] }> {
  const ids: number[] = [];
  let kept = 0;
  const counts = await counted(file, tokenizer, false, (some) => {
    kept += some.length;
    if (kept > MOST_LISTED) throw new UsageError(`more than ${MOST_LISTED} ids. Without --json they are only counted.`);
    for (const id of some) ids.push(id);
  });
  return { ...counts, ids };
}

function countsText(counts: readonly Counts[], tokenizer: Tokenizer): string {
  const sum = (part: "tokens" | "characters" | "bytes") => counts.reduce((total, one) => total + one[part], 0);
  const all = { name: "in all", tokens: sum("tokens"), characters: sum("characters"), bytes: sum("bytes") };
  const lines = counts.length === 1 ? counts : [...counts, all];
  const rows = lines.map(({ name, tokens, characters, bytes }): [string, string] => {
    const ratio =
      tokens === 0
        ? ""
        : `: ${(tokens / characters).toFixed(3)} a character, ${(bytes / tokens).toFixed(2)} bytes each`;
    return [name.replace(/\p{Cc}/gu, ""), `${tokens} tokens, ${characters} characters, ${byteSize(bytes)}${ratio}`];
  });
  return `${table(rows, "")}of a vocabulary of ${tokenizer.size}\n`;
}

async function readIds(file: string | undefined): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of streamOf(file)) {
    size += part.length;
    if (size > 8 * MOST_LISTED) throw new UsageError(`more than ${8 * MOST_LISTED} bytes of ids. Give fewer at once.`);
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts).toString("utf8");
}

/** Numbers with anything but digits between them, a JSON list, or what --json printed. */
function idsOf(text: string, tokenizer: Tokenizer): number[] {
  const list = /"ids"\s*:\s*\[([^\]]*)\]/.exec(text)?.[1] ?? text;
  if (!/^[\s,[\]\d]*$/.test(list)) throw new UsageError("these are no ids. Give numbers, or what --json printed.");
  const ids = (list.match(/\d+/g) ?? []).map(Number);
  const wrong = ids.find((id) => id >= tokenizer.size);
  if (wrong !== undefined)
    throw new UsageError(`there is no token ${wrong}. This vocabulary has 0 to ${tokenizer.size - 1}.`);
  return ids;
}
