/** `onda embed` at work. */
import { extname } from "node:path";
import { nearest } from "../../catalog/embed/nearest.ts";
import { type Encoder, openEncoder } from "../../catalog/embed/open.ts";
import { encodeNpy } from "../../formats/index.ts";
import { requireFolder, writeWhole } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { refuseExisting } from "../paint/target.ts";
import { startProgress } from "../progress.ts";
import { UsageError } from "../report.ts";
import { forTerminal } from "../terminal.ts";
import { readTexts } from "./texts.ts";

export interface EmbedOptions {
  readonly model: string;
  readonly data?: string;
  readonly field: string;
  readonly query?: string;
  readonly top: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function embed(given: readonly string[], options: EmbedOptions): Promise<void> {
  const { out, query } = options;
  await checkTarget(options);
  const texts = await readTexts(given, options.data, options.field);
  const encoder = await openEncoder(options.model, options.threads === undefined ? {} : { threads: options.threads });
  try {
    const vectors = await vectorsOf(encoder, texts);
    if (out !== undefined) await writeVectors(out, texts, vectors, encoder.width);
    if (query !== undefined) return await printNearest(encoder, query, texts, vectors, options);
    if (out === undefined) for (const line of jsonLines(texts, vectors, encoder.width)) process.stdout.write(line);
    else process.stdout.write(`${out}\n  ${texts.length} vectors of ${encoder.width} numbers\n`);
  } finally {
    await encoder.dispose();
  }
}

async function checkTarget({ out, force, query, json }: EmbedOptions): Promise<void> {
  if (query?.trim() === "") throw new UsageError("--query is empty. Say what to look for.");
  if (json && query === undefined) throw new UsageError("--json is for --query: vectors are printed as JSON anyway.");
  if (out === undefined) return;
  if (![".npy", ".jsonl"].includes(extname(out).toLowerCase())) {
    throw new UsageError(`${out}: vectors are written as .npy or .jsonl.`);
  }
  if (!force) refuseExisting([out]);
  await requireFolder(out);
}

/** With a bar, and a note where texts were cut. Ctrl-C stops it at the next batch. */
async function vectorsOf(encoder: Encoder, texts: readonly string[]): Promise<Float32Array> {
  const bar = startProgress();
  try {
    const { vectors, cut } = await interruptible((signal) =>
      encoder.embed(texts, (done) => {
        signal.throwIfAborted();
        bar.update(done, texts.length, "reading");
      }),
    );
    bar.end();
    if (cut > 0) bar.note(`onda: ${cut} of ${texts.length} texts were cut: the model reads ${encoder.longest} tokens.`);
    return vectors;
  } finally {
    bar.end();
  }
}

/** As many digits as float32 has. */
const short = (x: number): number => Number(x.toPrecision(7));

function* jsonLines(texts: readonly string[], vectors: Float32Array, width: number): Generator<string> {
  for (const [i, text] of texts.entries()) {
    const vector = Array.from(vectors.subarray(i * width, (i + 1) * width), short);
    yield `${JSON.stringify({ text, vector })}\n`;
  }
}

async function writeVectors(
  out: string,
  texts: readonly string[],
  vectors: Float32Array,
  width: number,
): Promise<void> {
  const bytes =
    extname(out).toLowerCase() === ".npy"
      ? encodeNpy({ type: "f4", shape: [texts.length, width], data: vectors as Float32Array<ArrayBuffer> })
      : Buffer.from([...jsonLines(texts, vectors, width)].join(""));
  await writeWhole(out, bytes);
}

/** Characters of a found text that a terminal is shown. */
const SHOWN = 100;

async function printNearest(
  encoder: Encoder,
  query: string,
  texts: readonly string[],
  vectors: Float32Array,
  { top, json }: EmbedOptions,
): Promise<void> {
  const { vectors: wanted } = await encoder.embed([query]);
  const found = nearest(wanted, vectors, top).map(({ index, cosine }) => ({
    line: index + 1,
    cosine: short(cosine),
    text: texts[index]!,
  }));
  if (json) return void process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  for (const { cosine, text } of found) {
    const line = forTerminal(text).replace(/\s+/g, " ");
    process.stdout.write(
      `${cosine.toFixed(3).padStart(6)}  ${line.length > SHOWN ? `${line.slice(0, SHOWN - 1)}…` : line}\n`,
    );
  }
}
