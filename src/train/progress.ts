/** A training's progress: what one step reports, and its line for people. */
import { byteSize, duration } from "./words.ts";

/** One step, as it is reported, printed and kept in `metrics.jsonl`. */
export interface StepReport {
  /** Steps that are done, this one included. */
  readonly step: number;
  readonly steps: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The loss, averaged over about the last 20 steps of this run. */
  readonly smoothLoss: number;
  readonly secondsPerStep: number;
  /** What remains at the pace of about the last 20 steps. */
  readonly secondsLeft: number;
  readonly residentBytes: number;
  readonly learningRate: number;
  /** What the training has used so far, over all its runs. */
  readonly joules: number;
}

/** `step 365/900 (40 %)  loss 0.0893  0.78 s/step  6 min 57 s left  898 MB` */
export function progressText(report: StepReport): string {
  const { step, steps, smoothLoss, secondsPerStep: s, secondsLeft, residentBytes } = report;
  return [
    `step ${step}/${steps} (${Math.floor((100 * step) / Math.max(1, steps))} %)`,
    `loss ${smoothLoss.toPrecision(3)}`,
    `${s < 0.0995 ? `${+(s * 1000).toPrecision(2)} ms` : `${s.toPrecision(2)} s`}/step`,
    `${duration(secondsLeft)} left`,
    byteSize(residentBytes),
  ].join("  ");
}

/** What one step has to say for itself. */
export type StepFacts = Pick<StepReport, "step" | "metrics" | "secondsPerStep" | "learningRate" | "joules">;

/** The weight of the newest step in the averages: they reach over about 20. */
const NEWEST = 1 / 20;

/** Reports steps one after the other; the averages are unbiased from the first. */
export function createReporter(steps: number): (facts: StepFacts) => StepReport {
  const totals = { weight: 0, loss: 0, seconds: 0 };
  const mix = (old: number, fresh: number) => old + (fresh - old) * NEWEST;
  return (facts) => {
    totals.weight = mix(totals.weight, 1);
    totals.loss = mix(totals.loss, facts.metrics.loss!);
    totals.seconds = mix(totals.seconds, facts.secondsPerStep);
    return {
      ...facts,
      steps,
      smoothLoss: totals.loss / totals.weight,
      secondsLeft: ((steps - facts.step) * totals.seconds) / totals.weight,
      residentBytes: process.memoryUsage.rss(),
    };
  };
}
