import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { requireFittingVocabulary } from "./fit.ts";
import { kinds, texts } from "./golden.testing.ts";
import { readTokenizerJson } from "./tokenizer-json.ts";

describe.each(Object.entries(kinds))("%s", (_, { file, ids, framed, decoded }) => {
  const tokenizer = readTokenizerJson(JSON.stringify(file));
  const isMark = (id: number) => tokenizer.isSpecial(id) && id !== tokenizer.named.unknown;

  it("makes the tokens of Hugging Face's library", () => {
    const made = texts.map((text) => [text, tokenizer.encode(text, { special: true })]);
    expect(made).toEqual(texts.map((text, i) => [text, ids[i]]));
    expect([...tokenizer.before, ...tokenizer.encode("hello world"), ...tokenizer.after]).toEqual(framed);
  });

  it.skipIf(file.decoder === null)("gives back the same text", () => {
    expect(ids.map((list) => tokenizer.decode(list))).toEqual(decoded);
  });

  it("makes no special token of plain text, whatever it is", () => {
    for (const text of texts) expect(tokenizer.encode(text).filter(isMark), text).toEqual([]);
    const names = fc.constantFrom(...tokenizer.special, "<", "|", ">", " ", "a");
    const anyText = fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.array(names).map((list) => list.join("")),
    );
    fc.assert(fc.property(anyText, (text) => !tokenizer.encode(text).some(isMark)));
  });
});

describe("byte-level vocabularies", () => {
  const tokenizer = readTokenizerJson(JSON.stringify(kinds["Llama 3"]!.file));

  it("give every text back, whole and token by token", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const ids = tokenizer.encode(text);
        const stream = tokenizer.stream();
        return tokenizer.decode(ids) === text && ids.map((id) => stream.push(id)).join("") + stream.end() === text;
      }),
    );
    expect(tokenizer.decode(tokenizer.encode("\ud83d lone \ude42"))).toBe("\ud83d lone \ude42");
  });

  it("hold a character back until it is whole", () => {
    const stream = tokenizer.stream();
    const parts = tokenizer.encode("龘").map((id) => stream.push(id));
    expect(parts).toEqual(["", "", "龘"]);
  });
});

describe("tokens in a file", () => {
  const { file } = kinds["Qwen 2"]!;
  const id = (name: string) => file.added_tokens.find(({ content }) => content === name)!.id;

  it("are marks where the template of conversations writes them", () => {
    const config = JSON.stringify({
      chat_template: "<tool>{{ messages }}",
      eos_token: { content: "<|end|>" },
      pad_token: null,
    });
    expect(readTokenizerJson(JSON.stringify(file)).encode("<tool>")).toEqual([id("<tool>")]);
    const tokenizer = readTokenizerJson(JSON.stringify(file), { config });
    expect(tokenizer.encode("<tool>")).not.toContain(id("<tool>"));
    expect(tokenizer.encode("<tool>", { special: true })).toEqual([id("<tool>")]);
    expect(tokenizer.named).toEqual({ end: id("<|end|>") });
    expect(tokenizer.endTokens).toEqual([id("<|end|>")]);
    expect(tokenizer.template).toBe("<tool>{{ messages }}");
  });

  it("are special only inside trusted pieces, and text is read across pieces", () => {
    const tokenizer = readTokenizerJson(JSON.stringify(file));
    const made = tokenizer.encodeSegments([
      { text: "<|start|>hel", trusted: true },
      { text: "lo <|end|", trusted: false },
      { text: "><|end|>", trusted: true },
    ]);
    expect(made.filter(tokenizer.isSpecial)).toEqual([id("<|start|>"), id("<|end|>")]);
    expect(made.at(-1)).toBe(id("<|end|>"));
    expect(made.slice(1, 3)).toEqual(tokenizer.encode("hello <").slice(0, 2));
    expect(tokenizer.decode(made)).toBe("<|start|>hello <|end|><|end|>");
  });
});

