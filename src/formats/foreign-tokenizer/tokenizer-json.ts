// Hugging Face's `tokenizer.json`: added tokens, a normaliser, a pre-tokeniser, a model, and what frames a text.
// https://huggingface.co/docs/tokenizers/components

import { quoted } from "../errors.ts";
import type { AddedToken } from "./added-tokens.ts";
import { fail } from "./errors.ts";
import { type Fields, fieldsIn, flagIn, isFields, listIn, numberIn, textIn } from "./fields.ts";
import { modelOf } from "./json-models.ts";
import { normalizerOf, splitterOf, stepsOf } from "./json-steps.ts";
import { endTokensOf, withMarks } from "./marks.ts";
import { spacedWords } from "./spaced-words.ts";
import type { Spelling } from "./spelling.ts";
import { createForeignTokenizer, type ForeignTokenizer, type NamedTokens } from "./tokenizer.ts";

/** Gemma 3's has 33 million characters. */
const MOST_TEXT = 128 << 20;
const MOST_ID = (1 << 20) - 1;

export interface TokenizerJsonOptions {
  /** The text of `tokenizer_config.json`, which names tokens and has the template of conversations. */
  readonly config?: string;
  /** The text of `chat_template.jinja`, where the template is a file of its own. */
  readonly template?: string;
}

/**
 * Reads a `tokenizer.json`.
 * @throws FormatError when the text is none, is damaged, or asks for what Onda does not know, which it names.
 */
export function readTokenizerJson(text: string, options: TokenizerJsonOptions = {}): ForeignTokenizer {
  const file = objectOf(text, "tokenizer.json");
  const model = fieldsIn(file, "model");
  if (model === undefined) throw fail('no field "model". This is another file than a tokenizer.json');
  const config = options.config === undefined ? {} : objectOf(options.config, "tokenizer_config.json");
  const template = options.template ?? templateIn(config);
  const added = withMarks(addedIn(file), template);
  const [normalizer, preTokenizer] = [fieldsIn(file, "normalizer"), fieldsIn(file, "pre_tokenizer")];
  const splits = stepsOf(preTokenizer, "pretokenizers");
  const spelling = spellingOf(file, splits);
  const { tokens, texts, byteTokens, encodeWord, unknown } = modelOf(model, added, spelling);
  const marks = new Set(added.filter(({ isSpecial }) => isSpecial).map(({ id }) => id));
  const named = {
    ...(unknown === undefined ? {} : { unknown }),
    ...namedIn(config, new Map(added.map(({ text, id }) => [text, id]))),
  };
  const split = splitterOf(preTokenizer);
  // A text that is one word is cut where that changes nothing.
  const whole = spelling === "spaces" && splits.every(({ type }) => type === "Split" || type === "Metaspace");
  const cut = whole ? spacedWords(tokens, "never", byteTokens.size === 256) : undefined;
  return createForeignTokenizer({
    ...{ tokens, added, byteTokens, encodeWord, named },
    isSpecial: (id) => marks.has(id) || texts[id] === undefined,
    normalize: normalizerOf(normalizer),
    split: cut === undefined ? split : (words, isFirst) => cut(split(words, isFirst), isFirst),
    hasSpaces: spelling === "spaces",
    addsSpace: model.type === "WordPiece" || addsSpace(normalizer, splits),
    ...frameOf(file, texts),
    endTokens: endTokensOf(added, named),
    ...(template === undefined ? {} : { template }),
  });
}

function objectOf(text: string, name: string): Fields {
  if (text.length > MOST_TEXT) throw fail(`${name} has ${text.length} characters. At most ${MOST_TEXT} are allowed`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail(`${name} is not JSON. It was cut short or is another file`);
  }
  if (isFields(json)) return json;
  throw fail(`${name} is no JSON object. This is another file`);
}

