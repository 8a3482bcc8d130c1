/** Running text as batches: windows of a long row of tokens, each token with the next one. */
import { type Tokenizer, textParts } from "../formats/index.ts";
import type { Value } from "../graph/index.ts";
import { createRng } from "../nn/random.ts";

/** A text's tokens in the smallest array that holds them, part by part: as numbers they would take four times as much. */
export function encodePacked(tokenizer: Pick<Tokenizer, "size" | "encode">, text: string): Uint16Array | Uint32Array {
  const parts: (Uint16Array | Uint32Array)[] = [];
  for (const part of textParts(text)) {
    const ids = tokenizer.encode(part);
    parts.push(tokenizer.size <= 2 ** 16 ? Uint16Array.from(ids) : Uint32Array.from(ids));
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const all = tokenizer.size <= 2 ** 16 ? new Uint16Array(length) : new Uint32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** ids and targets [B, T] int64; targets are one token further. */
export interface WindowBatch {
  readonly ids: Value;
  readonly targets: Value;
}

/**
 * Windows of `length` tokens at random places: batch `step` is a function of (seed, step).
 * Throws a RangeError for a text that is shorter than a window and a token.
 */
export function windowsAt(
  tokens: ArrayLike<number>,
  {
    batch,
    length,
    seed,
    step,
  }: {
    readonly batch: number;
    readonly length: number;
    readonly seed: number | string;
    readonly step: number;
  },
): WindowBatch {
  needLength(tokens, length);
  const rng = createRng(seed).split(step);
  return windowsFrom(
    tokens,
    Array.from({ length: batch }, () => rng.int(tokens.length - length)),
    length,
  );
}

/** The whole text once, window after window, to measure by; what is less than a batch at the end is left out. */
export function* allWindows(tokens: ArrayLike<number>, batch: number, length: number): Generator<WindowBatch> {
  needLength(tokens, length);
  const count = Math.floor((tokens.length - 1) / length);
  for (let first = 0; first + batch <= count; first += batch) {
    yield windowsFrom(
      tokens,
      Array.from({ length: batch }, (_, i) => (first + i) * length),
      length,
    );
  }
}

function needLength({ length: found }: ArrayLike<number>, length: number): void {
  if (found > length) return;
  throw new RangeError(`windows: a text of ${found} tokens. A window of ${length} needs ${length + 1} of them.`);
}

function windowsFrom(tokens: ArrayLike<number>, starts: readonly number[], length: number): WindowBatch {
  const rows = (shift: number): Value => {
    const data = new BigInt64Array(starts.length * length);
    for (const [row, start] of starts.entries()) {
      for (let i = 0; i < length; i++) data[row * length + i] = BigInt(tokens[start + shift + i]!);
    }
    return { dtype: "int64", shape: [starts.length, length], data };
  };
  return { ids: rows(0), targets: rows(1) };
}