describe("files that cannot be used", () => {
  type Changes = Readonly<Record<string, unknown>>;
  const plain = { type: "BPE", vocab: { a: 0, b: 1, ab: 2 }, merges: [["a", "b"]] };
  const read = (model: Changes, more: Changes = {}) =>
    readTokenizerJson(JSON.stringify({ model: { ...plain, ...model }, added_tokens: [], ...more }));

  it.each<[string, Changes, Changes, string]>([
    ["a merge of an unknown token", { merges: ["a c"] }, {}, 'merge 0 joins "a" and "c", but "c" is no token'],
    ["a merge to an unknown token", { merges: ["b a"] }, {}, 'but "ba" is no token'],
    ["a merge that goes in a circle", { merges: [["", "a"]] }, {}, 'merge 0 joins "" and "a"'],
    ["a merge of one token", { merges: ["ab"] }, {}, "must be two tokens with a space between"],
    ["a merge of a number", { merges: [["a", 1]] }, {}, "merge 0 is"],
    ["an id twice", { vocab: { a: 0, b: 0 } }, {}, '"a" and "b" have both the id 0'],
    ["an id far away", { vocab: { a: 0, b: 1e9 } }, {}, 'the token "b" has the id "1000000000"'],
    ["no tokens", { vocab: {} }, {}, '0 tokens in "vocab"'],
    ["an unknown token that is none", { unk_token: "?" }, {}, '"unk_token" is "?"'],
    [
      "another model",
      { type: "WordLevel" },
      {},
      'a model of the type "WordLevel". Onda reads BPE, Unigram and WordPiece',
    ],
    ["suffixes", { end_of_word_suffix: "</w>" }, {}, 'byte pairs with a "end_of_word_suffix"'],
    ["a normaliser", {}, { normalizer: { type: "Nmt" } }, 'normalizer of the type "Nmt". Onda knows Sequence, NFC'],
    ["a pre-tokeniser", {}, { pre_tokenizer: { type: "constructor" } }, 'pre_tokenizer of the type "constructor"'],
    [
      "a pattern",
      {},
      { pre_tokenizer: { type: "Split", pattern: { Regex: "(a+)+$" } } },
      'cut by the pattern "(a+)+$"',
    ],
    ["a post-processor", {}, { post_processor: { type: "Other" } }, 'post_processor of the type "Other"'],
    [
      "a table cut short",
      {},
      { normalizer: { type: "Precompiled", precompiled_charsmap: "AAAB" } },
      "It was cut short",
    ],
    ["no list", {}, { added_tokens: 5 }, '"added_tokens" is "5". It must be a list of objects'],
  ])("%s", (_, model, more, message) => {
    expect(() => read(model, more)).toThrow(message);
  });

  it("other files", () => {
    expect(() => readTokenizerJson("{")).toThrow("tokenizer: tokenizer.json is not JSON");
    expect(() => readTokenizerJson("[]")).toThrow("tokenizer.json is no JSON object");
    expect(() => readTokenizerJson("{}")).toThrow('no field "model"');
  });

  it("are not those with holes, or with a merge twice", () => {
    const tokenizer = read({ vocab: { a: 0, b: 7, ab: 3 }, merges: ["a b", "a b"] });
    expect(tokenizer.encode("abba")).toEqual([3, 7, 0]);
    expect([tokenizer.size, tokenizer.isSpecial(5), tokenizer.decode([3, 5, 7])]).toEqual([8, true, "abb"]);
    expect(() => tokenizer.decode([8])).toThrow("token 8. Tokens are whole numbers from 0 to 7");
  });

  it("do not fit a model of another size", () => {
    expect(() => requireFittingVocabulary({ size: 100 }, 99)).toThrow("100 tokens for a model of 99");
    expect(() => requireFittingVocabulary({ size: 100 }, 10_000)).toThrow(
      "take the tokenizer that came with the model",
    );
    requireFittingVocabulary({ size: 151_665 }, 151_936);
  });
});
