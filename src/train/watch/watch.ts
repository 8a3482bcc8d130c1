/**
 * The collapse watch. A generator can answer everything with the one picture that fools its judge; the losses may look
 * well while it does. What gives it away is the variety of a fixed set of seeds beside that of real pictures.
 */
import type { Variety } from "./variety.ts";

/** One look at a training. */
export interface Reading extends Variety {
  /** Steps that are done. */
  readonly step: number;
  /** Means since the last look. */
  readonly losses: { readonly generator: number; readonly discriminator: number };
}

export interface Trouble {
  readonly kind: "collapsed" | "collapsing" | "lost" | "running-away";
  readonly step: number;
  /** What is seen, in a sentence. */
  readonly text: string;
}

export interface WatchRules {
  /** Steps at the beginning of which nothing is said: a generator that knows nothing yet makes all alike. */
  readonly grace: number;
  /** Below this diversity the seeds give as good as one picture. */
  readonly collapsed: number;
  /** A fall below this share of the best diversity so far is a collapse on its way. */
  readonly fallen: number;
  /** A discriminator's loss below this, while nothing is covered, leaves its generator nothing to learn from. */
  readonly won: number;
  /** No fair game has a loss above this. */
  readonly loud: number;
  /** So many looks one after the other must say so. */
  readonly looks: number;
}

export const watchRules: WatchRules = { grace: 100, collapsed: 0.25, fallen: 0.5, won: 0.02, loud: 50, looks: 2 };

/**
 * What is wrong, if anything.
 * @param readings since the training began, or since somebody stepped in, in order
 */
export function judgeReadings(readings: readonly Reading[], rules: WatchRules = watchRules): Trouble | undefined {
  const last = readings.at(-1);
  const recent = readings.slice(-rules.looks);
  if (last === undefined || recent.length < rules.looks) return undefined;
  if (last.step - readings[0]!.step < rules.grace) return undefined;
  const { step, diversity, coverage } = last;
  const percent = (share: number) => `${Math.round(100 * share)} %`;
  const seen = `its seeds differ by ${percent(diversity)} of what real pictures do, and ${percent(coverage)} of those are covered`;
  const say = (kind: Trouble["kind"], what: string): Trouble => ({ kind, step, text: `${what}: ${seen}.` });
  const growing = diversity > 1.2 * recent[0]!.diversity;
  if (recent.every((r) => r.diversity < rules.collapsed) && !growing) {
    return say("collapsed", "the generator answers nearly every seed with the same picture");
  }
  const best = Math.max(...readings.map((r) => r.diversity));
  if (recent.every((r) => r.diversity < rules.fallen * Math.min(best, 1)) && !growing) {
    return say("collapsing", `the generator's pictures become alike, after ${percent(best)} at best`);
  }
  const isLost = (r: Reading) => r.losses.discriminator >= 0 && r.losses.discriminator < rules.won && r.coverage < 0.05;
  if (recent.every(isLost)) {
    return say("lost", "the discriminator is never wrong, so the generator learns nothing from it");
  }
  if (recent.every((r) => r.losses.discriminator > rules.loud)) {
    return say("running-away", `the losses run away, to ${last.losses.discriminator.toPrecision(2)}`);
  }
  return undefined;
}

/** True where a state is worth going back to. */
export const isSound = ({ diversity, losses }: Reading, rules: WatchRules = watchRules): boolean =>
  diversity > 1.5 * rules.collapsed && losses.discriminator < rules.loud;
