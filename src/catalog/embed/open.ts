/** An encoder, opened: texts in, vectors of length 1 out, whose product is the cosine of two texts. */
import type { Value } from "../../graph/index.ts";
import { embedProgram } from "../../models/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { batchesByLength } from "./batches.ts";
import { findEncoder, readEncoder } from "./folder.ts";

export interface Embeddings {
  /** A row for each text. */
  readonly vectors: Float32Array; // [texts, width]
  /** Texts that were longer than the model reads, and so were cut. */
  readonly cut: number;
}

export interface Encoder {
  readonly folder: string;
  readonly width: number;
  /** Tokens of a text that are read. */
  readonly longest: number;
  /**
   * The vectors of texts. `onBatch` hears how many are done, and may throw to stop.
   * Texts of like length are read together, so that little is padding; the rows come in the order of the texts.
   */
  embed(texts: readonly string[], onBatch?: (done: number) => void): Promise<Embeddings>;
  dispose(): Promise<void>;
}

export interface OpenEncoderOptions {
  readonly threads?: number;
  readonly runtime?: Runtime;
}

/** Texts whose tokens are known at a time: enough to find many of like length. */
const AT_ONCE = 4096;
/** Characters of a text that are looked at: many times what any encoder reads. */
const MOST_CHARACTERS = 200_000;

/**
 * Opens an encoder by its folder or name: see `findEncoder`.
 * @throws RequestError when it is not there, ModelError when its files cannot be used.
 */
export async function openEncoder(nameOrFolder: string, options: OpenEncoderOptions = {}): Promise<Encoder> {
  const { folder, config, params, tokenizer, pooling, longest } = await readEncoder(await findEncoder(nameOrFolder));
  const runtime = options.runtime ?? (await import("../../runtime/node/index.ts")).onnxRuntime;
  const compile = options.threads === undefined ? {} : { threads: options.threads };
  const executable = await runtime.compile(embedProgram(params, config, pooling), compile);
  const { width } = config;
  const { before, after } = tokenizer;
  const room = longest - before.length - after.length;
  const padding = tokenizer.named.padding ?? 0;
  const read = (text: string): Row => {
    const ids = tokenizer.encode(text.slice(0, MOST_CHARACTERS));
    const isCut = ids.length > room || text.length > MOST_CHARACTERS;
    return { ids: [...before, ...ids.slice(0, room), ...after], isCut };
  };
  const run = async (rows: readonly (readonly number[])[]) =>
    (await executable.run(paddedRows(rows, padding))).vectors.data as Float32Array;
  return {
    ...{ folder, width, longest },
    embed: (texts, onBatch = () => undefined) => embedTexts(texts, { read, run, width }, onBatch),
    dispose: () => executable.dispose(),
  };
}

/** A text's tokens, and whether some were left out. */
interface Row {
  readonly ids: readonly number[];
  readonly isCut: boolean;
}

interface Parts {
  readonly width: number;
  read(text: string): Row;
  /** Rows of any lengths → a vector each, one behind the other. */
  run(rows: readonly (readonly number[])[]): Promise<Float32Array>;
}

async function embedTexts(
  texts: readonly string[],
  { read, run, width }: Parts,
  onBatch: (done: number) => void,
): Promise<Embeddings> {
  const vectors = new Float32Array(texts.length * width);
  let [cut, done] = [0, 0];
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    const rows = texts.slice(from, from + AT_ONCE).map(read);
    cut += rows.filter(({ isCut }) => isCut).length;
    for (const batch of batchesByLength(rows.map(({ ids }) => ids))) {
      onBatch(done);
      const made = await run(batch.map((i) => rows[i]!.ids));
      batch.forEach((i, row) => {
        vectors.set(made.subarray(row * width, (row + 1) * width), (from + i) * width);
      });
      done += batch.length;
    }
  }
  onBatch(done);
  return { vectors, cut };
}

function paddedRows(rows: readonly (readonly number[])[], padding: number) {
  const length = Math.max(...rows.map((row) => row.length));
  const shape = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length).fill(BigInt(padding));
  const mask = new Float32Array(rows.length * length);
  rows.forEach((row, r) => {
    row.forEach((id, t) => {
      ids[r * length + t] = BigInt(id);
    });
    mask.fill(1, r * length, r * length + row.length);
  });
  const places = BigInt64Array.from({ length }, (_, i) => BigInt(i));
  return {
    ids: { dtype: "int64", shape, data: ids } satisfies Value,
    mask: { dtype: "float32", shape, data: mask } satisfies Value,
    positions: { dtype: "int64", shape: [length], data: places } satisfies Value,
  };
}
