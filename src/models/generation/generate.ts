/** Generation: a decoder, a way to choose, and text that comes out piece by piece, for all rows of a batch at once. */
import { createRng, type Rng } from "../../nn/index.ts";
import type { Decoder } from "./decoder.ts";
import { createLookUp } from "./look-up.ts";
import { candidatesOf, checkSampling, logProbabilities, pick, type SamplingOptions } from "./sampling.ts";
import { StopStrings } from "./stops.ts";

/** Makes text of tokens: a `Tokenizer` does. */
export interface TokenReader {
  stream(options?: { readonly special?: boolean }): { push(id: number): string; end(): string };
}

/** Says which tokens may come: see `constrain`. */
export interface TokenConstraint {
  /**
   * 1 for each token that may come next, 0 for the others; the same array each time.
   * @param room tokens that still fit, this one among them: a constraint can see to it that the text ends in time
   */
  allowed(room: number): Uint8Array;
  accept(id: number): void;
  /** True where the text may end here; undefined where the constraint knows no end, and the model ends as it likes. */
  readonly mayEnd: boolean | undefined;
}

export interface GenerateOptions extends SamplingOptions {
  readonly seed?: number | string;
  /** A seed for each row instead: the row then says what it would as the only one of that seed. */
  readonly seeds?: readonly (number | string)[];
  /** Ends after so many tokens: all that fit unless given. */
  readonly maxTokens?: number;
  /** Ends before any of these strings. */
  readonly stop?: readonly string[];
  /** Ends at any of these tokens, which are not given out. */
  readonly endTokens?: readonly number[];
  /** Gives each token's log-probability, and those of so many likeliest ones beside it. */
  readonly logProbabilities?: number;
  /** A constraint for a row, counted from 0. */
  readonly constraint?: (row: number) => TokenConstraint;
  /**
   * A single row guesses up to so many tokens ahead by what its text has held before, and reads them in one run: the text
   * is the same but for the rounding of such a run, sooner where it repeats itself. None unless given.
   */
  readonly lookUp?: number;
  readonly signal?: AbortSignal;
}

/** Why a row ended: an end token, stop string or finished constraint; no more room; or the signal. */
export type Ending = "stop" | "length" | "aborted";

export interface Piece {
  readonly row: number;
  /** The token; undefined in a piece that only ends the row. */
  readonly id?: number;
  /** Text that is certain now; it may lag behind the tokens. */
  readonly text: string;
  /** Of the token, in nats, by the model alone: no setting changes it. */
  readonly logProbability?: number;
  readonly likeliest?: readonly { readonly id: number; readonly logProbability: number }[];
  /** Set in the row's last piece. */
  readonly ending?: Ending;
}

interface Row {
  readonly rng: Rng;
  readonly seen: Set<number>;
  readonly text: { push(id: number): string; end(): string };
  readonly stops: StopStrings;
  readonly constraint: TokenConstraint | undefined;
  count: number;
  last: number;
  ended: boolean;
}

/**
 * Continues whole prompts, one for each row of the decoder. Each step gives a piece for each row that has not ended.
 * Row r draws from `createRng(seed).split(r)`: a row's text does not depend on the others.
 * @param reader makes text of all rows' tokens, or one for each row
 */
export async function* generate(
  decoder: Decoder,
  reader: TokenReader | readonly TokenReader[],
  prompts: readonly (readonly number[])[],
  options: GenerateOptions = {},
): AsyncGenerator<Piece, void> {
  checkOptions(options, prompts.length);
  const { seed = 0, seeds, stop = [], lookUp = 0 } = options;
  const readers = "stream" in reader ? prompts.map(() => reader) : reader;
  const rows = prompts.map(
    (prompt, i): Row => ({
      rng: seeds === undefined ? createRng(seed).split(i) : createRng(seeds[i]!).split(0),
      seen: new Set(prompt),
      text: readers[i]!.stream({ special: false }),
      stops: new StopStrings(stop),
      constraint: options.constraint?.(i),
      count: 0,
      last: 0,
      ended: false,
    }),
  );
  const logits = await decoder.begin(prompts);
  if (lookUp > 0 && decoder.batch === 1) yield* guessing(decoder, rows[0]!, prompts[0]!, logits, options);
  else yield* stepping(decoder, rows, logits, options);
}

function checkOptions(options: GenerateOptions, rows: number): void {
  checkSampling(options);
  const { seeds, maxTokens = Number.POSITIVE_INFINITY } = options;
  if (!(maxTokens >= 1)) throw new RangeError(`generate: maxTokens is ${maxTokens}. It must be at least 1.`);
  if (seeds !== undefined && seeds.length !== rows) {
    throw new RangeError(`generate: ${seeds.length} seeds for ${rows} rows.`);
  }
  for (const [name, most] of [
    ["logProbabilities", 100],
    ["lookUp", 64],
  ] as const) {
    const value = options[name] ?? 0;
    if (Number.isInteger(value) && value >= 0 && value <= most) continue;
    throw new RangeError(`generate: ${name} is ${value}. It must be a whole number from 0 to ${most}.`);
  }
}

