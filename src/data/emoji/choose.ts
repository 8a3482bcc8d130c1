/** Chooses about a thousand concepts and gives each its names and its traits; no pictures yet. */
import type { EmojibaseEntry } from "./captions.ts";
import { joinNames } from "./captions.ts";
import type { Concept } from "./concept.ts";
import { GROUPS, LEFT_OUT, PEOPLE_SUBGROUPS, PEOPLE_TAKEN } from "./names.ts";
import { type PackageFolders, readGroups, readSources } from "./packages.ts";

export type ConceptDraft = Omit<Concept, "looks" | "styles">;

/** Concepts in Unicode's order. */
export function chooseConcepts(folders: PackageFolders): ConceptDraft[] {
  const english = readSources(folders, "en");
  const names = readGroups(folders);
  const taken = english.entries.flatMap((entry) => {
    const group = names.groups[String(entry.group)] ?? "";
    const subgroup = names.subgroups[String(entry.subgroup)] ?? "";
    return isChosen(entry, group, subgroup) ? [{ id: entry.hexcode, group, subgroup }] : [];
  });
  const ids = taken.map(({ id }) => id);
  const en = joinNames(ids, english, "en");
  const zh = joinNames(ids, readSources(folders, "zh"), "zh");
  return taken.map((base, i) => {
    const concept = { ...base, en: en[i]!, zh: zh[i]! };
    return { ...concept, mirrors: mirrors(concept), counts: counts(concept) };
  });
}

function isChosen(entry: EmojibaseEntry, group: string, subgroup: string): boolean {
  const id = entry.hexcode;
  if (LEFT_OUT.has(id) || /o’clock|-thirty$/.test(entry.label)) return false;
  if ((GROUPS as readonly string[]).includes(group)) return true;
  const gendered =
    /\b(man|woman|men|women)\b|-200D-264[02]/.test(`${entry.label} ${id}`) && id !== "1F9DC-200D-2640-FE0F";
  const wanted =
    (PEOPLE_SUBGROUPS as readonly string[]).includes(subgroup) && !gendered && !/facing right/.test(entry.label);
  return wanted || PEOPLE_TAKEN.has(id);
}

type Named = Pick<Concept, "subgroup" | "group" | "en">;

/** Writing, notes and directions must not be mirrored. */
function mirrors({ subgroup, en }: Named): boolean {
  if (
    ["book-paper", "money", "office", "game", "award-medal", "music", "phone", "computer", "sound"].includes(subgroup)
  ) {
    return false;
  }
  return !/\b(left|right|sign|clock|watch|stopwatch|card|calendar|newspaper|hotel|hospital|bank|school|convenience|post|stop|pool|8|globe|earth|map|tower|letter|police|taxi|bus|ambulance|cinema|store|atm|barber|hundred)\b/i.test(
    en.label,
  );
}

const MASS_NOUNS =
  /\b(popcorn|butter|salt|bacon|ice|milk|rice|sushi|oden|spaghetti|ramen|broccoli|garlic|wood|fog|dna|yarn|thread|money|soap|toilet paper|luggage|coral|poo|camping|wedding|fondue|falafel|honey|shaved ice|custard|corn|cheese|sake|mate|x-ray|bread|chocolate|mail|rain|lightning|fire|lacrosse|badminton|bowling|hockey|tennis|skiing|saturn|planet earth|sun|moon|sky|sunrise|sunset|hair|liberty|fuji|kaaba|joy|laughing|salad|meat|food|food|construction|performing arts|sunshine|pouring|cooking|moon viewing|fishing|collision|head|earth|santa|claus|mount|desert|beach|park|night|dusk|milky way|tears|gas|work|metro|lungs|footprints|hot springs|bridge|grass|leafy)\b/i;

/** Counted pictures are for things that one would count, with a plain singular name. */
function counts({ subgroup, group, en }: Named): boolean {
  if (
    ["sky-weather", "place-geographic", "place-map", "place-other", "monkey-face", "emotion", "family"].includes(
      subgroup,
    )
  ) {
    return ["star", "cloud", "rainbow", "snowman", "snowflake", "umbrella"].includes(en.label);
  }
  if (group === "people-body" && subgroup !== "person-fantasy" && subgroup !== "person-role") return false;
  if (MASS_NOUNS.test(en.label) || /^(two|three|empty|open hands)\b| and |^[A-Z]{2,}$|-less\b/.test(en.label))
    return false;
  return !/(?<!s|u|i|las)s$/.test(en.label) || /\b(cactus|octopus|bus|walrus|compass|dress)$/.test(en.label);
}
