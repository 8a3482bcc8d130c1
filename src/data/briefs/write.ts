/** From a brief to a text that says all of it and nothing else. */
import type { Rng } from "../../nn/random.ts";
import { type Brief, type BriefKind, type Field, KNOWN, type Language, purposeOf } from "./brief.ts";
import { copyEn } from "./copy.en.ts";
import { copyZh } from "./copy.zh.ts";
import { emailEn } from "./email.en.ts";
import { emailZh } from "./email.zh.ts";
import { expand, type Pools, phrase, type Speaker } from "./grammar.ts";
import { guessCategory } from "./guess.ts";
import { newsEn } from "./news.en.ts";
import { newsZh } from "./news.zh.ts";
import { planEn } from "./plan.en.ts";
import { planZh } from "./plan.zh.ts";
import { slotsOf } from "./slots.ts";
import { steps } from "./steps.ts";
import { storyEn } from "./story.en.ts";
import { storyZh } from "./story.zh.ts";
import { toneOf } from "./tone.ts";
import type { Pronoun } from "./values.ts";

export type WrittenKind = Exclude<BriefKind, "service">;

export const GRAMMARS: Readonly<Record<WrittenKind, Readonly<Record<Language, Pools>>>> = {
  copy: { en: copyEn, zh: copyZh },
  email: { en: emailEn, zh: emailZh },
  plan: { en: planEn, zh: planZh },
  news: { en: newsEn, zh: newsZh },
  story: { en: storyEn, zh: storyZh },
};

/** These colour the text and are not said in it. */
const UNSAID: ReadonlySet<Field> = new Set(["tone", "purpose"]);

export interface WriteOptions {
  /** As few words as the kind allows. */
  readonly short?: boolean;
  /** The word that stands for a story's hero; for heroes that nobody named, drawn. */
  readonly pronoun?: Pronoun;
}

/** One of the many texts that the grammar has for a brief. */
export function writeText(brief: Brief & { readonly kind: WrittenKind }, rng: Rng, options: WriteOptions = {}): string {
  const { kind, language, fields } = brief;
  const pools = GRAMMARS[kind][language];
  const tone = toneOf(fields.tone);
  const category = guessCategory(fields.product ?? "");
  const purpose = kind === "email" ? purposeOf(fields.purpose)?.split(" ")[0] : null;
  const speaker: Speaker = {
    rng,
    pools,
    slots: slotsOf(brief, rng, options.pronoun),
    // Now and then a thing is praised as any thing might be.
    forms: [tone, purpose, rng.float() < 0.85 ? category : null].filter((form) => typeof form === "string"),
    told: new Set(),
    said: new Set(),
  };
  const layout = rng.pick(pools[layoutPool(brief, pools, options)]!);
  const told = expand(layout, speaker);
  const planned = told.replace("<steps>", () => steps(brief, speaker));
  const open = KNOWN[kind].fields.filter((field) => fields[field] && !UNSAID.has(field) && !speaker.told.has(field));
  return tidy(fill(planned, open, speaker, language), language);
}

function layoutPool(brief: Brief, pools: Pools, { short }: WriteOptions): string {
  if (short && pools["layout.short"]) return "layout.short";
  return brief.kind === "story" && brief.fields.product ? "layout.product" : "layout";
}

/** What is left to say is known only when all else is said: it goes where the layout kept a place, or to the end. */
function fill(text: string, open: readonly Field[], speaker: Speaker, language: Language): string {
  const gap = language === "zh" ? "" : " ";
  const asLines = text.includes("<restLines>");
  const parts: string[] = [];
  for (const field of shuffled(open, speaker.rng)) {
    if (speaker.told.has(field)) continue;
    const line = asLines ? phrase(`line.${field}`, speaker) : "";
    parts.push(line || phrase(`say.${field}`, speaker));
  }
  const said = parts.join(asLines ? "\n" : gap);
  if (/<rest(Lines)?>/.test(text)) return text.replace(/<rest(Lines)?>/, () => said);
  return said ? text + gap + said : text;
}

const shuffled = <T>(items: readonly T[], rng: Rng): readonly T[] =>
  [...rng.permutation(items.length)].map((index) => items[index]!);

/** No stray spaces or empty lines; in English, sentences and lines begin with a capital. */
function tidy(text: string, language: Language): string {
  const clean = text
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/([!?！？])[.。]/g, "$1")
    .trim();
  if (language === "zh") return clean;
  return clean.replace(
    /(^|[.!?]["”]? |\n)(["“•\d.-]{0,3} ?)([a-z])/g,
    (_, before, sign, letter) => before + sign + letter.toUpperCase(),
  );
}
