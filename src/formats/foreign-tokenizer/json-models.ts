// The model in a `tokenizer.json`: BPE, Unigram or WordPiece, with its vocabulary.

import { quoted } from "../errors.ts";
import type { AddedToken } from "./added-tokens.ts";
import { fail } from "./errors.ts";
import { type Fields, fieldsIn, flagIn, numberIn, textIn } from "./fields.ts";
import { pairMerges } from "./merging.ts";
import { type Merge, PairTable } from "./pair-table.ts";
import { isInAlphabet, type Spelling } from "./spelling.ts";
import { TokenTable } from "./token-table.ts";
import { type Fallback, mergedWords, unigramWords, type WordEncoder, wordPieces } from "./words.ts";

/** Tokens that a vocabulary may have: checked before memory is taken. */
const MOST_TOKENS = 1 << 20;

export interface JsonModel {
  readonly tokens: TokenTable;
  /** By id; undefined where a vocabulary has a hole. */
  readonly texts: readonly (string | undefined)[];
  readonly byteTokens: ReadonlyMap<number, number>;
  readonly encodeWord: WordEncoder;
  readonly unknown: number | undefined;
}

type Texts = (string | undefined)[];

/** @throws FormatError for a model that is damaged or of a type that Onda does not know. */
export function modelOf(model: Fields, added: readonly AddedToken[], spelling: Spelling): JsonModel {
  const type = typeOf(model);
  const texts = type === "Unigram" ? unigramTexts(model) : vocabularyTexts(model);
  const marks = new Set(added.filter(({ isSpecial }) => isSpecial).map(({ id }) => id));
  const inModel = texts.length;
  for (const { id, text } of added) texts[id] ??= text;
  for (let id = 0; id < texts.length; id++) texts[id] ??= undefined; // holes are undefined, not missing
  if (type === "WordPiece") return wordPieceModel(model, texts, marks);
  const byteTokens = flagIn(model, "byte_fallback", false) ? bytesAmong(texts) : new Map<number, number>();
  const isSpelled = (id: number) =>
    id < inModel && !marks.has(id) && !byteTokens.has(id) && (spelling !== "bytes" || isInAlphabet(texts[id] ?? ""));
  const tokens = new TokenTable(
    texts,
    (id) => (isSpelled(id) ? spelling : "plain"),
    (id) => (isSpelled(id) ? "yes" : "no"),
  );
  const unknown = unknownOf(model, texts, type);
  const bytes = byteTokens.size === 0 ? undefined : new Int32Array(256).fill(-1);
  for (const [id, byte] of byteTokens) bytes![byte] = id;
  const fallback: Fallback = {
    fuse: type === "Unigram" || flagIn(model, "fuse_unk", false),
    ...(bytes === undefined ? {} : { bytes }),
    ...(unknown === undefined ? {} : { unknown }),
  };
  const encodeWord =
    type === "Unigram" ? unigramWords(tokens, scoresOf(model), fallback) : pairModel(model, tokens, spelling, fallback);
  return { tokens, texts, byteTokens, encodeWord, unknown };
}

/** Old files leave the type out. */
function typeOf(model: Fields): "BPE" | "Unigram" | "WordPiece" {
  const type =
    model.type ?? (Array.isArray(model.vocab) ? "Unigram" : model.merges === undefined ? "WordPiece" : "BPE");
  if (type === "BPE" || type === "Unigram" || type === "WordPiece") return type;
  throw fail(`a model of the type ${quoted(String(type))}. Onda reads BPE, Unigram and WordPiece`);
}

function pairModel(model: Fields, tokens: TokenTable, spelling: Spelling, fallback: Fallback): WordEncoder {
  for (const name of ["continuing_subword_prefix", "end_of_word_suffix"]) {
    if (textIn(model, name)) throw fail(`byte pairs with a "${name}". Onda does not read these`);
  }
  if (typeof model.dropout === "number" && model.dropout > 0) throw fail('byte pairs with "dropout". Set it to null');
  return mergedWords(tokens, pairMerges(new PairTable(mergesOf(model), tokens, spelling)), {
    symbols: spelling === "bytes" ? "bytes" : "characters",
    wholeWords: flagIn(model, "ignore_merges", false),
    fallback,
  });
}

