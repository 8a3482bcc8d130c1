/** What text is asked for: a brief of known fields in a language, and refused where it contradicts itself. */
import {
  BRIEF_KINDS,
  type Brief,
  type BriefKind,
  FIELDS,
  type Field,
  KNOWN,
  PURPOSES,
  TONE_WORDS,
  TONES,
  toneOf,
} from "../../data/index.ts";
import { RequestError } from "../errors.ts";
import { type FieldKeys, nearest } from "../fields.ts";
import { guessLanguage, languageNamed, type WrittenLanguage } from "../language/guess.ts";
import { cleanPrompt } from "../prompt.ts";
import { refuseContradictions } from "./contradictions.ts";

/** Kinds that a text is written for; `service` is a conversation. */
export type WrittenKind = Exclude<BriefKind, "service">;
export const WRITTEN_KINDS = BRIEF_KINDS.filter((kind): kind is WrittenKind => kind !== "service");

export interface CompleteBrief {
  readonly brief: Brief;
  /** What is to be said about it, though it is no mistake. */
  readonly notes: readonly string[];
}

/** The keys of a kind's fields in a file, in both languages, and of the language. */
export const briefKeys = (kind: WrittenKind): FieldKeys => ({
  ...Object.fromEntries(KNOWN[kind].fields.map((field) => [field, [FIELDS[field].en, FIELDS[field].zh]])),
  language: ["lang", "语言"],
  kind: ["种类", "类型"],
});

/**
 * A brief of a kind, from fields by their names.
 * @throws RequestError for a field that the kind does not know, for too little to write about, and for what cannot be.
 */
export function completeBrief(
  kind: WrittenKind,
  given: Readonly<Record<string, string | undefined>>,
  lang?: string,
): CompleteBrief {
  const { language: asked = lang, kind: named, ...rest } = given;
  if (named !== undefined && named.trim().toLowerCase() !== kind) {
    throw new RequestError(
      `the brief is for ${JSON.stringify(named)}, and ${kind} is to be written. Change one of them.`,
    );
  }
  const fields = cleanFields(kind, rest);
  const { needs } = KNOWN[kind];
  if (!needs.some((field) => fields[field])) {
    const words = needs.map((field) => `${FIELDS[field].en} (${FIELDS[field].zh})`).join(" or ");
    throw new RequestError(`the brief for ${kind} says too little. Give at least ${words}: onda write ${kind} --help`);
  }
  const { language, notes } = languageOf(fields, asked);
  requireKnownWords(fields);
  refuseContradictions(fields);
  return { brief: { kind, language, fields }, notes };
}

type Fields = Partial<Record<Field, string>>;

function cleanFields(kind: WrittenKind, given: Readonly<Record<string, string | undefined>>): Fields {
  const { fields: known } = KNOWN[kind];
  const fields: Fields = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const field = known.find((field) => field === name);
    if (field === undefined) {
      const near = nearest(name, known);
      const words = near === undefined ? ` It knows ${known.join(", ")}.` : ` Did you mean ${near}?`;
      throw new RequestError(`${kind} has no field ${JSON.stringify(name.slice(0, 40))}.${words}`);
    }
    const clean = cleanPrompt(value, field);
    if (clean !== "") fields[field] = clean;
  }
  return fields;
}

function languageOf(
  fields: Fields,
  asked: string | undefined,
): { language: WrittenLanguage; notes: readonly string[] } {
  if (asked !== undefined) return { language: languageNamed(asked), notes: [] };
  const { language, foreign } = guessLanguage(Object.values(fields).join("\n"));
  if (foreign === undefined) return { language, notes: [] };
  const name = language === "en" ? "English" : "Chinese";
  return {
    language,
    notes: [
      `the brief seems to be ${foreign}. English and Chinese can be written: this is ${name}, with its words as given.`,
    ],
  };
}

/** The tone and the purpose are words that the model has learned: another one would be passed over in silence. */
function requireKnownWords({ tone, purpose }: Fields): void {
  if (tone !== undefined && toneOf(tone) === null) {
    const known = TONES.flatMap((name) => [TONE_WORDS[name].en[0]!, TONE_WORDS[name].zh[0]!]);
    throw new RequestError(`the tone ${JSON.stringify(tone.slice(0, 40))} is unknown. Known: ${known.join(", ")}.`);
  }
  const purposes: readonly { readonly en: readonly string[]; readonly zh: readonly string[] }[] =
    Object.values(PURPOSES);
  if (purpose !== undefined && !purposes.some(({ en, zh }) => [...en, ...zh].includes(purpose.toLowerCase()))) {
    const known = purposes.flatMap(({ en, zh }) => [en[0], zh[0]]);
    throw new RequestError(
      `the purpose ${JSON.stringify(purpose.slice(0, 40))} is unknown. Known: ${known.join(", ")}.`,
    );
  }
}
