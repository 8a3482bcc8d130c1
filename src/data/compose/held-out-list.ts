/** The held-out rule written out, for reading and for other programs: the file `recipes/painter/held-out.json`. */
import { COLOURS, type ColourName, type Concept } from "../emoji/concept.ts";
import { HELD_OUT_SHARE, heldOut } from "./held-out.ts";

export interface HeldOutList {
  readonly rule: string;
  /** Per concept id, what training never shows of it. */
  readonly concepts: Readonly<Record<string, HeldOutEntry>>;
  /** A part of the held-out pairs: the first concept and its first held-out partner in the set's order. */
  readonly pairs: readonly (readonly [string, string])[];
}

export interface HeldOutEntry {
  readonly name: string;
  readonly colours: readonly ColourName[];
  readonly backgrounds: readonly ColourName[];
  readonly counts: readonly number[];
}

const RULE =
  `A combination is held out when FNV-1a (32 bits, then MurmurHash3's finaliser) of its written form is divisible by ` +
  `${HELD_OUT_SHARE}: "colour ID NAME", "background ID NAME", "count ID NUMBER", "pair ID ID" (ids in alphabetical order). ` +
  "White backgrounds and a drawing's own colour are never held out. Pairs are too many to list: these are a part.";

/** A pure function of the concepts' ids, names and `counts`. */
export function heldOutList(concepts: readonly Pick<Concept, "id" | "en" | "counts">[]): HeldOutList {
  const entries = concepts.map(({ id, en, counts }): [string, HeldOutEntry] => [
    id,
    {
      name: en.label,
      colours: COLOURS.filter((colour) => heldOut.colour(id, colour)),
      backgrounds: COLOURS.filter((colour) => colour !== "white" && heldOut.background(id, colour)),
      counts: counts ? [2, 3].filter((count) => heldOut.count(id, count)) : [],
    },
  ]);
  const some = concepts.filter((_, i) => i % 3 === 0);
  const pairs = some.flatMap(({ id }, i): [string, string][] => {
    const partner = some.slice(i + 1).find((other) => heldOut.pair(id, other.id));
    return partner ? [[id, partner.id]] : [];
  });
  return { rule: RULE, concepts: Object.fromEntries(entries), pairs };
}

/** JSON with one concept a line. */
export function writeHeldOutList(list: HeldOutList): string {
  return `${JSON.stringify(list).replaceAll('},"', '},\n"').replaceAll("],[", "],\n[")}\n`;
}
