/** The set's own pictures of given plans: what a painter's pictures are held against. */
import { batchAt, composePlan, drawStyle, type EmojiSet, type Plan } from "../../data/index.ts";
import type { Rng } from "../../nn/index.ts";
import { joinRows } from "../../train/index.ts";
import type { Judge, Judged } from "./judge.ts";

/** Pictures [N, 3, S, S] in [-1, 1] of the plans, one after the other: a pure function of plans and seed. */
export function renderPlans(set: EmojiSet, plans: readonly Plan[], seed: string, size: number): Float32Array {
  const queue = plans.values();
  return batchAt((rng) => composePlan(set, queue.next().value!, rng, size), plans.length, seed, 0).pixels;
}

/** Judges renderings without keeping their pixels. */
export async function judgeRenderings(
  judge: Judge,
  set: EmojiSet,
  plans: readonly Plan[],
  seed: string,
  size: number,
): Promise<Judged> {
  const parts: Judged[] = [];
  for (let at = 0; at < plans.length; at += AT_ONCE) {
    parts.push(await judge.judge(renderPlans(set, plans.slice(at, at + AT_ONCE), `${seed}:${at}`, size)));
  }
  return {
    answers: parts.flatMap(({ answers }) => answers),
    features: joinRows(parts.map(({ features }) => features)),
  };
}

const AT_ONCE = 64;

/** The plan in a style that the painter's training would have drawn, or in one of `styles`. */
export function restyled(set: EmojiSet, plan: Plan, rng: Rng, styles?: Parameters<typeof drawStyle>[2]): Plan {
  const concepts = plan.items.map(({ concept }) => set.concept(concept));
  return { ...plan, style: drawStyle(concepts, rng, styles) };
}
