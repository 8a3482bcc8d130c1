import { describe, expect, it } from "vitest";
import type { GgufMetadata, GgufValue } from "../gguf/index.ts";
import { readGgufTokenizer } from "./gguf.ts";
import { type Golden, kinds, texts } from "./golden.testing.ts";

type Numbers =
  | Float64Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;
type Plain = Readonly<Record<string, string | number | boolean | readonly string[] | Numbers>>;

function metadataOf(values: Plain): GgufMetadata {
  const typed = (value: Plain[string]): GgufValue => {
    if (typeof value === "string") return { type: "string", value };
    if (typeof value === "number") return { type: "uint32", value };
    if (typeof value === "boolean") return { type: "bool", value };
    if (value instanceof Float64Array) return { type: "array", of: "float64", value };
    if (value instanceof Float32Array) return { type: "array", of: "float32", value };
    if (value instanceof Int32Array) return { type: "array", of: "int32", value };
    if (value instanceof Uint8Array) return { type: "array", of: "uint8", value };
    return { type: "array", of: "string", value };
  };
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name.startsWith("tokenizer.") ? name : `tokenizer.ggml.${name}`,
      typed(value),
    ]),
  );
}

/** What a converter writes for a small tokenizer: texts and types by id. */
function converted({ file }: Golden): { tokens: string[]; token_type: Int32Array<ArrayBuffer>; merges: string[] } {
  const tokens: string[] = [];
  for (const [text, id] of Object.entries(file.model.vocab as Readonly<Record<string, number>>)) tokens[id] = text;
  for (const { id, content } of file.added_tokens) tokens[id] = content;
  const added = new Map(file.added_tokens.map(({ id, special }) => [id, special]));
  const typeOf = (text: string, id: number) =>
    added.has(id) ? (added.get(id) ? 3 : 4) : /^<0x[0-9A-F]{2}>$/.test(text) ? 6 : 1;
  return {
    tokens,
    token_type: Int32Array.from(tokens, typeOf),
    merges: (file.model.merges ?? []).map((pair) => pair.join(" ")),
  };
}

/** Texts whose names of special tokens both sides leave alone. */
const plainTexts = texts.map((text, i) => [text, i] as const).filter(([text]) => !/[<[]/.test(text));
const expectSame = (golden: Golden, values: Plain, wanted = plainTexts) => {
  const tokenizer = readGgufTokenizer(metadataOf(values));
  const made = wanted.map(([text]) => [text, tokenizer.encode(text)]);
  expect(made).toEqual(wanted.map(([text, i]) => [text, golden.ids[i]]));
  return tokenizer;
};

describe("vocabularies in GGUF make the tokens of the same tokenizer.json", () => {
  it.each([
    ["GPT-2", "gpt-2"],
    ["Llama 3", "llama3"],
    ["GPT-4o", "gpt-4o"],
  ])("%s", (kind, pre) => {
    const golden = kinds[kind]!;
    expectSame(golden, { model: "gpt2", pre, ...converted(golden) });
  });

  it("Llama 2, by scores", () => {
    const golden = kinds["Llama 2"]!;
    const { merges, ...rest } = converted(golden);
    const ranks = new Map(merges.map((merge, rank) => [merge.replace(" ", ""), -rank]).reverse() as [string, number][]);
    const scores = Float32Array.from(rest.tokens, (text) => ranks.get(text) ?? -1e6);
    const ids = { bos_token_id: 1, eos_token_id: 2, unknown_token_id: 0 };
    const tokenizer = expectSame(golden, { model: "llama", ...rest, scores, ...ids });
    expect([tokenizer.before, tokenizer.after, tokenizer.endTokens]).toEqual([[1], [], [2]]);
    expect(tokenizer.decode(tokenizer.encode(" two  spaces"))).toBe(" two  spaces");
    const bare = readGgufTokenizer(
      metadataOf({ model: "llama", ...rest, scores, ...ids, add_space_prefix: false, add_bos_token: false }),
    );
    expect(bare.encode("a")).not.toEqual(tokenizer.encode("a"));
    expect(bare.before).toEqual([]);
  });

  it("Gemma, by merges", () => {
    const golden = kinds.Gemma!;
    expectSame(golden, { model: "gemma4", ...converted(golden), unknown_token_id: 0 });
  });

  it("BERT", () => {
    const golden = kinds.BERT!;
    const { tokens, token_type } = converted(golden);
    const spelled = tokens.map((text) =>
      text.startsWith("##") ? text.slice(2) : text.startsWith("[") && text.length > 1 ? text : `▁${text}`,
    );
    const ids = { cls_token_id: 2, seperator_token_id: 3, unknown_token_id: 1 };
    const tokenizer = expectSame(golden, { model: "bert", tokens: spelled, token_type, ...ids });
    expect([...tokenizer.before, ...tokenizer.encode("hello world"), ...tokenizer.after]).toEqual(golden.framed);
  });

  it("T5", () => {
    const golden = kinds.T5!;
    const vocab = golden.file.model.vocab as readonly (readonly [string, number])[];
    const types = vocab.map((_, id) => (id === 0 ? 2 : id < 3 ? 3 : 1));
    const table = (golden.file.normalizer as { normalizers: { precompiled_charsmap: string }[] }).normalizers[0]!;
    const values = {
      ...{ model: "t5", tokens: vocab.map(([text]) => text), token_type: Int32Array.from(types), unknown_token_id: 0 },
      ...{ scores: Float64Array.from(vocab, ([, score]) => score), eos_token_id: 2 },
      precompiled_charsmap: Uint8Array.from(Buffer.from(table.precompiled_charsmap, "base64")),
    };
    // Hugging Face's cuts at each of several spaces, SentencePiece before the first: texts with single ones are the same.
    const single = plainTexts.filter(([text]) => !/^\s|\s$|\s\s|▁/u.test(text) && text !== "");
    expect(expectSame(golden, values, single).after).toEqual([2]);
  });
});

describe("GGUF metadata that cannot be used", () => {
  const { tokens, token_type, merges } = converted(kinds["GPT-2"]!);
  const good = { model: "gpt2", pre: "gpt-2", tokens, token_type, merges };
  it.each<[string, Plain, string]>([
    ["none", {}, "no tokenizer.ggml.model. Onda reads gpt2, llama, gemma4, bert, t5"],
    ["another kind", { ...good, model: "rwkv" }, 'a vocabulary of the kind "rwkv"'],
    ["another way to cut words", { ...good, pre: "nobody" }, 'words are cut as "nobody" (tokenizer.ggml.pre)'],
    ["a name of Object's", { ...good, pre: "constructor" }, 'words are cut as "constructor"'],
    ["no tokens", { ...good, tokens: [] }, "0 tokens in tokenizer.ggml.tokens"],
    ["too few types", { ...good, token_type: token_type.slice(1) }, "entries in tokenizer.ggml.token_type"],
    ["an end that is none", { ...good, eos_token_id: 99_999 }, "tokenizer.ggml.eos_token_id is 99999"],
    [
      "a token twice",
      { ...good, tokens: tokens.map((text, id) => (id === 7 ? tokens[8]! : text)) },
      "tokens 7 and 8 are both",
    ],
    ["no scores", { model: "llama", tokens, token_type }, "no tokenizer.ggml.scores"],
    [
      "a byte that is none",
      { model: "gemma4", tokens: ["<0xZZ>"], token_type: Int32Array.of(6), merges: [] },
      "byte token 0",
    ],
  ])("%s", (_, values, message) => {
    expect(() => readGgufTokenizer(metadataOf(values))).toThrow(message);
  });
});
