/**
 * The written rule of what training never sees.
 *
 * A combination is held out when FNV-1a (32 bits, then MurmurHash3's finaliser) of its written form is divisible by
 * ten. Written forms: `colour ID NAME`, `background ID NAME`, `count ID 2`, `pair ID ID` (ids in order of the alphabet).
 * Concepts themselves are never held out: each has one drawing per style, so an unseen one could not be known.
 */
import type { ColourName, EmojiSet } from "../emoji/concept.ts";
import type { Plan } from "./plan.ts";

/** One combination in this many is put aside. */
export const HELD_OUT_SHARE = 10;

export const heldOut = {
  colour: (concept: string, colour: ColourName): boolean => aside(`colour ${concept} ${colour}`),
  background: (concept: string, colour: ColourName): boolean => aside(`background ${concept} ${colour}`),
  count: (concept: string, count: number): boolean => aside(`count ${concept} ${count}`),
  pair: (one: string, other: string): boolean => aside(`pair ${[one, other].sort().join(" ")}`),
};

/** Whether any combination in the plan is held out. White backgrounds and a drawing's own colour never are. */
export function isHeldOut(plan: Plan, set: EmojiSet): boolean {
  const ids = plan.items.map((item) => item.concept);
  if (plan.background !== "white" && ids.some((id) => heldOut.background(id, plan.background))) return true;
  if (plan.count > 1 && ids.some((id) => heldOut.count(id, plan.count))) return true;
  if (ids.length === 2 && heldOut.pair(ids[0]!, ids[1]!)) return true;
  return plan.items.some(({ concept, colour }) => {
    const own = set.concept(concept).looks[plan.style]?.colour ?? null;
    return colour !== null && colour !== own && heldOut.colour(concept, colour);
  });
}

function aside(combination: string): boolean {
  return hash32(combination) % HELD_OUT_SHARE === 0;
}

function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
