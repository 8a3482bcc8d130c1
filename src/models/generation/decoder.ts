/**
 * A decoder: a batch of token sequences that grow, with the keys and values of their tokens kept in buffers that are
 * taken once. Rows of different length stand right-aligned: what fills a row's beginning is seen by nobody.
 */
import type { Value, ValuesOf } from "../../graph/index.ts";
import type { GptConfig } from "../gpt/config.ts";
import type { gptDecodeProgram } from "../gpt/decode.ts";

type DecodeProgram = ReturnType<typeof gptDecodeProgram>;
type Inputs = ValuesOf<DecodeProgram["specs"]>;
type Layer = { readonly keys: Value; readonly values: Value };

/** What runs the program: an `Executable` of any runtime. */
export interface DecodeExecutable {
  run(inputs: Inputs, into?: ReadonlyMap<string, Value>): Promise<{ readonly logits: Value }>;
}

/** A program whose weights are an input, fed with these. */
export const withWeights = <P>(
  executable: {
    run(
      inputs: Inputs & { readonly params: P },
      into?: ReadonlyMap<string, Value>,
    ): Promise<{ readonly logits: Value }>;
  },
  params: NoInfer<P>,
): DecodeExecutable => ({ run: (inputs, into) => executable.run({ ...inputs, params }, into) });

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
  /** Forgets the tokens from `length` on: 0 for all. */
  rewind(length: number): void;
  /**
   * Starts over with whole prompts and gives the logits behind them, as `feed`. A single row reads only what it does not
   * hold already: a conversation that has grown by a turn costs that turn.
   */
  begin(prompts: readonly (readonly number[])[]): Promise<Float32Array>;
}

/** A prompt is read in parts of so many tokens: its scores would grow with its square. */
const PART = 256;

/**
 * @param capacity tokens of a row, the model's context unless given; batch · capacity rows of memory are taken at once
 */
export function createDecoder(
  executable: DecodeExecutable,
  config: GptConfig,
  { batch = 1, capacity = config.context }: { readonly batch?: number; readonly capacity?: number } = {},
): Decoder {
  checkCapacity(config, batch, capacity);
  const cache = createCache(config, batch, capacity);
  const fillings = new Array<number>(batch).fill(0);
  /** The tokens of a single row. */
  const held: number[] = [];
  let length = 0;

  /** One run over columns of equal height: the rows' tokens from `from` to `to`. */
  const run = async (rows: readonly (readonly number[])[], from: number, to: number): Promise<Float32Array> => {
    const fresh = to - from;
    const { past, into } = cache.around(length, fresh);
    const inputs = {
      ids: integers(batch, fresh, (row, i) => rows[row]![from + i]!),
      positions: integers(batch, fresh, (row, i) => Math.max(0, length + i - fillings[row]!)),
      bias: visibility(fillings, length, fresh),
      ...(config.local === undefined ? {} : { localBias: visibility(fillings, length, fresh, config.local.window) }),
      past,
    };
    const { logits } = await executable.run(inputs, into);
    length += fresh;
    if (batch === 1) held.push(...rows[0]!.slice(from, to));
    return logits.data as Float32Array;
  };

  const feed: Decoder["feed"] = async (rows) => {
    const longest = checkRows(rows, { config, batch, capacity, length });
    const filled = rows.map((row) => [...new Array<number>(longest - row.length).fill(0), ...row]);
    if (length === 0) for (const [i, row] of rows.entries()) fillings[i] = longest - row.length;
    let logits = new Float32Array() as Float32Array;
    for (let from = 0; from < longest; from += PART) logits = await run(filled, from, Math.min(longest, from + PART));
    return logits;
  };

  const rewind: Decoder["rewind"] = (to) => {
    if (!Number.isInteger(to) || to < 0 || to > length) {
      throw new RangeError(`generate: rewind to ${to}. It must be a whole number from 0 to ${length}.`);
    }
    length = to;
    held.length = batch === 1 ? to : 0;
  };

  return {
    config,
    batch,
    capacity,
    get length() {
      return length;
    },
    feed,
    rewind,
    begin(prompts) {
      const [first = []] = prompts;
      // The last token is read in any case: its logits are asked for.
      const known = batch === 1 ? Math.min(sharedLength(held, first), Math.max(0, first.length - 1)) : 0;
      rewind(known);
      return feed(known === 0 ? prompts : [first.slice(known)]);
    },
  };
}

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

/** A value [rows, columns] of int64. */
export function integers(rows: number, columns: number, number: (row: number, column: number) => number): Value {
  const data = new BigInt64Array(rows * columns);
  for (let i = 0; i < data.length; i++) data[i] = BigInt(number(Math.floor(i / columns), i % columns));
  return { dtype: "int64", shape: [rows, columns], data };
}

/**
 * Each new token sees what came before it, as far as the window reaches, and is no filling:
 * [batch, 1, fresh, past + fresh].
 */
function visibility(
  fillings: readonly number[],
  past: number,
  fresh: number,
  window = Number.POSITIVE_INFINITY,
): Value {
  const all = past + fresh;
  const data = new Float32Array(fillings.length * fresh * all).fill(-1e9);
  for (const [row, filling] of fillings.entries()) {
    for (let i = 0; i < fresh; i++) {
      const start = (row * fresh + i) * all;
      const end = past + i + 1;
      data.fill(0, start + Math.max(filling, end - window), start + end);
    }
  }
  return { dtype: "float32", shape: [fillings.length, 1, fresh, all], data };
}

/** Buffers for keys and values, [capacity, batch, heads, d] a layer, seen in parts that do not overlap. */
function createCache({ layers, keyValueHeads, headSize }: GptConfig, batch: number, capacity: number) {
  const row = batch * keyValueHeads * headSize;
  const buffers = Array.from({ length: layers }, () => ({
    keys: new Float32Array(capacity * row),
    values: new Float32Array(capacity * row),
  }));
  const view = (data: Float32Array, from: number, to: number): Value => ({
    dtype: "float32",
    shape: [to - from, batch, keyValueHeads, headSize],
    data: data.subarray(from * row, to * row),
  });
  return {
    /** The first `length` tokens to read, and where the `fresh` ones behind them are written. */
    around(length: number, fresh: number): { past: readonly Layer[]; into: ReadonlyMap<string, Value> } {
      const into = new Map<string, Value>();
      const past = buffers.map(({ keys, values }, i) => {
        into.set(`made.${i}.keys`, view(keys, length, length + fresh));
        into.set(`made.${i}.values`, view(values, length, length + fresh));
        return { keys: view(keys, 0, length), values: view(values, 0, length) };
      });
      return { past, into };
    },
  };
}
