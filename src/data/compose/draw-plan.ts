/** Drawing a plan at random: kind, concepts, colours, background, style. */
import type { Rng } from "../../nn/random.ts";
import { difference, PALETTE } from "../colours.ts";
import {
  COLOURS,
  type ColourName,
  type Concept,
  type EmojiSet,
  LANGUAGES,
  type Language,
  type Style,
} from "../emoji/concept.ts";
import { isHeldOut } from "./held-out.ts";
import type { Kind, Plan } from "./plan.ts";

export interface PlanOptions {
  /** Relative weights of the kinds; default 55, 20, 10, 7, 8. */
  readonly mix?: Partial<Record<Kind, number>>;
  /** Relative weights of the styles; default flat 60, noto 20, 3d 20. */
  readonly styles?: Partial<Record<Style, number>>;
  readonly languages?: readonly Language[];
  /** "skip" (default, for training) never emits a held-out combination, "only" emits nothing else. */
  readonly heldOut?: "skip" | "only" | "allow";
}

export const DEFAULT_MIX: Readonly<Record<Kind, number>> = {
  plain: 55,
  background: 20,
  recoloured: 10,
  count: 7,
  pair: 8,
};
export const DEFAULT_STYLES: Readonly<Record<Style, number>> = { flat: 60, noto: 20, "3d": 20 };

const STYLE_NAMED = 0.1;
const OWN_COLOUR_NAMED = 0.12;
/** Distance in OKLab that keeps an object apart from its background. */
const LEAST_CONTRAST = 0.16;
const WHITE_NAMED = 0.06;

/** Draws a plan at random. "only" with nothing but plain pictures in the mix has nothing to draw and throws. */
export function drawPlan(set: EmojiSet, rng: Rng, options: PlanOptions = {}): Plan {
  const { heldOut = "skip" } = options;
  for (let attempt = 0; attempt < 1000; attempt++) {
    const plan = draft(set, rng, options);
    if (!plan) continue;
    if (heldOut === "allow" || isHeldOut(plan, set) === (heldOut === "only")) return plan;
  }
  throw new RangeError(`compose: no ${heldOut === "only" ? "held-out " : ""}plan fits ${JSON.stringify(options)}.`);
}

/** One try: null where the drawn concept does not suit the drawn kind. */
function draft(set: EmojiSet, rng: Rng, options: PlanOptions): Plan | null {
  const kind = weighted(rng, options.mix ?? DEFAULT_MIX);
  const concepts = [rng.pick(set.concepts)];
  if (kind === "pair") concepts.push(rng.pick(set.concepts));
  if (kind === "pair" && !suitsPair(concepts[0]!, concepts[1]!)) return null;
  if (kind === "count" && !concepts[0]!.counts) return null;
  const style = drawStyle(concepts, rng, options.styles);
  const items = concepts.map((concept) => ({ concept: concept.id, colour: drawColour(concept, style, kind, rng) }));
  if (kind === "recoloured" && items[0]!.colour === null) return null;
  const coloured = kind === "background" || rng.float() < { plain: 0, recoloured: 0.25, count: 0.2, pair: 0.2 }[kind];
  const background = coloured ? rng.pick(COLOURS) : "white";
  if (coloured && background === "white") return null;
  if (items.some((item, i) => hides(concepts[i]!, item.colour, style, background))) return null;
  return {
    kind,
    items,
    count: kind === "count" ? (rng.float() < 0.5 ? 2 : 3) : 1,
    background,
    backgroundNamed: coloured || rng.float() < WHITE_NAMED,
    style,
    styleNamed: rng.float() < STYLE_NAMED,
    placed: kind === "pair" && rng.float() < 0.25,
    language: rng.pick(options.languages ?? LANGUAGES),
  };
}

/** A style at random that every one of the concepts has. */
export function drawStyle(
  concepts: readonly Concept[],
  rng: Rng,
  weights: PlanOptions["styles"] = DEFAULT_STYLES,
): Style {
  const wanted = weighted(rng, weights);
  return concepts.every((concept) => concept.styles.includes(wanted)) ? wanted : "flat";
}

/** The colour to name: another one for recoloured things, now and then the drawing's own, mostly none. */
function drawColour(concept: Concept, style: Style, kind: Kind, rng: Rng): ColourName | null {
  const own = concept.looks[style]?.colour ?? null;
  const exchange = kind === "recoloured" || ((kind === "pair" || kind === "count") && rng.float() < 0.1);
  if (exchange && canRecolour(concept, style)) {
    const colour = rng.pick(COLOURS);
    return colour === own ? null : colour;
  }
  const nameable = own !== null && concept.group !== "people-body" && !namesAnotherColour(concept, own);
  return nameable && rng.float() < OWN_COLOUR_NAMED ? own : null;
}

/** Whether another colour can be given to this drawing. People keep theirs. */
export function canRecolour(concept: Concept, style: Style): boolean {
  return concept.group !== "people-body" && concept.id !== "1F9E7" && concept.looks[style]?.tint != null;
}

/** "a purple black cat": the drawing's dark purple contradicts the name. */
function namesAnotherColour(concept: Concept, own: ColourName): boolean {
  const said = COLOURS.find((colour) => new RegExp(`\\b${colour}\\b`).test(concept.en.label));
  return said !== undefined && said !== own;
}

/** Whether an object would hardly be seen: one of the background's colour, or one made white on white. */
function hides(concept: Concept, colour: ColourName | null, style: Style, background: ColourName): boolean {
  const look = concept.looks[style];
  if (background === "white") return colour === "white" && look?.colour !== "white";
  const shown = colour !== null && colour !== look?.colour ? PALETTE[colour].object : look?.mean;
  return look?.colour === background || !shown || difference(shown, PALETTE[background].background) < LEAST_CONTRAST;
}

function suitsPair(one: Concept, other: Concept): boolean {
  const scene = (concept: Concept) => ["place-geographic", "place-other", "place-map"].includes(concept.subgroup);
  return one.id !== other.id && !scene(one) && !scene(other);
}

function weighted<T extends string>(rng: Rng, weights: Partial<Record<T, number>>): T {
  const entries = Object.entries(weights) as [T, number][];
  let rest = rng.float() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    rest -= weight;
    if (rest < 0) return name;
  }
  return entries[entries.length - 1]![0];
}
