/** `onda tokens train` at work. */
import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync } from "node:fs";
import { chatMarks } from "../../data/chat/template.ts";
import { trainBytePairs } from "../../data/tokenizer/train.ts";
import { writeTokenizer } from "../../formats/index.ts";
import { byteSize, duration } from "../../train/words.ts";
import { requireFolder, writeWhole } from "../files.ts";
import { UsageError } from "../report.ts";
import { findTexts, type TextFile, totalBytes } from "../texts.ts";

export interface TrainTokensOptions {
  readonly size: number;
  readonly out: string;
  readonly special?: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Bytes of one file, for it becomes one string, and of all: words are kept once, but their number grows. */
const MOST = { file: 256 << 20, all: 2 ** 31 };

const SPECIAL = ["<|end|>", chatMarks.start, chatMarks.end];

export async function trainTokens(paths: readonly string[], options: TrainTokensOptions): Promise<void> {
  const { size, out, special = SPECIAL, force, json } = options;
  if (size < 256 + special.length)
    throw new UsageError(`--size ${size} is too small: 256 bytes and ${special.length} special tokens come first.`);
  const long = special.find((name) => name === "" || name.length > 100);
  if (long !== undefined || new Set(special).size < special.length)
    throw new UsageError("special tokens must differ and have 1 to 100 characters.");
  if (existsSync(out) && !force)
    throw new UsageError(`${out} exists. Overwrite it with --force, or choose another name.`);
  await requireFolder(out);
  const files = await findTexts(paths);
  requireBounds(files);
  const begun = performance.now();
  const tokenizer = trainBytePairs(textsOf(files), { size, special });
  const seconds = (performance.now() - begun) / 1000;
  await writeWhole(out, Buffer.from(writeTokenizer(tokenizer)));
  const made = { file: out, tokens: tokenizer.size, files: files.length, bytes: totalBytes(files), seconds };
  if (json) return void process.stdout.write(`${JSON.stringify(made, null, 2)}\n`);
  const fewer = tokenizer.size < size ? `, fewer than ${size}: no other pair occurs twice` : "";
  const from = `${files.length} file${files.length === 1 ? "" : "s"} of ${byteSize(made.bytes)}`;
  process.stdout.write(`${out}\n  ${tokenizer.size} tokens${fewer} · ${from} · ${duration(seconds)}\n`);
}

function requireBounds(files: readonly TextFile[]): void {
  const large = files.find(({ bytes }) => bytes > MOST.file);
  if (large !== undefined)
    throw new UsageError(`${large.path} has ${large.bytes} bytes. At most ${MOST.file} are read: split it.`);
  if (totalBytes(files) > MOST.all)
    throw new UsageError(`${totalBytes(files)} bytes of text. At most ${MOST.all}: a part of it does as well.`);
}

/** One file at a time is in memory. */
function* textsOf(files: readonly TextFile[]): Generator<string> {
  for (const { path } of files) {
    const bytes = readFileSync(path);
    if (!isUtf8(bytes)) throw new UsageError(`${path} is not in UTF-8. Convert it, or leave it out.`);
    yield bytes.toString("utf8");
  }
}
