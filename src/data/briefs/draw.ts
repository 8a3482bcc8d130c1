/** Examples of briefs and what is written for them: each a pure function of the random numbers and the options. */
import type { Rng } from "../../nn/random.ts";
import type { ChatMessage } from "../chat/template.ts";
import {
  BRIEF_KINDS,
  type Brief,
  type BriefKind,
  type Field,
  KNOWN,
  type Language,
  PURPOSES,
  type Purpose,
} from "./brief.ts";
import { drawRequest } from "./request.ts";
import { drawService } from "./service.ts";
import type { Sources } from "./sources.ts";
import type { Split } from "./split.ts";
import { TONE_WORDS, TONES, toneOf } from "./tone.ts";
import { valuesEn } from "./values.en.ts";
import type { Pronoun } from "./values.ts";
import { valuesZh } from "./values.zh.ts";
import { type WrittenKind, writeText } from "./write.ts";

export interface DrawOptions {
  readonly sources: Sources;
  readonly split: Split;
  /** By default drawn: service a quarter of the time, the others equally often. */
  readonly kind?: BriefKind;
  /** By default drawn: half and half. */
  readonly language?: Language;
}

export interface BriefExample {
  /** What the last message answers. */
  readonly brief: Brief;
  /** The last is the assistant's. */
  readonly messages: readonly ChatMessage[];
}

const VALUES = { en: valuesEn, zh: valuesZh } as const;

/** How often a brief that could have a field has it. */
const OFTEN: Readonly<Partial<Record<Field, number>>> = {
  brand: 0.5,
  price: 0.4,
  offer: 0.3,
  features: 0.35,
  audience: 0.35,
  tone: 0.45,
  place: 0.25,
  date: 0.4,
  name: 0.7,
  sender: 0.65,
  purpose: 0.75,
  topic: 0.6,
  goal: 0.7,
  budget: 0.45,
  weeks: 0.55,
  facts: 0.6,
  hero: 0.8,
  setting: 0.7,
  product: 0.5,
};

export function drawExample(rng: Rng, options: DrawOptions): BriefExample {
  const language = options.language ?? (rng.float() < 0.5 ? "en" : "zh");
  const kind = options.kind ?? (rng.float() < 0.25 ? "service" : rng.pick(BRIEF_KINDS.slice(0, 5)));
  if (kind === "service") return drawService(language, { rng, ...options });
  const { brief, pronoun } = drawBrief(rng, kind, language, options);
  const says: { pronoun?: Pronoun } = pronoun ? { pronoun } : {};
  const messages: ChatMessage[] = [
    { role: "user", content: drawRequest(brief, rng) },
    { role: "assistant", content: writeText(brief, rng, { ...says, short: rng.float() < 0.15 }) },
  ];
  if ((kind !== "copy" && kind !== "email") || rng.float() > 0.1) return { brief, messages };
  return withEdit(brief, messages, rng);
}

function drawBrief(
  rng: Rng,
  kind: WrittenKind,
  language: Language,
  { sources, split }: DrawOptions,
): { readonly brief: Brief & { readonly kind: WrittenKind }; readonly pronoun: Pronoun | null } {
  const { fields: known, needs } = KNOWN[kind];
  const sparse = rng.pick([0.35, 1, 1, 1.3]);
  const chosen = new Set(known.filter((field) => rng.float() < (OFTEN[field] ?? 0.5) * sparse));
  if (kind === "copy") chosen.add("product");
  if (kind === "news" && chosen.has("product")) chosen.delete("topic");
  if (!needs.some((field) => chosen.has(field))) chosen.add(rng.pick(needs));
  const fields: Partial<Record<Field, string>> = {};
  let pronoun: Pronoun | null = null;
  for (const field of known) {
    if (!chosen.has(field)) continue;
    // People mix languages: an English product in a Chinese brief, and the reverse.
    const foreign = (field === "product" || field === "brand") && rng.float() < 0.1;
    const from = foreign ? (language === "en" ? "zh" : "en") : language;
    if (field === "hero") ({ hero: fields.hero, pronoun } = VALUES[from].hero(rng, split, sources[from]));
    else fields[field] = drawField(field, rng, from, split, sources);
  }
  const careless = language === "en" && rng.float() < 0.08;
  const typed = careless
    ? Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value.toLowerCase()]))
    : fields;
  return { brief: { kind, language, fields: typed }, pronoun };
}

function drawField(field: Field, rng: Rng, language: Language, split: Split, sources: Sources): string {
  if (field === "tone") {
    const words = TONE_WORDS[rng.pick(TONES)][language];
    return rng.float() < 0.6 ? words[0]! : rng.pick(words);
  }
  if (field === "purpose") return rng.pick(PURPOSES[rng.pick(Object.keys(PURPOSES) as Purpose[])][language]);
  const draw = VALUES[language][field as keyof typeof valuesEn];
  return draw(rng, split, sources[language]) as string;
}

const SHORTER: Readonly<Record<Language, readonly string[]>> = {
  en: ["Shorter, please.", "shorter", "Can you make it shorter?", "Too long.", "A shorter version, please."],
  zh: ["短一点。", "再短些", "能短一点吗？", "太长了。", "请给个短版。"],
};
const AGAIN: Readonly<Record<Language, readonly string[]>> = {
  en: ["Another one, please.", "again", "Try again.", "Give me a different version.", "One more?"],
  zh: ["再来一个。", "换一个", "再写一版。", "换种写法。", "还有别的吗？"],
};
const TONED: Readonly<Record<Language, readonly string[]>> = {
  en: ["More {tone}, please.", "Make it {tone}.", "more {tone}", "Can it be more {tone}?"],
  zh: ["{tone}一点。", "写得更{tone}些。", "改成{tone}的语气。", "能不能更{tone}？"],
};

/** A second request in the same conversation: shorter, once more, or in another tone. */
function withEdit(
  brief: Brief & { readonly kind?: BriefKind },
  messages: readonly ChatMessage[],
  rng: Rng,
): BriefExample {
  const { language } = brief;
  const written = brief as Brief & { kind: WrittenKind };
  const form = rng.int(3);
  if (form < 2) {
    const said = rng.pick((form === 0 ? SHORTER : AGAIN)[language]);
    const text = writeText(written, rng, { short: form === 0 });
    return { brief, messages: [...messages, { role: "user", content: said }, { role: "assistant", content: text }] };
  }
  const tone = rng.pick(TONES.filter((other) => other !== toneOf(brief.fields.tone)));
  const word = rng.pick(TONE_WORDS[tone][language]);
  const changed = { ...written, fields: { ...written.fields, tone: word } };
  const said = rng.pick(TONED[language]).replace("{tone}", word);
  return {
    brief: changed,
    messages: [...messages, { role: "user", content: said }, { role: "assistant", content: writeText(changed, rng) }],
  };
}
