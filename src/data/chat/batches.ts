/** Examples as batches of fixed size: batch k is a function of the seed and of k. Legend: B batch, T tokens. */
import { FormatError, type Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import type { AnswerExample, Example, LineProblem, PreferenceExample } from "./records.ts";
import { type ChatMessage, chatTokens, type MarkedTokens } from "./template.ts";

/** What a step is fed with: each token's next one, and whether it counts. */
export type TokenBatch<T> = {
  readonly ids: T; // [B, T] int64
  readonly targets: T; // [B, T] int64
  readonly weights: T; // [B, T]
  /** Where each token's conversation begins in its row, if a row holds several: what stands before is not seen. */
  readonly starts?: T; // [B, T]
};

/** Rows that fit a length, and the lines that do not. */
export interface Prepared<R, E extends Example = Example> {
  readonly rows: readonly R[];
  /** The example of each row. */
  readonly examples: readonly E[];
  readonly problems: readonly LineProblem[];
}
export interface PreferenceRow {
  readonly chosen: MarkedTokens;
  readonly rejected: MarkedTokens;
}

/**
 * Conversations of up to `length` + 1 tokens. Longer ones, and those with a character that the tokenizer cannot write,
 * are left out and reported, never cut.
 */
export const prepareAnswers = (
  tokenizer: Tokenizer,
  examples: readonly Example[],
  length: number,
): Prepared<MarkedTokens, AnswerExample> =>
  prepare(
    examples,
    (example): example is AnswerExample => example.kind === "answer",
    length,
    ({ messages }) => [chatTokens(tokenizer, messages)],
    ([row]) => row!,
  );

/** Pairs whose conversations, each with its answer, have up to `length` + 1 tokens. Only the last answer counts. */
export const preparePreferences = (
  tokenizer: Tokenizer,
  examples: readonly Example[],
  length: number,
): Prepared<PreferenceRow, PreferenceExample> =>
  prepare(
    examples,
    (example): example is PreferenceExample => example.kind === "preference",
    length,
    (example) => [example.chosen, example.rejected].map((content) => lastAnswer(tokenizer, example.messages, content)),
    ([chosen, rejected]) => ({ chosen: chosen!, rejected: rejected! }),
  );

function lastAnswer(tokenizer: Tokenizer, messages: readonly ChatMessage[], content: string): MarkedTokens {
  const all = chatTokens(tokenizer, [...messages, { role: "assistant", content }]);
  const before = chatTokens(tokenizer, messages).ids.length;
  return { ids: all.ids, answers: all.answers.map((is, i) => (i < before ? 0 : is)) };
}

function prepare<E extends Example, R>(
  examples: readonly Example[],
  isWanted: (example: Example) => example is E,
  length: number,
  tokensOf: (example: E) => readonly MarkedTokens[],
  rowOf: (tokens: readonly MarkedTokens[]) => R,
): Prepared<R, E> {
  const rows: R[] = [];
  const used: E[] = [];
  const problems: LineProblem[] = [];
  for (const example of examples) {
    if (!isWanted(example)) {
      problems.push({ line: example.line, message: `it is of the kind ${example.kind}, which is not used here.` });
      continue;
    }
    const tokens = writable(() => tokensOf(example));
    const longest = typeof tokens === "string" ? 0 : Math.max(...tokens.map(({ ids }) => ids.length));
    if (typeof tokens === "string") problems.push({ line: example.line, message: tokens });
    else if (longest > length + 1) {
      problems.push({ line: example.line, message: `${longest} tokens. At most ${length + 1} fit.` });
    } else {
      rows.push(rowOf(tokens));
      used.push(example);
    }
  }
  return { rows, examples: used, problems };
}

/** What was made, or which character the tokenizer cannot write. */
function writable<T>(make: () => T): T | string {
  try {
    return make();
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

/** Rows of batch `step`: each epoch takes all of them once, in an order of its own. */
export function rowsAt<R>(rows: readonly R[], batch: number, seed: number | string, step: number): R[] {
  if (rows.length === 0) throw new RangeError("chat: no examples. None fits, or there is none of this kind.");
  const orders = new Map<number, Int32Array>();
  return Array.from({ length: batch }, (_, i) => {
    const place = step * batch + i;
    const epoch = Math.floor(place / rows.length);
    const order = orders.get(epoch) ?? createRng(seed).split(epoch).permutation(rows.length);
    orders.set(epoch, order);
    return rows[order[place % rows.length]!]!;
  });
}

/** A row of several conversations, one behind the other. */
export interface PackedTokens extends MarkedTokens {
  /** Of each token: where its conversation begins. */
  readonly starts: readonly number[];
}

/** As `batchOf`, for rows of several conversations. */
export function packedBatchOf(rows: readonly PackedTokens[], length: number): TokenBatch<Value> {
  const starts = new Float32Array(rows.length * length);
  for (const [row, { starts: from }] of rows.entries()) starts.set(from.slice(0, length), row * length);
  return { ...batchOf(rows, length), starts: { dtype: "float32", shape: [rows.length, length], data: starts } };
}

/** Rows side by side, filled up with token 0 that does not count. */
export function batchOf(rows: readonly MarkedTokens[], length: number): TokenBatch<Value> {
  const shape = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length);
  const targets = new BigInt64Array(rows.length * length);
  const weights = new Float32Array(rows.length * length);
  for (const [row, tokens] of rows.entries()) {
    if (tokens.ids.length > length + 1) {
      throw new RangeError(`chat: ${tokens.ids.length} tokens in a row for ${length + 1}. Leave it out.`);
    }
    for (let i = 0; i + 1 < tokens.ids.length; i++) {
      ids[row * length + i] = BigInt(tokens.ids[i]!);
      targets[row * length + i] = BigInt(tokens.ids[i + 1]!);
      weights[row * length + i] = tokens.answers[i + 1]!;
    }
  }
  return {
    ids: { dtype: "int64", shape, data: ids },
    targets: { dtype: "int64", shape, data: targets },
    weights: { dtype: "float32", shape, data: weights },
  };
}
