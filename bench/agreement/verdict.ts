/** Whether rounding alone explains where two programs part. */
import type { Agreement, Side } from "./compare.ts";

/** How much further from exact arithmetic than llama.cpp Onda may be: its rounding is as coarse. */
const AS_NEAR = 1.25;
/** Where texts part, the exact program's log odds are within so many of both programs' mean deviations. */
const WITHIN = 4;

export interface Verdict {
  readonly accepted: boolean;
  readonly reasons: readonly string[];
  /** Of all steps, those whose likeliest token is the same. */
  readonly agreed: number;
  readonly steps: number;
  /** Texts that never part. */
  readonly same: number;
  /** Root mean square of how far the log odds of llama.cpp's two likeliest tokens are from the exact program's. */
  readonly deviation: { readonly llama: number; readonly onda: number };
  /** The greatest log odds, by the exact program, of two tokens at which texts part for the first time. */
  readonly widest: number;
}

export function verdict(rows: readonly Agreement[]): Verdict {
  const reasons: string[] = [];
  const total = (of: (row: Agreement) => number) => rows.reduce((sum, row) => sum + of(row), 0);
  const rms = (side: "llama" | "onda") => {
    const all = rows.flatMap(({ squares }) => squares[side]).filter(Number.isFinite);
    return Math.sqrt(all.reduce((sum, x) => sum + x, 0) / all.length);
  };
  const deviation = { llama: rms("llama"), onda: rms("onda") };
  const margin = WITHIN * Math.hypot(deviation.llama, deviation.onda);
  let widest = 0;
  for (const { prompt, sameTokens, parting } of rows) {
    if (!sameTokens) reasons.push(`${JSON.stringify(prompt)} is other tokens to Onda than to llama.cpp.`);
    if (parting === undefined) continue;
    const gap = Math.abs(odds(parting.exact));
    widest = Math.max(widest, gap);
    if (gap > margin)
      reasons.push(`${JSON.stringify(prompt)} parts at log odds ${gap.toFixed(2)} of ${margin.toFixed(2)}.`);
  }
  if (deviation.onda > AS_NEAR * deviation.llama) {
    reasons.push(
      `Onda is ${deviation.onda.toFixed(3)} from exact arithmetic, llama.cpp ${deviation.llama.toFixed(3)}.`,
    );
  }
  return {
    accepted: reasons.length === 0,
    reasons,
    agreed: total(({ agreed }) => agreed),
    steps: total(({ steps }) => steps),
    same: rows.filter(({ parting }) => parting === undefined).length,
    deviation,
    widest,
  };
}

const odds = ({ llamas, ondas }: Side): number => Math.log(llamas / ondas);