/** Token by token, all rows at once. */
async function* stepping(
  decoder: Decoder,
  rows: readonly Row[],
  logits: Float32Array,
  options: GenerateOptions,
): AsyncGenerator<Piece, void> {
  const { vocabulary } = decoder.config;
  for (;;) {
    for (const [i, row] of rows.entries()) {
      if (row.ended) continue;
      const own = logits.subarray(i * vocabulary, (i + 1) * vocabulary);
      yield advance(i, row, own, options, roomFor(row, options, decoder));
    }
    if (rows.every((row) => row.ended)) return;
    // A row that has ended is fed on until the last one has; nobody looks at it.
    logits = await decoder.feed(rows.map((row) => [row.last]));
  }
}

/** A token and guesses behind it in one run. Each token is drawn as if it were alone: a guess is right where it is the same. */
async function* guessing(
  decoder: Decoder,
  row: Row,
  prompt: readonly number[],
  logits: Float32Array,
  options: GenerateOptions,
): AsyncGenerator<Piece, void> {
  const { vocabulary } = decoder.config;
  const lookUp = createLookUp(prompt, options.lookUp!);
  let guesses: readonly number[] = [];
  for (;;) {
    for (let right = 0; ; right++) {
      const doubtful = guesses.length - right;
      const room = roomFor(row, options, decoder, doubtful);
      yield advance(0, row, logits.subarray(right * vocabulary, (right + 1) * vocabulary), options, room);
      if (row.ended) return;
      lookUp.push(row.last);
      if (row.last === guesses[right]) continue;
      decoder.rewind(decoder.length - doubtful);
      lookUp.judge(right, guesses.length);
      break;
    }
    guesses = lookUp.guess(roomFor(row, options, decoder) - 2);
    logits = await (guesses.length === 0 ? decoder.feed([[row.last]]) : decoder.feedEach([row.last, ...guesses]));
  }
}

/** Tokens that still fit, those not counted that the decoder has read as guesses. */
function roomFor(
  row: Row,
  { maxTokens = Number.POSITIVE_INFINITY }: GenerateOptions,
  { capacity, length }: Decoder,
  doubtful = 0,
): number {
  return Math.min(maxTokens - row.count, capacity - (length - doubtful) + 1);
}

/** The row's next token as a piece. */
function advance(i: number, row: Row, logits: Float32Array, options: GenerateOptions, room: number): Piece {
  if (options.signal?.aborted) return end(i, row, "aborted");
  const { endTokens = [] } = options;
  const allowed = row.constraint && allowedTokens(row.constraint, room, endTokens);
  if (allowed !== undefined && !allowed.includes(1)) {
    if (row.constraint?.mayEnd) return end(i, row, "stop");
    throw new RangeError(
      `generate: row ${i} can neither go on nor end. maxTokens (${room} left) is too small for the constraint, ` +
        "or the vocabulary cannot write what it asks for.",
    );
  }
  const id = pick(candidatesOf(logits, options, allowed, row.seen), row.rng);
  if (endTokens.includes(id)) return { ...end(i, row, "stop"), ...chances(logits, id, options.logProbabilities) };
  row.constraint?.accept(id);
  row.seen.add(id);
  row.count++;
  row.last = id;
  const piece: Piece = {
    row: i,
    id,
    text: row.stops.push(row.text.push(id)),
    ...chances(logits, id, options.logProbabilities),
  };
  if (row.stops.isMet) {
    row.ended = true;
    return { ...piece, ending: "stop" };
  }
  if (room > 1) return piece;
  const isDone = row.constraint?.mayEnd === true;
  const rest = end(i, row, isDone ? "stop" : "length");
  return { ...piece, text: piece.text + rest.text, ending: row.stops.isMet ? "stop" : rest.ending! };
}

/** What the constraint allows; end tokens come only where it may end. */
function allowedTokens(constraint: TokenConstraint, room: number, endTokens: readonly number[]): Uint8Array {
  const allowed = constraint.allowed(room);
  if (constraint.mayEnd !== undefined) for (const id of endTokens) allowed[id] = constraint.mayEnd ? 1 : 0;
  return allowed;
}

/** Gives out what was held back. */
function end(i: number, row: Row, ending: Ending): Piece {
  row.ended = true;
  return { row: i, text: row.stops.push(row.text.end()) + row.stops.end(), ending };
}

function chances(
  logits: Float32Array,
  id: number,
  beside: number | undefined,
): Pick<Piece, "logProbability" | "likeliest"> {
  if (beside === undefined) return {};
  const all = logProbabilities(logits);
  const order = Array.from(all.keys()).sort((a, b) => all[b]! - all[a]! || a - b);
  const likeliest = order.slice(0, beside).map((other) => ({ id: other, logProbability: all[other]! }));
  return { logProbability: all[id]!, ...(beside === 0 ? {} : { likeliest }) };
}