/** Bytes where GPT-2's alphabet is used, ▁ for spaces where something writes or reads it, else text as it is. */
function spellingOf(file: Fields, splits: readonly Fields[]): Spelling {
  const decoders = stepsOf(fieldsIn(file, "decoder"), "decoders");
  if ([...splits, ...decoders].some(({ type }) => type === "ByteLevel")) return "bytes";
  const all = [...stepsOf(fieldsIn(file, "normalizer"), "normalizers"), ...splits, ...decoders];
  const isSpace = (step: Fields) => step.type === "Metaspace" || JSON.stringify(step).includes("▁");
  return all.some(isSpace) ? "spaces" : "plain";
}

function addsSpace(normalizer: Fields | undefined, splits: readonly Fields[]): boolean {
  return (
    stepsOf(normalizer, "normalizers").some(({ type }) => type === "Prepend") ||
    splits.some((step) => step.type === "Metaspace" && step.prepend_scheme !== "never")
  );
}

function addedIn(file: Fields): AddedToken[] {
  return listIn(file, "added_tokens").map((token) => {
    const [id, text] = [numberIn(token, "id", MOST_ID), textIn(token, "content")];
    if (id === undefined || text === undefined)
      throw fail(`an added token without "id" or "content": ${quoted(JSON.stringify(token))}`);
    return {
      ...{ id, text, isSpecial: flagIn(token, "special", false) },
      ...(flagIn(token, "lstrip", false) ? { takesLeft: true } : {}),
      ...(flagIn(token, "rstrip", false) ? { takesRight: true } : {}),
      ...(flagIn(token, "single_word", false) ? { isWord: true } : {}),
    };
  });
}

/** The post-processor for one text, where it adds tokens. */
function frameOf(file: Fields, texts: readonly (string | undefined)[]): { before: number[]; after: number[] } {
  const [before, after]: [number[], number[]] = [[], []];
  const checked = (id: unknown): number => {
    if (typeof id === "number" && Number.isInteger(id) && id >= 0 && id < texts.length) return id;
    throw fail(
      `the post-processor adds token ${quoted(JSON.stringify(id) ?? "")}. The vocabulary has ${texts.length} tokens`,
    );
  };
  for (const step of stepsOf(fieldsIn(file, "post_processor"), "processors")) {
    if (step.type === "BertProcessing" || step.type === "RobertaProcessing") {
      const ends = ["cls", "sep"].map((name) => checked((step[name] as readonly unknown[] | undefined)?.[1]));
      before.push(ends[0]!);
      after.push(ends[1]!);
    } else if (step.type === "TemplateProcessing") {
      const known = fieldsIn(step, "special_tokens") ?? {};
      let isBehind = false;
      for (const item of listIn(step, "single")) {
        const special = fieldsIn(item, "SpecialToken");
        if (special === undefined) isBehind = true;
        else {
          const ids = fieldsIn(known, textIn(special, "id") ?? "")?.ids;
          (isBehind ? after : before).push(...(Array.isArray(ids) ? ids : [undefined]).map(checked));
        }
      }
    } else if (step.type !== "ByteLevel")
      throw fail(
        `post_processor of the type ${quoted(String(step.type))}. Onda knows ByteLevel, BertProcessing, RobertaProcessing, TemplateProcessing`,
      );
  }
  return { before, after };
}

/** A token of `tokenizer_config.json` is its text, or an object with it. */
function namedIn(config: Fields, ids: ReadonlyMap<string, number>): NamedTokens {
  const id = (...names: string[]): number | undefined => {
    const contents = names.map((name) => (isFields(config[name]) ? config[name].content : config[name]));
    return contents
      .map((text) => (typeof text === "string" ? ids.get(text) : undefined))
      .find((found) => found !== undefined);
  };
  const all = {
    begin: id("bos_token", "cls_token"),
    end: id("eos_token", "sep_token"),
    unknown: id("unk_token"),
    padding: id("pad_token"),
  };
  return Object.fromEntries(Object.entries(all).filter(([, found]) => found !== undefined));
}

/** A text, or a list of named ones of which "default" is taken. */
function templateIn(config: Fields): string | undefined {
  const template = config.chat_template;
  if (Array.isArray(template)) {
    const named = template.filter(isFields).find(({ name }) => name === "default");
    return named === undefined ? undefined : textIn(named, "template");
  }
  return textIn(config, "chat_template");
}
