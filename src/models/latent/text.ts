/**
 * The text encoder: prompts in English and Chinese → token vectors, and what they say of the picture's layout.
 * A token is an English word or a Chinese character; its vector is its own hashed embedding plus that
 * of its bigram with the token before it (hash embeddings: Weinberger et al. 2009).
 * Legend: N batch, T tokens, C width.
 */
import {
  add,
  div,
  embedding,
  maximum,
  mul,
  reshape,
  silu,
  slice,
  sub,
  sum,
  type Tensor,
  type Value,
} from "../../graph/index.ts";
import {
  type AttentionLayer,
  attend,
  init,
  initAttention,
  initLinear,
  initNorm,
  type Linear,
  linear,
  type Norm,
  norm,
  type Rng,
} from "../../nn/index.ts";
import type { TextConfig } from "./config.ts";
import { ANSWERS } from "./layout.ts";

type TextBlock<T> = {
  readonly norm1: Norm<T>;
  readonly attention: AttentionLayer<T>;
  readonly norm2: Norm<T>;
  readonly up: Linear<T>;
  readonly down: Linear<T>;
};
export type TextParams<T> = {
  readonly words: T; // [words, C]
  readonly bigrams: T; // [bigrams, C]
  readonly positions: T; // [T, C]
  readonly blocks: readonly TextBlock<T>[];
  readonly norm: Norm<T>;
  /** Logits of the answers about the layout: see `QUESTIONS`. */
  readonly answers: Linear<T>; // [C, ANSWERS]
};

/** Embeddings are stored this much smaller: rows are seldom touched, so they learn as much faster. */
const EMBEDDING_RATE = 10;

export function initText(rng: Rng, config: TextConfig): TextParams<Value> {
  const { width, layers } = config;
  const block = (r: Rng): TextBlock<Value> => ({
    norm1: initNorm(width),
    attention: initAttention(r.split("attention"), width, width, 0.5),
    norm2: initNorm(width),
    up: initLinear(r.split("up"), width, 4 * width, Math.SQRT2),
    down: initLinear(r.split("down"), 4 * width, width, 0.5),
  });
  return {
    words: init.normal(rng.split("words"), 0.5 / EMBEDDING_RATE, config.words, width),
    bigrams: init.normal(rng.split("bigrams"), 0.5 / EMBEDDING_RATE, config.bigrams, width),
    positions: init.normal(rng.split("positions"), 0.1, config.tokens, width),
    blocks: Array.from({ length: layers }, (_, i) => block(rng.split(`block${i}`))),
    norm: initNorm(width),
    answers: initLinear(rng.split("answers"), width, ANSWERS, 0.1),
  };
}

export type TextFeatures = {
  /** [N, T, C]; what stands behind the prompt's end is masked by `bias`. */
  readonly tokens: Tensor;
  /** The mean over the prompt's tokens, [N, C]. */
  readonly pooled: Tensor;
  /** 0 for the prompt's tokens, -1e9 behind: [N, 1, 1, T]. */
  readonly bias: Tensor;
  /** Logits of the answers about the layout, [N, ANSWERS]. */
  readonly answers: Tensor;
};

/** ids [N, 2, T] int64 (words, then bigrams; 0 is no token), mask [N, T] float (1 where a token stands). */
export function encodeText(p: TextParams<Tensor>, config: TextConfig, ids: Tensor, mask: Tensor): TextFeatures {
  const [n, t] = mask.shape;
  const row = (i: number) => reshape(slice(ids, 1, i, i + 1), [n!, t!]);
  const bias = reshape(mul(sub(mask, 1), 1e9), [n!, 1, 1, t!]);
  const found = add(embedding(p.words, row(0)), embedding(p.bigrams, row(1)));
  let x = add(mul(found, EMBEDDING_RATE), p.positions); // [N, T, C]
  for (const block of p.blocks) {
    x = add(x, attend(block.attention, norm(block.norm1, x), config.heads, { bias }));
    x = add(x, linear(block.down, silu(linear(block.up, norm(block.norm2, x)))));
  }
  const tokens = norm(p.norm, x);
  const weight = reshape(mask, [n!, t!, 1]);
  const pooled = div(sum(mul(tokens, weight), 1), maximum(sum(weight, 1), 1)); // [N, C]
  return { tokens, pooled, bias, answers: linear(p.answers, pooled) };
}

/** Words and Chinese characters of a prompt, in lower case; everything else separates. */
export const wordsOf = (prompt: string): string[] =>
  prompt
    .normalize("NFKC")
    .toLowerCase()
    .match(/\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu)
    ?.flatMap(singular) ?? [];

/** Plurals meet their singular: the tail is a token of its own, so that nothing is lost. */
function singular(word: string): string[] {
  if (/^[a-z]{3,}s$/.test(word) && !word.endsWith("ss")) return [word.slice(0, -1), "-s"];
  return [word];
}

/** FNV-1a over UTF-16 code units. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

/** Prompts as the encoder's inputs. A prompt without words has an empty mask: it is unconditional. */
export function tokenizePrompts(prompts: readonly string[], config: TextConfig): { ids: Value; mask: Value } {
  const { tokens, words, bigrams } = config;
  const ids = new BigInt64Array(prompts.length * 2 * tokens);
  const mask = new Float32Array(prompts.length * tokens);
  prompts.forEach((prompt, n) => {
    const list = wordsOf(prompt).slice(0, tokens);
    list.forEach((word, t) => {
      ids[2 * n * tokens + t] = BigInt(1 + (hash(word) % (words - 1)));
      ids[(2 * n + 1) * tokens + t] = BigInt(1 + (hash(`${list[t - 1] ?? "^"} ${word}`) % (bigrams - 1)));
      mask[n * tokens + t] = 1;
    });
  });
  return {
    ids: { dtype: "int64", shape: [prompts.length, 2, tokens], data: ids },
    mask: { dtype: "float32", shape: [prompts.length, tokens], data: mask },
  };
}
