/** A user's JSONL files as rows to tune by: what is broken or does not fit is reported by its line. */
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import {
  type Example,
  type LineProblem,
  type MarkedTokens,
  type PreferenceRow,
  prepareAnswers,
  preparePreferences,
  RecordError,
  readExamples,
} from "../../../data/index.ts";
import type { Tokenizer } from "../../../formats/index.ts";

/** They lie in memory as text, as records and as tokens. */
const MOST_BYTES = 200e6;

/** Tuned by what the model shall say, or by which of two answers is preferred. */
export type TuneKind = "answers" | "preferences";
/** One row of tokens, or the two of a pair: the preferred one first. */
type TuneRow = readonly MarkedTokens[];

export interface TuneItem {
  readonly example: Example;
  readonly row: TuneRow;
}
export interface FileProblem extends LineProblem {
  readonly file: string;
}
export interface TuneExamples {
  readonly kind: TuneKind;
  readonly items: readonly TuneItem[];
  /** Lines that were left out. */
  readonly problems: readonly FileProblem[];
  /** SHA-256 of all files, one behind the other. */
  readonly sha256: string;
}

export interface ReadOptions {
  readonly tokenizer: Tokenizer;
  /** Tokens of a row, one less than those of its conversation. */
  readonly length: number;
  /** What is done at a line that is no example. What does not fit is left out in any case. */
  readonly onBroken: "stop" | "skip";
}

/**
 * Reads files whose lines are answers, or preferences: never both at once.
 * @throws RecordError that names the file and, where it is one line's fault, the line
 */
export async function readTuneExamples(files: readonly string[], options: ReadOptions): Promise<TuneExamples> {
  const { tokenizer, length, onBroken } = options;
  const texts = await readTexts(files);
  const hash = createHash("sha256");
  const read = texts.map(({ file, text }) => {
    hash.update(text);
    return { file, ...readExamples(text, { name: file, onBroken }) };
  });
  const kind = kindOf(read.flatMap(({ examples }) => examples));
  const prepared = read.map(({ file, examples, problems }) => {
    const rows = kind === "answers" ? answerItems(tokenizer, examples, length) : pairItems(tokenizer, examples, length);
    return { items: rows.items, problems: [...problems, ...rows.problems].map((problem) => ({ file, ...problem })) };
  });
  const items = prepared.flatMap((part) => part.items);
  const problems = prepared.flatMap((part) => part.problems);
  if (items.length === 0) {
    const { file, line, message } = problems[0]!;
    throw new RecordError(
      `no example can be used. The first of ${problems.length} that were left out, ${file}, line ${line}: ${message}`,
    );
  }
  return { kind, items, problems, sha256: hash.digest("hex") };
}

async function readTexts(files: readonly string[]): Promise<{ file: string; text: string }[]> {
  let bytes = 0;
  for (const file of files) {
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) throw new RecordError(`${file} does not exist. Give a JSONL file.`);
    if (!found.isFile()) throw new RecordError(`${file} is not a file. Give a JSONL file, a record a line.`);
    bytes += found.size;
  }
  if (bytes > MOST_BYTES) {
    throw new RecordError(`${Math.ceil(bytes / 1e6)} MB of examples. At most ${MOST_BYTES / 1e6} MB are read.`);
  }
  return Promise.all(files.map(async (file) => ({ file, text: await readText(file) })));
}

async function readText(file: string): Promise<string> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new RecordError(`${file} is not UTF-8 text, so it is no JSONL file.`);
  }
  if (!/^\s*\[/.test(text)) return text;
  throw new RecordError(`${file} is a JSON list, not JSONL. Write one record {…} a line, without brackets and commas.`);
}

function kindOf(examples: readonly Example[]): TuneKind {
  const preferences = examples.filter(({ kind }) => kind === "preference").length;
  if (preferences > 0 && preferences < examples.length) {
    throw new RecordError(
      `the data has ${examples.length - preferences} answers and ${preferences} preferences. Put them in two files: ` +
        "tune by the answers first, then what comes out by the preferences.",
    );
  }
  return preferences > 0 ? "preferences" : "answers";
}

type Items = { readonly items: readonly TuneItem[]; readonly problems: readonly LineProblem[] };

function answerItems(tokenizer: Tokenizer, all: readonly Example[], length: number): Items {
  const { rows, examples, problems } = prepareAnswers(tokenizer, all, length);
  return { items: rows.map((row, i) => ({ example: examples[i]!, row: [row] })), problems };
}

function pairItems(tokenizer: Tokenizer, all: readonly Example[], length: number): Items {
  const { rows, examples, problems } = preparePreferences(tokenizer, all, length);
  const both = ({ chosen, rejected }: PreferenceRow) => [chosen, rejected];
  return { items: rows.map((row, i) => ({ example: examples[i]!, row: both(row) })), problems };
}
