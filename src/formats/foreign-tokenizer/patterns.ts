// The patterns by which vocabularies cut a text into words. A regular expression from a file could take for ever, so a
// file's pattern is only looked up here: these are the ones that are in use, as their `tokenizer.json` spells them. What
// llama.cpp calls them: https://github.com/ggml-org/llama.cpp/blob/master/src/llama-vocab.cpp

import { quoted } from "../errors.ts";
import { fail } from "./errors.ts";

const gpt2 = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const contractions = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const afterWords = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const llama3 = `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|${afterWords}`;
const qwen2 = `${contractions}|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|${afterWords}`;
const qwen35 =
  `${contractions}|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}|` +
  " ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const [upper, lower] = ["[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]", "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]"];
const cased = (after: string): string =>
  `[^\\r\\n\\p{L}\\p{N}]?${upper}*${lower}+${after}|[^\\r\\n\\p{L}\\p{N}]?${upper}+${lower}*${after}`;
const afterCased = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const gpt4o = `${cased(`${contractions}?`)}|\\p{N}{1,3}|${afterCased}`;
const tekken = `${cased("")}|\\p{N}|${afterCased}`;
const threeDigits = "\\p{N}{1,3}";
const deepseekHan = "[一-龥぀-ゟ゠-ヿ]+";
const deepseek3 =
  "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|" +
  " ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
const falconMarks = "[\\p{P}\\$\\+<=>\\^~\\|`]+";

/** Each of these, one after the other, cuts what the one before has left; what lies between its matches is kept. */
const byGgufName: Record<string, readonly string[]> = {
  "gpt-2": [gpt2],
  "llama-bpe": [llama3],
  qwen2: [qwen2],
  qwen35: [qwen35],
  "gpt-4o": [gpt4o],
  tekken: [tekken],
  "deepseek-v3": [threeDigits, deepseekHan, deepseek3],
  "deepseek-coder": ["[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[一-龥ࠀ-一가-\\ud7ff]+", "\\p{N}"],
  starcoder: ["\\p{N}", gpt2],
  falcon: [falconMarks, gpt2, "[0-9][0-9][0-9]"],
};

/** Other names for the same. */
const sameAs: Record<string, string> = {
  ...names("gpt-2", "mpt olmo jais phi-2 gigachat mellum modern-bert roberta-bpe jina-v2-es jina-v2-de jina-v2-code exaone4"),
  ...names("llama-bpe", "llama3 llama-v3 falcon3 falcon-h1 pixtral lfm2 midm-2.0 dbrx smaug-bpe glm4 chatglm-bpe"),
  ...names("qwen2", "deepseek-r1-qwen stablelm2 hunyuan megrez"),
  ...names("gpt-4o", "llama4 kanana2"),
  ...names("deepseek-v3", "hunyuan-dense"),
  ...names("starcoder", "refact command-r smollm codeshell exaone minerva-7b"),
};

function names(same: string, others: string): Record<string, string> {
  return Object.fromEntries(others.split(" ").map((name) => [name, same]));
}

/** Those whose whole words are tokens whatever their merges say. */
const WHOLE_WORDS = new Set("llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral lfm2 midm-2.0 tekken".split(" "));
export const takesWholeWords = (pre: string): boolean => WHOLE_WORDS.has(pre);

/**
 * The patterns of a GGUF's `tokenizer.ggml.pre`.
 * @throws FormatError for one that Onda does not know.
 */
export function patternsNamed(pre: string): readonly RegExp[] {
  const name = Object.hasOwn(sameAs, pre) ? sameAs[pre]! : pre;
  if (Object.hasOwn(byGgufName, name)) return byGgufName[name]!.map(compiled);
  const known = [...Object.keys(byGgufName), ...Object.keys(sameAs)].sort().join(", ");
  throw fail(`words are cut as ${quoted(pre)} (tokenizer.ggml.pre), which Onda does not know. It knows: ${known}`);
}

/** Spellings in files that stand for a pattern above, or for one that only such files have. */
const inFiles = new Map(
  [
    ...Object.values(byGgufName).flat(),
    gpt2.replace("|\\s+(?!\\S)|\\s+", "|\\s+(?!\\S)"),
    llama3.replace(contractions, "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"),
    qwen2.replace(contractions, "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"),
    "[0-9]",
    "[0-9][0-9][0-9]",
    "\\d",
    "\\s+",
    "[^\\n]+|[\\n]+",
  ].map((source) => [normalSpelling(source), source]),
);

/**
 * The pattern that a file spells out.
 * @throws FormatError for one that Onda does not know.
 */
export function patternOf(source: string): RegExp {
  const known = inFiles.get(normalSpelling(source));
  if (known !== undefined) return compiled(known);
  throw fail(
    `words are cut by the pattern ${quoted(source)}, which Onda does not know. It runs no pattern from a file: one could ` +
      "take for ever. It knows those of GPT-2, Llama 3, Qwen 2, GPT-4o, Mistral, DeepSeek, StarCoder and Falcon",
  );
}

/** Line breaks as escapes, so that `\r` in a file may be either. */
function normalSpelling(source: string): string {
  return source.replaceAll("\r", "\\r").replaceAll("\n", "\\n");
}

/** The letters of `(?i:…)` in both cases, the long s among them, and \s as Unicode has it: with U+0085, without U+FEFF. */
function compiled(source: string): RegExp {
  const bothCases = (text: string) =>
    text.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}${letter === "s" ? "ſ" : ""}]`);
  const written = source
    .replace(/\(\?i:([^)]*)\)/g, (_, inner: string) => `(?:${bothCases(inner)})`)
    .replaceAll("\\s", "\\p{White_Space}")
    .replaceAll("\\S", "\\P{White_Space}")
    .replaceAll("\\d", "\\p{Nd}");
  return new RegExp(written, "gu");
}
