// The vocabulary in a GGUF's metadata (`tokenizer.ggml.*`). Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md

import { quoted } from "../errors.ts";
import {
  type GgufMetadata,
  ggufBoolean,
  ggufNumber,
  ggufNumbers,
  ggufString,
  ggufStrings,
} from "../gguf/index.ts";
import type { AddedToken } from "./added-tokens.ts";
import { fail } from "./errors.ts";
import { endTokensOf, withMarks } from "./marks.ts";
import { pairMerges, scoreMerges } from "./merging.ts";
import { bertNormalizer, type Normalizer } from "./normalizers.ts";
import { PairTable } from "./pair-table.ts";
import { patternsNamed, takesWholeWords } from "./patterns.ts";
import { precompiled } from "./precompiled.ts";
import { isInAlphabet, type Spelling } from "./spelling.ts";
import { bertWords, inTurn, type Splitter, splitAt } from "./splitters.ts";
import { spacedWords } from "./spaced-words.ts";
import { TokenTable } from "./token-table.ts";
import { createForeignTokenizer, type ForeignParts, type ForeignTokenizer, type NamedTokens } from "./tokenizer.ts";
import { type Fallback, mergedWords, unigramWords, wordPieces } from "./words.ts";

/** Types of tokens, as llama.cpp numbers them. */
const NORMAL = 1;
const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;
const UNUSED = 5;
const BYTE = 6;

/** Tokens that a vocabulary may have: checked before memory is taken. */
const MOST_TOKENS = 1 << 20;

interface Vocabulary {
  readonly metadata: GgufMetadata;
  readonly texts: readonly string[];
  readonly types: ArrayLike<number>;
}

/** What is particular to a kind of vocabulary. */
type Particular = Pick<ForeignParts, "tokens" | "normalize" | "split" | "encodeWord" | "addsSpace"> &
  Pick<Partial<ForeignParts>, "byteTokens">;

/**
 * The tokenizer in the metadata of a GGUF.
 * @throws FormatError when there is none, when it is damaged, or of a kind that Onda does not know.
 */
export function readGgufTokenizer(metadata: GgufMetadata): ForeignTokenizer {
  const model = ggufString(metadata, key("model"));
  const read = model === undefined ? undefined : KINDS.get(model);
  if (read === undefined) {
    const came = model === undefined ? "no tokenizer.ggml.model" : `a vocabulary of the kind ${quoted(model)}`;
    throw fail(`${came}. Onda reads ${[...KINDS.keys()].join(", ")}`);
  }
  const texts = ggufStrings(metadata, key("tokens")) ?? [];
  if (texts.length === 0 || texts.length > MOST_TOKENS) {
    throw fail(`${texts.length} tokens in tokenizer.ggml.tokens. There must be 1 to ${MOST_TOKENS}`);
  }
  const types = ggufNumbers(metadata, key("token_type")) ?? new Uint8Array(texts.length).fill(NORMAL);
  sameLength("token_type", types, texts);
  const template = ggufString(metadata, "tokenizer.chat_template");
  const vocabulary = { metadata, texts, types };
  const added = withMarks(addedOf(vocabulary), template);
  const marks = new Set(added.filter(({ isSpecial }) => isSpecial).map(({ id }) => id));
  const named = namedIn(vocabulary);
  const isSpecial = (id: number) => marks.has(id) || types[id] === CONTROL || types[id] === UNKNOWN || types[id] === UNUSED;
  return createForeignTokenizer({
    ...read(vocabulary),
    ...framed(vocabulary, model!),
    ...{ added, isSpecial, named, endTokens: endTokensOf(added, named) },
    ...(template === undefined ? {} : { template }),
  });
}

const key = (name: string): string => `tokenizer.ggml.${name}`;

const KINDS = new Map<string, (vocabulary: Vocabulary) => Particular>([
  ["gpt2", bytePairs],
  ["llama", sentencePieces],
  ["gemma4", spacedPairs],
  ["bert", bertPieces],
  ["t5", unigrams],
]);

