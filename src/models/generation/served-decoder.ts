/**
 * A decoder on a cache of a fixed size that the program writes where it lies. Each row has a length of its own, so that
 * nothing is filled up, prompts are read row by row, and a row that has read a beginning before does not read it again.
 */
import type { Value, ValuesOf } from "../../graph/index.ts";
import type { GptConfig } from "../gpt/config.ts";
import type { servedProgram } from "../gpt/served.ts";
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

type Inputs = Omit<ValuesOf<ReturnType<typeof servedProgram>["specs"]>, "params">;

/** What runs the program: an `Executable` whose weights are in place. */
export interface ServedExecutable {
  run(inputs: Inputs, into?: ReadonlyMap<string, Value>): Promise<unknown>;
}

/**
 * @param capacity tokens of a row, the model's context unless given; the memory of batch · capacity tokens is taken at
 * once. No more than the program has positions for.
 */
export function createServedDecoder(
  executable: ServedExecutable,
  config: GptConfig,
  { batch = 1, capacity = config.context }: { readonly batch?: number; readonly capacity?: number } = {},
): Decoder {
  checkCapacity(config, batch, capacity);
  const memory = takeMemory(config, batch, capacity);
  /** The tokens that each row's cache holds. */
  const held = Array.from({ length: batch }, (): number[] => []);
  const longest = () => Math.max(...held.map((row) => row.length));

  /** One run of some tokens of one row, or of one token of every row. */
  const run = async (tokens: readonly (readonly number[])[], first: readonly number[], window: Window, read = LAST) => {
    const fresh = tokens[0]!.length;
    await executable.run(
      {
        ids: integers(tokens.length, fresh, (row, i) => tokens[row]![i]!),
        positions: integers(tokens.length, fresh, (row, i) => first[row]! + i),
        read,
        cache: window.cache,
      },
      window.into,
    );
  };

  /** Reads what each row is given, and leaves the logits behind it. */
  const read = async (rows: readonly (readonly number[])[]): Promise<Float32Array> => {
    if (batch > 1 && rows.every((row) => row.length === 1)) {
      await run(
        rows,
        held.map((row) => row.length),
        memory.all,
      );
      for (const [i, row] of rows.entries()) held[i]!.push(...row);
      return memory.logits;
    }
    for (const [i, row] of rows.entries()) {
      for (let from = 0; from < row.length; from += LONGEST_RUN) {
        const part = row.slice(from, from + LONGEST_RUN);
        await run([part], [held[i]!.length], memory.rows[i]!);
        held[i]!.push(...part);
      }
    }
    return memory.logits;
  };

  const rewind: Decoder["rewind"] = (to) => {
    const length = longest();
    if (!Number.isInteger(to) || to < 0 || to > length) {
      throw new RangeError(`generate: rewind to ${to}. It must be a whole number from 0 to ${length}.`);
    }
    for (const row of held) row.length = Math.max(0, row.length - (length - to));
  };

  return {
    config,
    batch,
    capacity,
    get length() {
      return longest();
    },
    async feed(rows) {
      checkRows(rows, { config, batch, capacity, length: longest() });
      return read(rows);
    },
    async feedEach(tokens) {
      checkEach({ batch }, tokens);
      checkRows([tokens], { config, batch, capacity, length: longest() });
      const window = memory.readingEach(tokens.length);
      await run([tokens], [held[0]!.length], window, each(tokens.length));
      held[0]!.push(...tokens);
      return window.logits;
    },
    rewind,
    async begin(prompts) {
      checkRows(prompts, { config, batch, capacity, length: 0 });
      // The last token is read in any case: its logits are asked for.
      for (const [i, prompt] of prompts.entries()) {
        held[i]!.length = Math.min(sharedLength(held[i]!, prompt), prompt.length - 1);
      }
      return read(prompts.map((prompt, i) => prompt.slice(held[i]!.length)));
    },
  };
}

/** Some rows of the memory, as a run's inputs and outputs. */
interface Window {
  readonly cache: Inputs["cache"];
  readonly logits: Float32Array;
  readonly into: ReadonlyMap<string, Value>;
}

/** Keys and values [batch, heads, capacity, d] of each layer and logits [batch, 1, vocabulary], all rows or one of them. */
function takeMemory({ layers, keyValueHeads, headSize, vocabulary }: GptConfig, batch: number, capacity: number) {
  const size = keyValueHeads * capacity * headSize;
  const logits = new Float32Array(batch * vocabulary);
  const buffers = Array.from({ length: layers }, () => ({
    keys: new Float32Array(batch * size),
    values: new Float32Array(batch * size),
  }));
  const window = (first: number, count: number, read: Float32Array): Window => {
    const view = (data: Float32Array): Value => ({
      dtype: "float32",
      shape: [count, keyValueHeads, capacity, headSize],
      data: data.subarray(first * size, (first + count) * size),
    });
    const cache = buffers.map(({ keys, values }) => ({ keys: view(keys), values: view(values) }));
    const shape = [count, read.length / (count * vocabulary), vocabulary];
    const into = new Map<string, Value>([["logits", { dtype: "float32", shape, data: read }]]);
    for (const [i, { keys, values }] of cache.entries()) {
      into.set(`cache.${i}.keys`, keys).set(`cache.${i}.values`, values);
    }
    return { cache, logits: read, into };
  };
  const row = (first: number, count: number) =>
    window(first, count, logits.subarray(first * vocabulary, (first + count) * vocabulary));
  let wide = logits;
  return {
    logits,
    all: row(0, batch),
    rows: Array.from({ length: batch }, (_, i) => row(i, 1)),
    /** The first row, with logits behind each of so many tokens. */
    readingEach(tokens: number): Window {
      if (wide.length < tokens * vocabulary) wide = new Float32Array(tokens * vocabulary);
      return window(0, 1, wide.subarray(0, tokens * vocabulary));
    },
  };
}
