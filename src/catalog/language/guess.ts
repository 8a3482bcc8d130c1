/** Which language a text is to be in, where a model writes English and Chinese. */
import { RequestError } from "../errors.ts";

export type WrittenLanguage = "en" | "zh";

const NAMES: Readonly<Record<WrittenLanguage, readonly string[]>> = {
  en: ["en", "eng", "english", "英文", "英语"],
  zh: ["zh", "cn", "chinese", "中文", "汉语"],
};

/** @throws RequestError for a language that is asked for and that no model here writes. */
export function languageNamed(name: string): WrittenLanguage {
  const wanted = name.trim().toLowerCase().split(/[-_]/)[0]!;
  const found = (Object.keys(NAMES) as WrittenLanguage[]).find((language) => NAMES[language].includes(wanted));
  if (found !== undefined) return found;
  throw new RequestError(
    `the language is ${JSON.stringify(name.slice(0, 40))}. English (en) and Chinese (zh) can be written: choose one.`,
  );
}

const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, "Japanese"],
  [/\p{Script=Hangul}/u, "Korean"],
  [/\p{Script=Cyrillic}/u, "Cyrillic"],
  [/\p{Script=Arabic}/u, "Arabic"],
  [/\p{Script=Thai}/u, "Thai"],
  [/\p{Script=Devanagari}/u, "Devanagari"],
  [/\p{Script=Greek}/u, "Greek"],
  [/\p{Script=Hebrew}/u, "Hebrew"],
];

/** Small words that two of tell a language: none of them is English. */
const SMALL_WORDS: readonly (readonly [string, readonly string[]])[] = [
  ["Spanish", ["el", "los", "las", "una", "para", "con", "del", "por", "que", "y", "nuestro", "nuestra"]],
  ["French", ["le", "les", "des", "une", "pour", "avec", "du", "et", "nos", "notre", "dans", "aux"]],
  ["German", ["der", "das", "und", "für", "mit", "ein", "eine", "unser", "unsere", "von", "den", "ist"]],
  ["Italian", ["il", "gli", "della", "di", "per", "con", "nostro", "nostra", "una", "sono", "che", "nel"]],
  ["Portuguese", ["os", "uma", "para", "com", "do", "da", "dos", "nosso", "nossa", "não", "em", "um"]],
];

export interface GuessedLanguage {
  readonly language: WrittenLanguage;
  /** What the text seems to be in, where that is neither. */
  readonly foreign?: string;
}

/**
 * Chinese where there are Han characters, else English. A text in another language is answered in the nearer of the two,
 * and that is said: what is in it stands in the answer as it was given, so most of it is still of use.
 */
export function guessLanguage(text: string): GuessedLanguage {
  const language = /\p{Script=Han}/u.test(text) ? "zh" : "en";
  const script = SCRIPTS.find(([letters]) => letters.test(text))?.[1];
  const words = new Set(text.toLowerCase().match(/\p{L}+/gu) ?? []);
  const spoken = SMALL_WORDS.map(([name, small]) => [name, small.filter((word) => words.has(word)).length] as const);
  const [name, count] = spoken.reduce((most, one) => (one[1] > most[1] ? one : most));
  const foreign = script ?? (language === "en" && count >= 2 ? name : undefined);
  return { language, ...(foreign === undefined ? {} : { foreign }) };
}