function bytePairs(vocabulary: Vocabulary): Particular {
  const { metadata, texts, types } = vocabulary;
  const pre = ggufString(metadata, key("pre"));
  if (pre === undefined) {
    throw fail("no tokenizer.ggml.pre, which says how words are cut. Convert the model again: old converters left it out");
  }
  const isSpelled = (id: number) => types[id] === NORMAL && isInAlphabet(texts[id]!);
  const tokens = tableOf(vocabulary, (id) => (isSpelled(id) ? "bytes" : "plain"), isSpelled);
  const merges = new PairTable(mergesOf(metadata), tokens, "bytes");
  return {
    tokens,
    normalize: unchanged,
    split: inTurn(patternsNamed(pre).map((pattern) => splitAt(pattern, "Isolated"))),
    encodeWord: mergedWords(tokens, pairMerges(merges), {
      symbols: "bytes",
      wholeWords: takesWholeWords(pre),
      fallback: { fuse: false },
    }),
    addsSpace: false,
  };
}

/** Llama 2, Gemma 1 to 3, Phi 3: SentencePiece's byte pairs, by scores. */
function sentencePieces(vocabulary: Vocabulary): Particular {
  const { metadata, texts } = vocabulary;
  const scores = ggufNumbers(metadata, key("scores"));
  if (scores === undefined) throw fail("no tokenizer.ggml.scores, by which this vocabulary joins its tokens");
  sameLength("scores", scores, texts);
  const tokens = tableOf(vocabulary, () => "spaces");
  return spaced(vocabulary, tokens, ggufBoolean(metadata, key("add_space_prefix")) ?? true, (fallback) =>
    mergedWords(tokens, scoreMerges(tokens, scores), { symbols: "characters", wholeWords: false, fallback }),
  );
}

/** Gemma 4: the same with merges. */
function spacedPairs(vocabulary: Vocabulary): Particular {
  const tokens = tableOf(vocabulary, () => "spaces");
  const merges = new PairTable(mergesOf(vocabulary.metadata), tokens, "spaces");
  return spaced(vocabulary, tokens, false, (fallback) =>
    mergedWords(tokens, pairMerges(merges), { symbols: "characters", wholeWords: false, fallback }),
  );
}

/** T5 and its like. */
function unigrams(vocabulary: Vocabulary): Particular {
  const { metadata, texts } = vocabulary;
  const scores = ggufNumbers(metadata, key("scores"));
  if (scores === undefined) throw fail("no tokenizer.ggml.scores, by which this vocabulary chooses its tokens");
  sameLength("scores", scores, texts);
  const tokens = tableOf(vocabulary, () => "spaces");
  const table = ggufNumbers(metadata, key("precompiled_charsmap"));
  const clean = table === undefined ? unchanged : precompiled(Uint8Array.from(table, (byte) => byte & 255));
  const trims = ggufBoolean(metadata, key("remove_extra_whitespaces")) ?? false;
  const addsSpace = ggufBoolean(metadata, key("add_space_prefix")) ?? true;
  const parts = spaced(vocabulary, tokens, addsSpace, (fallback) => unigramWords(tokens, scores, fallback));
  const single: Normalizer = (text) => text.replace(/^ +| +$/g, "").replace(/ {2,}/g, " ");
  return { ...parts, normalize: (text) => (trims ? single(clean(text)) : clean(text)) };
}

function spaced(
  { metadata, texts, types }: Vocabulary,
  tokens: TokenTable,
  addsSpace: boolean,
  encoder: (fallback: Fallback) => ForeignParts["encodeWord"],
): Particular {
  const byteTokens = new Map<number, number>();
  const bytes = new Int32Array(256).fill(-1);
  for (let id = 0; id < texts.length; id++) {
    if (types[id] !== BYTE) continue;
    const byte = Number.parseInt(texts[id]!.slice(3, 5), 16);
    if (!/^<0x[0-9A-F]{2}>$/i.test(texts[id]!)) throw fail(`byte token ${id} is ${quoted(texts[id]!)}. It must be as <0x0A>`);
    byteTokens.set(id, byte);
    bytes[byte] = id;
  }
  const unknown = ggufNumber(metadata, key("unknown_token_id"));
  const fallback = { bytes, fuse: true, ...(unknown === undefined ? {} : { unknown }) };
  const split = spacedWords(tokens, addsSpace ? "always" : "never");
  return { tokens, byteTokens, normalize: unchanged, split, encodeWord: encoder(fallback), addsSpace };
}

