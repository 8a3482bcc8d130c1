/** From a brief to a text that says all of it and nothing else. */
import type { Rng } from "../../nn/random.ts";
import { type Brief, type BriefKind, type Field, KNOWN, type Language, purposeOf } from "./brief.ts";
import { copyEn } from "./copy.en.ts";
import { copyZh } from "./copy.zh.ts";
import { emailEn } from "./email.en.ts";
import { emailZh } from "./email.zh.ts";
import { expand, type Pools, phrase, type Slot, type Speaker } from "./grammar.ts";
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

/** These colour the text and are not said in it; who signs an email stands in its last line. */
const UNSAID: ReadonlySet<Field> = new Set(["tone", "purpose", "sender"]);

export interface WriteOptions {
  /** As few words as the kind allows. */
  readonly short?: boolean;
  /** The word that stands for a story's hero; for heroes that nobody named, drawn. */
  readonly pronoun?: Pronoun;
}

/**
 * One of the many texts that the grammar has for a brief. It is made from left to right, and what a layout's `{rest}`
 * says follows from what was said before it: so whoever has read so far can know what must come.
 */
export function writeText(brief: Brief & { readonly kind: WrittenKind }, rng: Rng, options: WriteOptions = {}): string {
  const { kind, language, fields } = brief;
  const pools = GRAMMARS[kind][language];
  const tone = toneOf(fields.tone);
  const category = guessCategory(fields.product ?? "");
  const purpose = kind === "email" ? purposeOf(fields.purpose)?.split(" ")[0] : null;
  const gap = language === "zh" ? "" : " ";
  const made = (make: NonNullable<Slot["make"]>): Slot => ({ text: "", tells: "", make });
  const speaker: Speaker = {
    rng,
    pools,
    slots: {
      ...slotsOf(brief, rng, options.pronoun),
      rest: made((speaker) => untold(brief, speaker, "say").join(gap)),
      restLines: made((speaker) => untold(brief, speaker, "line").join("\n")),
      steps: made((speaker) => steps(brief, speaker)),
      postscript: made((speaker) => postscript(untold(brief, speaker, "say").join(gap), language)),
      below: made(untellSubject),
    },
    // Now and then a thing is praised as any thing might be.
    forms: [tone, purpose, rng.float() < 0.85 ? category : null].filter((form) => typeof form === "string"),
    told: new Set(),
    said: new Set(),
  };
  const text = expand(rng.pick(pools[layoutPool(brief, pools, options)]!), speaker);
  return tidy([text, ...untold(brief, speaker, "say")].join(gap), language);
}

function layoutPool(brief: Brief, pools: Pools, { short }: WriteOptions): string {
  if (short && pools["layout.short"]) return "layout.short";
  return brief.kind === "story" && brief.fields.product ? "layout.product" : "layout";
}

const postscript = (rest: string, language: Language): string =>
  rest === "" ? "" : `\n\n${language === "zh" ? "又及：" : "PS: "}${rest}`;

/** What stands only in the subject of an email is said once more below. */
function untellSubject({ told }: Speaker): string {
  for (const field of ["product", "topic"]) told.delete(field);
  return "";
}

/** A phrase for each field that nothing has told yet, in the order in which the kind knows them. */
function untold({ kind, fields }: Brief, speaker: Speaker, how: "say" | "line"): readonly string[] {
  const said: string[] = [];
  for (const field of KNOWN[kind].fields) {
    if (!fields[field] || UNSAID.has(field) || speaker.told.has(field)) continue;
    said.push((how === "line" && phrase(`line.${field}`, speaker)) || phrase(`say.${field}`, speaker));
  }
  return said;
}

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
    /(^|[.!?] |\n)((?:["“•-] ?|\d+\. )?)([a-z])/g,
    (_, before, sign, letter) => before + sign + letter.toUpperCase(),
  );
}