function wordPieceModel(model: Fields, texts: Texts, marks: ReadonlySet<number>): JsonModel {
  const prefix = textIn(model, "continuing_subword_prefix") ?? "##";
  const isPiece = (id: number) => texts[id] !== undefined && !marks.has(id);
  const spelled = texts.map((text) => {
    if (text === undefined) return text;
    return text.startsWith(prefix) && text !== prefix ? text.slice(prefix.length) : ` ${text}`;
  });
  const tokens = new TokenTable(
    spelled,
    () => "plain",
    (id) => (isPiece(id) ? "yes" : "no"),
  );
  const most = numberIn(model, "max_input_chars_per_word", 1000) ?? 100;
  const unknown = unknownOf(model, texts, "WordPiece");
  return { tokens, texts, byteTokens: new Map(), encodeWord: wordPieces(tokens, unknown, most), unknown };
}

function vocabularyTexts(model: Fields): Texts {
  const vocabulary = fieldsIn(model, "vocab");
  const entries = Object.entries(vocabulary ?? {});
  if (entries.length === 0 || entries.length > MOST_TOKENS) {
    throw fail(`${entries.length} tokens in "vocab". There must be 1 to ${MOST_TOKENS}`);
  }
  const texts: Texts = [];
  for (const [text, id] of entries) {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= MOST_TOKENS) {
      throw fail(
        `the token ${quoted(text)} has the id ${quoted(String(id))}. Ids are whole numbers below ${MOST_TOKENS}`,
      );
    }
    if (texts[id] !== undefined) throw fail(`${quoted(texts[id])} and ${quoted(text)} have both the id ${id}`);
    texts[id] = text;
  }
  return texts;
}

/** Pairs of a text and its score. */
function unigramTexts(model: Fields): Texts {
  const { vocab } = model;
  if (!Array.isArray(vocab) || vocab.length === 0 || vocab.length > MOST_TOKENS) {
    throw fail(`"vocab" is no list of 1 to ${MOST_TOKENS} tokens`);
  }
  return vocab.map((entry: unknown, id) => {
    if (Array.isArray(entry) && typeof entry[0] === "string" && Number.isFinite(entry[1])) return entry[0];
    throw fail(`token ${id} is ${quoted(JSON.stringify(entry) ?? "")}. It must be a text and its score`);
  });
}

const scoresOf = (model: Fields): Float64Array =>
  Float64Array.from(model.vocab as readonly (readonly [string, number])[], ([, score]) => score);

/** Lines of two texts with a space between, or pairs. */
function mergesOf({ merges }: Fields): readonly Merge[] {
  if (!Array.isArray(merges)) throw fail('"merges" is no list');
  if (merges.length > MOST_TOKENS) throw fail(`${merges.length} merges. At most ${MOST_TOKENS} are allowed`);
  const isMerge = (merge: unknown) =>
    typeof merge === "string" ||
    (Array.isArray(merge) && merge.length === 2 && typeof merge[0] === "string" && typeof merge[1] === "string");
  const odd = merges.findIndex((merge) => !isMerge(merge));
  if (odd < 0) return merges as readonly Merge[];
  throw fail(`merge ${odd} is ${quoted(JSON.stringify(merges[odd]) ?? "")}. It must be two texts`);
}

function unknownOf(model: Fields, texts: Texts, type: string): number | undefined {
  if (type === "Unigram") return numberIn(model, "unk_id", texts.length - 1);
  const text = textIn(model, "unk_token");
  if (text === undefined) return undefined;
  const id = texts.indexOf(text);
  if (id >= 0) return id;
  throw fail(`"unk_token" is ${quoted(text)}, which is no token of the vocabulary`);
}

/** Tokens such as `<0x0A>` and their bytes. */
function bytesAmong(texts: Texts): Map<number, number> {
  const found = new Map<number, number>();
  for (let id = 0; id < texts.length; id++) {
    const text = texts[id];
    if (text?.length === 6 && /^<0x[0-9A-F]{2}>$/.test(text)) found.set(id, Number.parseInt(text.slice(3, 5), 16));
  }
  return found;
}
