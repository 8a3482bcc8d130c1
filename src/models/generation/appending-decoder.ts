/**
 * A decoder whose cache has time first: new keys and values are written behind those that are read, in buffers that are
 * taken once. Rows of different length stand right-aligned: what fills a row's beginning is seen by nobody.
 */
import type { Value, ValuesOf } from "../../graph/index.ts";
import type { GptConfig } from "../gpt/config.ts";
import type { gptDecodeProgram } from "../gpt/decode.ts";
import {
  checkCapacity,
  checkEach,
  checkRows,
  type Decoder,
  each,
  integers,
  LAST,
  LONGEST_RUN,
  sharedLength,
} from "./decoder.ts";

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
  const run = async (
    rows: readonly (readonly number[])[],
    from: number,
    to: number,
    read = LAST,
  ): Promise<Float32Array> => {
    const fresh = to - from;
    const { past, into } = cache.around(length, fresh);
    const inputs = {
      ids: integers(batch, fresh, (row, i) => rows[row]![from + i]!),
      positions: integers(batch, fresh, (row, i) => Math.max(0, length + i - fillings[row]!)),
      read,
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
    for (let from = 0; from < longest; from += LONGEST_RUN)
      logits = await run(filled, from, Math.min(longest, from + LONGEST_RUN));
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
    async feedEach(tokens) {
      checkEach({ batch }, tokens);
      checkRows([tokens], { config, batch, capacity, length });
      if (length === 0) fillings[0] = 0;
      return run([tokens], 0, tokens.length, each(tokens.length));
    },
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
