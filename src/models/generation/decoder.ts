/** What generation asks of a decoder: a batch of token sequences that grow, whatever keeps what it has read of them. */
import type { Value } from "../../graph/index.ts";
import type { GptConfig } from "../gpt/config.ts";

export interface Decoder {
  readonly config: GptConfig;
  /** Rows of the batch. */
  readonly batch: number;
  /** Tokens that are kept for each row, the filling of short rows among them. */
  readonly length: number;
  /** Tokens that fit in a row. */
  readonly capacity: number;
  /**
   * Adds tokens to every row and gives the logits behind them, [batch · vocabulary], valid until the next call.
   * Rows may differ in length the first time, and must be equal after.
   * Throws a RangeError for tokens outside the vocabulary, or more than the capacity.
   */
  feed(rows: readonly (readonly number[])[]): Promise<Float32Array>;
  /**
   * Adds up to `LONGEST_RUN` tokens to the only row, in one run, and gives the logits behind each of them,
   * [tokens · vocabulary], valid until the next call. What turns out to be wrong is taken back with `rewind`.
   */
  feedEach(tokens: readonly number[]): Promise<Float32Array>;
  /** Forgets the tokens from `length` on: 0 for all. */
  rewind(length: number): void;
  /**
   * Starts over with whole prompts and gives the logits behind them, as `feed`. A single row, and where it can every one,
   * reads only what it does not hold already: a conversation that has grown by a turn costs that turn.
   */
  begin(prompts: readonly (readonly number[])[]): Promise<Float32Array>;
}

/** A prompt is read in parts of so many tokens: what a part needs on its way stays taken, and grows with it. */
export const LONGEST_RUN = 256;

/** Reads the logits behind the last of the new tokens. */
export const LAST: Value = { dtype: "int64", shape: [1], data: BigInt64Array.of(-1n) };

/** Reads the logits behind each of so many new tokens. */
export const each = (count: number): Value => ({
  dtype: "int64",
  shape: [count],
  data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i)),
});

/** Throws a RangeError for a batch or a capacity that cannot be. */
export function checkCapacity({ context }: GptConfig, batch: number, capacity: number): void {
  if (!Number.isInteger(batch) || batch < 1) throw new RangeError(`generate: a batch of ${batch}. It is at least 1.`);
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > context) {
    throw new RangeError(`generate: a capacity of ${capacity}. The model's context is 1 to ${context}.`);
  }
}

/** How many tokens two sequences begin with alike. */
export function sharedLength(a: readonly number[], b: readonly number[]): number {
  const end = a.findIndex((id, i) => id !== b[i]);
  return end < 0 ? a.length : end;
}

/** How many tokens the longest row has. Throws a RangeError for rows that cannot be fed. */
export function checkRows(
  rows: readonly (readonly number[])[],
  { config, batch, capacity, length }: Pick<Decoder, "config" | "batch" | "capacity" | "length">,
): number {
  if (rows.length !== batch) throw new RangeError(`generate: ${rows.length} rows for a batch of ${batch}.`);
  const longest = Math.max(...rows.map((row) => row.length));
  for (const [i, row] of rows.entries()) {
    if (row.length === 0) throw new RangeError(`generate: row ${i} has no token. Begin with a special token.`);
    if (length > 0 && row.length !== longest) {
      throw new RangeError(`generate: rows of ${row.length} and ${longest} tokens. Only the first ones may differ.`);
    }
    const wrong = row.find((id) => !Number.isInteger(id) || id < 0 || id >= config.vocabulary);
    if (wrong !== undefined) {
      throw new RangeError(`generate: token ${wrong} in row ${i}. The model knows 0 to ${config.vocabulary - 1}.`);
    }
  }
  if (length + longest > capacity) {
    throw new RangeError(
      `generate: ${length + longest} tokens. At most ${capacity} fit: shorten the prompt, or take a larger context.`,
    );
  }
  return longest;
}

/** Throws a RangeError for a batch, or for more tokens than a run takes. */
export function checkEach({ batch }: Pick<Decoder, "batch">, tokens: readonly number[]): void {
  if (batch === 1 && tokens.length <= LONGEST_RUN) return;
  throw new RangeError(
    `generate: ${tokens.length} tokens to read one by one, in a batch of ${batch}. It takes one row, and ${LONGEST_RUN}.`,
  );
}

/** A value [rows, columns] of int64. */
export function integers(rows: number, columns: number, number: (row: number, column: number) => number): Value {
  const data = new BigInt64Array(rows * columns);
  for (let i = 0; i < data.length; i++) data[i] = BigInt(number(Math.floor(i / columns), i % columns));
  return { dtype: "int64", shape: [rows, columns], data };
}
