/** One training sample on the fly: a plan, its picture and its caption, a pure function of the set and the generator. */
import type { Rng } from "../../nn/random.ts";
import type { EmojiSet, Language } from "../emoji/concept.ts";
import type { Place } from "./arrange.ts";
import { chineseCaption } from "./chinese.ts";
import { drawPlan, type PlanOptions } from "./draw-plan.ts";
import { englishCaption } from "./english.ts";
import type { Plan } from "./plan.ts";
import { renderPlan } from "./render.ts";

export interface Sample {
  /** RGB in [0, 255], row-major, size × size × 3. */
  readonly pixels: Float32Array;
  readonly size: number;
  readonly caption: string;
  readonly language: Language;
  readonly plan: Plan;
  /** Where the plan's things stand. */
  readonly places: readonly Place[];
}

export interface ComposeOptions extends PlanOptions {
  /** Side of the picture in pixels; default 64. */
  readonly size?: number;
  /** How far tilt, size and place may go, from 0 to 1 (the default). */
  readonly variation?: number;
}

/** Draws a plan, then its picture and its caption. */
export function compose(set: EmojiSet, rng: Rng, options: ComposeOptions = {}): Sample {
  return composePlan(set, drawPlan(set, rng, options), rng, options.size, options.variation);
}

/** A picture and a caption of a given plan: for evaluation prompts and for a classifier's renderings. */
export function composePlan(set: EmojiSet, plan: Plan, rng: Rng, size = 64, variation = 1): Sample {
  const { pixels, places } = renderPlan(set, plan, rng, size, variation);
  return { pixels, size, caption: captionOf(set, plan, rng), language: plan.language, plan, places };
}

/** One caption of a plan, in the plan's language; true of every picture of the plan. */
export function captionOf(set: EmojiSet, plan: Plan, rng: Rng): string {
  return plan.language === "en" ? englishCaption(set, plan, rng) : chineseCaption(set, plan, rng);
}

/** A plain plan of one concept, with anything changed that is given. */
export function planOf(concept: string, change: Partial<Plan> = {}): Plan {
  return {
    kind: "plain",
    items: [{ concept, colour: null }],
    count: 1,
    background: "white",
    backgroundNamed: false,
    style: "flat",
    styleNamed: false,
    placed: false,
    language: "en",
    ...change,
  };
}
