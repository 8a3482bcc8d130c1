/** What the painter is asked: prompts by group, each with the plan that says what a right picture shows. */
import { captionOf, drawPlan, type EmojiSet, type Kind, type Language, type Plan, planOf } from "../../data/index.ts";
import type { Rng } from "../../nn/index.ts";
import { restyled } from "./renderings.ts";

export type Asked = "concept" | "background" | "colour" | "count";

export interface ExamGroup {
  readonly name: string;
  /** What must be right for the picture to be right. */
  readonly asks: readonly Asked[];
  readonly plans: readonly Plan[];
  readonly captions: readonly string[];
}

interface GroupRule {
  readonly name: string;
  readonly kind: Kind;
  readonly asks: readonly Asked[];
  readonly language?: Language;
  readonly heldOut?: "skip" | "only";
}

const COMBINED = [
  { name: "background × object", kind: "background", asks: ["concept", "background"] },
  { name: "colour × object", kind: "recoloured", asks: ["concept", "colour"] },
  { name: "count × object", kind: "count", asks: ["concept", "count"] },
  { name: "pair", kind: "pair", asks: ["concept"] },
] as const;

const PLAIN: readonly GroupRule[] = [
  { name: "plain, English", kind: "plain", asks: ["concept"], language: "en" },
  { name: "plain, Chinese", kind: "plain", asks: ["concept"], language: "zh" },
];
const RULES: readonly GroupRule[] = COMBINED.flatMap(({ name, ...rule }) => [
  { name: `${name}, seen`, ...rule, heldOut: "skip" as const },
  { name: `${name}, held out`, ...rule, heldOut: "only" as const },
]);

export interface ExamSizes {
  /** Plain prompts, half English and half Chinese. */
  readonly plain: number;
  /** Prompts of each group of combinations. */
  readonly combined: number;
}

/** A pure function of set, generator and sizes. */
export function exam(set: EmojiSet, rng: Rng, { plain, combined }: ExamSizes): readonly ExamGroup[] {
  const order = rng.split("concepts").permutation(set.concepts.length);
  return [
    ...PLAIN.map((rule, g) => {
      const count = Math.ceil(plain / 2);
      const ids = Array.from({ length: count }, (_, i) => set.concepts[order[(g * count + i) % order.length]!]!.id);
      const draw = (r: Rng, i: number) => restyled(set, planOf(ids[i]!, { language: rule.language! }), r);
      return group(set, rng, rule, count, draw);
    }),
    ...RULES.map((rule) => group(set, rng, rule, combined, (r) => drawCombined(set, r, rule))),
  ];
}

function group(
  set: EmojiSet,
  rng: Rng,
  { name, asks }: GroupRule,
  count: number,
  draw: (rng: Rng, i: number) => Plan,
): ExamGroup {
  const own = rng.split(name);
  const plans = Array.from({ length: count }, (_, i) => draw(own.split(i), i));
  return { name, asks, plans, captions: plans.map((plan, i) => captionOf(set, plan, own.split(`caption${i}`))) };
}

/** A plan of one kind in which nothing but that kind's own combination can be held out. */
function drawCombined(set: EmojiSet, rng: Rng, { kind, heldOut }: GroupRule): Plan {
  for (let attempt = 0; ; attempt++) {
    const plan = drawPlan(set, rng.split(attempt), { mix: { [kind]: 1 }, heldOut: heldOut ?? "skip" });
    const onWhite = kind === "background" || plan.background === "white";
    const uncoloured = kind === "recoloured" || plan.items.every(({ colour }) => colour === null);
    if (onWhite && uncoloured) return { ...plan, styleNamed: false };
    if (attempt > 1000) throw new RangeError(`exam: the set has no ${heldOut} combination of kind ${kind}.`);
  }
}
