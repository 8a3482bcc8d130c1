// What is done to a text before it is cut into words, by the names of Hugging Face's `tokenizer.json`.
// https://huggingface.co/docs/tokenizers/api/normalizers

/** Text to text. */
export type Normalizer = (text: string) => string;

export const unicodeForm =
  (form: "NFC" | "NFD" | "NFKC" | "NFKD"): Normalizer =>
  (text) =>
    text.normalize(form);

/** Each character by itself: a capital sigma at a word's end is σ, as elsewhere. */
export const lowercase: Normalizer = (text) =>
  text.includes("Σ") ? text.split("Σ").map((part) => part.toLowerCase()).join("σ") : text.toLowerCase();

/** Takes the accents off a text in NFD. */
export const stripAccents: Normalizer = (text) => text.replace(/\p{Mn}/gu, "");

export interface BertOptions {
  readonly cleanText: boolean;
  readonly chineseCharacters: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

/** As BERT's own: https://github.com/google-research/bert/blob/master/tokenization.py. */
export function bertNormalizer(options: BertOptions): Normalizer {
  const steps: Normalizer[] = [];
  if (options.cleanText) steps.push(cleanText);
  if (options.chineseCharacters) steps.push((text) => text.replace(CHINESE, " $& "));
  if (options.stripAccents) steps.push((text) => stripAccents(text.normalize("NFD")));
  if (options.lowercase) steps.push(lowercase);
  return inOrder(steps);
}

export const inOrder =
  (steps: readonly Normalizer[]): Normalizer =>
  (text) =>
    steps.reduce((so_far, step) => step(so_far), text);

/** Ideographs; the ranges of BERT, one of which Hugging Face begins later. */
const CHINESE =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

/** Control characters go, every kind of space becomes one. */
const cleanText: Normalizer = (text) =>
  text.replace(/[\0\ufffd]|(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}]/gu, "").replace(/\p{White_Space}/gu, " ");