/** BERT: tokens that begin a word are written with ▁, the others as they are. */
function bertPieces(vocabulary: Vocabulary): Particular {
  const { metadata, texts, types } = vocabulary;
  const spelled = texts.map((text) => (text.startsWith("▁") ? ` ${text.slice(1)}` : text));
  const tokens = tableOf({ metadata, texts: spelled, types }, () => "plain");
  const all = { cleanText: true, chineseCharacters: true, stripAccents: true, lowercase: true };
  return {
    tokens,
    normalize: bertNormalizer(all),
    split: bertWords,
    encodeWord: wordPieces(tokens, ggufNumber(metadata, key("unknown_token_id")), 100),
    addsSpace: true,
  };
}

function tableOf(
  { texts, types }: Vocabulary,
  spellingOf: (id: number) => Spelling,
  isFound: (id: number) => boolean = (id) => types[id] === NORMAL,
): TokenTable {
  return new TokenTable(
    texts,
    (id) => (types[id] === NORMAL || types[id] === USER_DEFINED ? spellingOf(id) : "plain"),
    (id) => (isFound(id) ? "yes" : types[id] === USER_DEFINED ? "unless taken" : "no"),
  );
}

const isAdded = (type: number | undefined): boolean => type === CONTROL || type === UNKNOWN || type === USER_DEFINED;

function addedOf({ texts, types }: Vocabulary): AddedToken[] {
  const added: AddedToken[] = [];
  for (let id = 0; id < texts.length; id++) {
    if (isAdded(types[id])) added.push({ id, text: texts[id]!, isSpecial: types[id] !== USER_DEFINED });
  }
  return added;
}

function mergesOf(metadata: GgufMetadata): readonly string[] {
  const merges = ggufStrings(metadata, key("merges"));
  if (merges === undefined) throw fail("no tokenizer.ggml.merges, by which this vocabulary joins its tokens");
  if (merges.length > MOST_TOKENS) throw fail(`${merges.length} merges. At most ${MOST_TOKENS} are allowed`);
  return merges;
}

function namedIn({ metadata, texts }: Vocabulary): NamedTokens {
  const id = (...names: string[]): number | undefined => {
    const found = names.map((name) => [name, ggufNumber(metadata, key(name))] as const).find(([, id]) => id !== undefined);
    if (found?.[1] === undefined) return undefined;
    if (Number.isInteger(found[1]) && found[1] >= 0 && found[1] < texts.length) return found[1];
    throw fail(`tokenizer.ggml.${found[0]} is ${found[1]}. The vocabulary has ${texts.length} tokens`);
  };
  const all = {
    begin: id("bos_token_id", "cls_token_id"),
    end: id("eos_token_id", "seperator_token_id"), // sic
    endOfTurn: id("eot_token_id"),
    unknown: id("unknown_token_id"),
    padding: id("padding_token_id"),
  };
  return Object.fromEntries(Object.entries(all).filter(([, found]) => found !== undefined));
}

/** Whether a whole text has tokens before and behind: what the file says, else what is usual for its kind. */
function framed(vocabulary: Vocabulary, model: string): Pick<ForeignParts, "before" | "after"> {
  const { metadata } = vocabulary;
  const { begin, end } = namedIn(vocabulary);
  const pre = ggufString(metadata, key("pre")) ?? "";
  const begins = model === "llama" || model === "bert" || (model === "gpt2" && takesWholeWords(pre));
  const ends = model === "bert" || model === "t5";
  const isAddedAt = (name: string, usual: boolean, id: number | undefined) =>
    (ggufBoolean(metadata, key(name)) ?? usual) && id !== undefined ? [id] : [];
  return {
    before: isAddedAt("add_bos_token", begins, begin),
    after: isAddedAt(model === "bert" ? "add_sep_token" : "add_eos_token", ends, end),
  };
}

function sameLength(name: string, list: ArrayLike<number>, texts: readonly string[]): void {
  if (list.length === texts.length) return;
  throw fail(`${list.length} entries in tokenizer.ggml.${name} for ${texts.length} tokens. There must be one for each`);
}

const unchanged: Normalizer = (text) => text;
