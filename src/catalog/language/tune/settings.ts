/** How a model is tuned, and what follows from the data where a user says nothing. */
import { type LoraConfig, loraConfig } from "../../../models/index.ts";
import type { TuneItem, TuneKind } from "./examples.ts";

type TuneMethod = "lora" | "full";

/** What a user may say; all of it has a default. */
export interface TuneWishes {
  readonly method?: TuneMethod;
  readonly rank?: number;
  readonly alpha?: number;
  readonly targets?: readonly string[];
  /** How often each example is read; or how many steps are made. */
  readonly epochs?: number;
  readonly steps?: number;
  readonly learningRate?: number;
  readonly batch?: number;
  /** Tokens of a row. */
  readonly length?: number;
  readonly seed?: number;
  /** How dear it is to leave the base, in tuning by preferences. */
  readonly beta?: number;
}

export interface TuneSettings {
  readonly kind: TuneKind;
  readonly method: TuneMethod;
  readonly lora: LoraConfig;
  readonly steps: number;
  readonly learningRate: number;
  readonly batch: number;
  readonly length: number;
  readonly seed: number;
  readonly beta: number;
}

/** See docs/decisions/2026-11-24-tune.md for what was measured. */
const RATES = {
  answers: { lora: 1e-2, full: 1e-3 },
  preferences: { lora: 5e-4, full: 1e-4 },
} as const satisfies Record<TuneKind, Record<TuneMethod, number>>;
const BATCH = 8;
const EPOCHS = 3;
/** A handful of examples is read more often than `EPOCHS` times: fewer steps than this teach nothing. */
const FEWEST_STEPS = 60;
/** Rows are as long as the longest example, rounded up to this. */
const ROUND = 8;

/** @param context tokens that the base looks back on, at most the length of a row */
export function settle(
  wishes: TuneWishes,
  kind: TuneKind,
  training: readonly TuneItem[],
  all: readonly TuneItem[],
  context: number,
): TuneSettings {
  const { method = "lora", rank = loraConfig.rank } = wishes;
  const batch = Math.min(wishes.batch ?? BATCH, training.length);
  const read = (epochs: number) => Math.max(1, Math.ceil((epochs * training.length) / batch));
  const longest = Math.max(...all.map(({ row }) => Math.max(...row.map(({ ids }) => ids.length - 1))));
  return {
    kind,
    method,
    lora: { rank, alpha: wishes.alpha ?? 2 * rank, targets: wishes.targets ?? loraConfig.targets },
    steps: wishes.steps ?? (wishes.epochs === undefined ? Math.max(FEWEST_STEPS, read(EPOCHS)) : read(wishes.epochs)),
    learningRate: wishes.learningRate ?? RATES[kind][method],
    batch,
    length: wishes.length ?? Math.min(context, ROUND * Math.ceil(longest / ROUND)),
    seed: wishes.seed ?? 1,
    beta: wishes.beta ?? 0.1,
  };
}
