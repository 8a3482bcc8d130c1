// The normalisers and pre-tokenisers of a `tokenizer.json`, each by its type.

import { quoted } from "../errors.ts";
import { fail } from "./errors.ts";
import { type Fields, fieldsIn, flagIn, listIn, textIn } from "./fields.ts";
import { bertNormalizer, inOrder, lowercase, type Normalizer, stripAccents, unicodeForm } from "./normalizers.ts";
import { patternOf } from "./patterns.ts";
import { precompiled } from "./precompiled.ts";
import {
  type Behaviour,
  bertWords,
  inTurn,
  metaspace,
  type Prefix,
  PUNCTUATION,
  prefixed,
  type Splitter,
  splitAt,
  wordsAndMarks,
} from "./splitters.ts";

type Table<T> = Readonly<Record<string, (fields: Fields) => T>>;

/** @throws FormatError for a type that Onda does not know, which it names. */
export function normalizerOf(fields: Fields | undefined): Normalizer {
  return fields === undefined ? (text) => text : byType("normalizer", NORMALIZERS, fields);
}

/** @throws FormatError for a type that Onda does not know, which it names. */
export function splitterOf(fields: Fields | undefined): Splitter {
  return fields === undefined ? (words) => [...words] : byType("pre_tokenizer", SPLITTERS, fields);
}

/** All steps of a type, also those inside sequences. */
export function stepsOf(fields: Fields | undefined, inner: string): Fields[] {
  if (fields === undefined) return [];
  return fields.type === "Sequence" ? listIn(fields, inner).flatMap((step) => stepsOf(step, inner)) : [fields];
}

const NORMALIZERS: Table<Normalizer> = {
  Sequence: (fields) => inOrder(listIn(fields, "normalizers").map(normalizerOf)),
  NFC: () => unicodeForm("NFC"),
  NFD: () => unicodeForm("NFD"),
  NFKC: () => unicodeForm("NFKC"),
  NFKD: () => unicodeForm("NFKD"),
  Lowercase: () => lowercase,
  StripAccents: () => stripAccents,
  BertNormalizer(fields) {
    const lowers = flagIn(fields, "lowercase", true);
    return bertNormalizer({
      cleanText: flagIn(fields, "clean_text", true),
      chineseCharacters: flagIn(fields, "handle_chinese_chars", true),
      stripAccents: flagIn(fields, "strip_accents", lowers), // null: as `lowercase` is
      lowercase: lowers,
    });
  },
  Strip(fields) {
    const [left, right] = [flagIn(fields, "strip_left", true), flagIn(fields, "strip_right", true)];
    return (text) => stripped(text, left, right);
  },
  Prepend(fields) {
    const text = textIn(fields, "prepend") ?? "";
    return (rest) => (rest === "" ? "" : text + rest);
  },
  Replace(fields) {
    const content = textIn(fields, "content") ?? "";
    const pattern = literalOrKnown(fields);
    return (text) => text.replaceAll(pattern, () => content);
  },
  Precompiled: (fields) => precompiled(bytesOfBase64(textIn(fields, "precompiled_charsmap") ?? "")),
};

const SPLITTERS: Table<Splitter> = {
  Sequence: (fields) => inTurn(listIn(fields, "pretokenizers").map(splitterOf)),
  ByteLevel(fields) {
    const spaced = prefixed(flagIn(fields, "add_prefix_space", true) ? "always" : "never", " ");
    const words = splitAt(patternOf(GPT2), "Isolated");
    return flagIn(fields, "use_regex", true) ? inTurn([spaced, words]) : spaced;
  },
  Split: (fields) => splitAt(asRegExp(literalOrKnown(fields)), behaviourIn(fields), flagIn(fields, "invert", false)),
  Digits: (fields) => splitAt(/\p{N}/gu, flagIn(fields, "individual_digits", false) ? "Isolated" : "Contiguous"),
  Punctuation: (fields) => splitAt(PUNCTUATION, behaviourIn(fields)),
  Whitespace: () => wordsAndMarks,
  WhitespaceSplit: () => splitAt(/\p{White_Space}+/gu, "Removed"),
  BertPreTokenizer: () => bertWords,
  Metaspace(fields) {
    const scheme = textIn(fields, "prepend_scheme") ?? (flagIn(fields, "add_prefix_space", true) ? "always" : "never");
    if (scheme !== "always" && scheme !== "never" && scheme !== "first") {
      throw fail(`"prepend_scheme" is ${quoted(scheme)}. It must be always, never or first`);
    }
    if ((textIn(fields, "replacement") ?? "▁") !== "▁") throw fail('"replacement" of Metaspace must be ▁');
    return metaspace(scheme satisfies Prefix, flagIn(fields, "split", true));
  },
};

const GPT2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const BEHAVIOURS: readonly Behaviour[] = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"];

function byType<T>(name: string, table: Table<T>, fields: Fields): T {
  const type = textIn(fields, "type") ?? "";
  if (Object.hasOwn(table, type)) return table[type]!(fields);
  throw fail(`${name} of the type ${quoted(type)}. Onda knows ${Object.keys(table).join(", ")}`);
}

function behaviourIn(fields: Fields): Behaviour {
  const came = textIn(fields, "behavior") ?? "Isolated";
  const found = BEHAVIOURS.find((known) => known.toLowerCase() === came.toLowerCase());
  if (found === undefined) throw fail(`"behavior" is ${quoted(came)}. It must be one of ${BEHAVIOURS.join(", ")}`);
  return found;
}

/** Without the spaces at its ends; by hand, for a pattern would look at each run of spaces again and again. */
function stripped(text: string, left: boolean, right: boolean): string {
  const isSpace = (at: number) => /\p{White_Space}/u.test(text[at] ?? "");
  let [start, end] = [0, text.length];
  while (left && start < end && isSpace(start)) start++;
  while (right && end > start && isSpace(end - 1)) end--;
  return text.slice(start, end);
}

/** `{ "String": … }`, or `{ "Regex": … }` with a pattern that Onda knows. */
function literalOrKnown(fields: Fields): string | RegExp {
  const pattern = fieldsIn(fields, "pattern") ?? {};
  const literal = textIn(pattern, "String");
  if (literal !== undefined) return literal;
  return patternOf(textIn(pattern, "Regex") ?? "");
}

function asRegExp(pattern: string | RegExp): RegExp {
  return typeof pattern === "string" ? new RegExp(pattern.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"), "gu") : pattern;
}

function bytesOfBase64(text: string): Uint8Array {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const digits = text.replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits)) throw fail("a table of characters that is not base64");
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [held, bits, at] = [0, 0, 0];
  for (const digit of digits) {
    held = ((held << 6) | alphabet.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = (held >> bits) & 255;
  }
  return bytes;
}
