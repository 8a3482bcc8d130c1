/**
 * Briefs as batches, drawn while training runs. A row holds whole conversations, one behind the other, until the next one
 * does not fit. Batch `step` is a function of (seed, step).
 */
import type { Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { createRng } from "../../nn/random.ts";
import { type PackedTokens, packedBatchOf, type TokenBatch } from "../chat/batches.ts";
import { type ChatMessage, chatTokens } from "../chat/template.ts";
import { type DrawOptions, drawExample } from "./draw.ts";

export interface BriefSourceOptions extends Pick<DrawOptions, "sources" | "split"> {
  readonly tokenizer: Tokenizer;
  /** Rows in a batch, and tokens in a row. */
  readonly batch: number;
  readonly length: number;
  readonly seed: number | string;
}

type Draw = (i: number) => readonly ChatMessage[];

const drawing = (seed: number | string, options: DrawOptions): Draw => {
  const rng = createRng(seed);
  return (i) => drawExample(rng.split(i), options).messages;
};

/** What is said in `count` examples, for a tokenizer to learn from. */
export function* briefTexts(seed: number | string, count: number, options: DrawOptions): Generator<string> {
  const draw = drawing(seed, options);
  for (let i = 0; i < count; i++) {
    yield draw(i)
      .map(({ content }) => content)
      .join("\n");
  }
}

export function briefSource({ tokenizer, batch, length, seed, ...options }: BriefSourceOptions): {
  at(step: number): TokenBatch<Value>;
} {
  const draw = drawing(seed, options);
  const row = (place: number) => packed(tokenizer, draw, place, length);
  return {
    at: (step) =>
      packedBatchOf(
        Array.from({ length: batch }, (_, i) => row(step * batch + i)),
        length,
      ),
  };
}

/** Examples that a row may hold: their numbers must not meet those of another row. */
const ROW_EXAMPLES = 64;

function packed(tokenizer: Tokenizer, draw: Draw, row: number, length: number): PackedTokens {
  const ids: number[] = [];
  const answers: number[] = [];
  const starts: number[] = [];
  for (let i = 0; i < ROW_EXAMPLES; i++) {
    const next = chatTokens(tokenizer, draw(row * ROW_EXAMPLES + i));
    if (next.ids.length > length + 1 && ids.length === 0) continue;
    if (ids.length + next.ids.length > length + 1) break;
    starts.push(...next.ids.map(() => ids.length));
    ids.push(...next.ids);
    answers.push(...next.answers);
  }
  return { ids, answers, starts };
}
