import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatError } from "../errors.ts";
import { decodeSafetensors, encodeSafetensors } from "../safetensors.ts";
import { readTokenizer, writeTokenizer } from "./file.ts";
import { createTokenizer } from "./tokenizer.ts";
import type { TokenizerModel } from "./vocabulary.ts";
import { LONGEST_WORD, wordsOfText } from "./words.ts";
import { appendBytes, TextStream } from "./wtf8.ts";

const bytesOf = (text: string): number[] => {
  const bytes: number[] = [];
  appendBytes(text, bytes);
  return bytes;
};

/** "th", "the", " the", the first two bytes of 月 and all three, "\r\n", "aa". */
const merges = [
  [116, 104],
  [256, 101],
  [32, 257],
  [230, 156],
  [259, 136],
  [13, 10],
  [97, 97],
] as const;
const special = ["<|end|>", "<|end|>>", "<(a)*>"];
const bytePairs = createTokenizer({ kind: "byte-pairs", merges, special });
const characters = createTokenizer({ kind: "characters", characters: [..."abc é月🙂"], bytes: true, special });
const strict = createTokenizer({ kind: "characters", characters: [..."abc é月🙂"], bytes: false, special });

/** Text of every kind: words, Chinese, emoji with joiners, lone surrogates, space. */
const pieces = fc.constantFrom(
  "the",
  " ",
  "\n",
  "\r\n",
  "月",
  "光",
  "🙂",
  "👩‍🚀",
  "\ud83d",
  "\ude42",
  "é",
  "a",
  "1",
  "…",
);
const anyText = fc.oneof(
  fc.array(pieces, { maxLength: 40 }).map((list) => list.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.array(fc.nat(0xffff), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
);

describe("words", () => {
  it("are the text when joined, and never too long", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const words = wordsOfText(text);
        expect(words.join("")).toBe(text);
        for (const word of words) expect(bytesOf(word).length).toBeLessThanOrEqual(LONGEST_WORD);
      }),
    );
    expect(wordsOfText("á".repeat(100)).length).toBe(4);
  });

  it.each([
    ["It's 25 degrees,  don't", ["It", "'s", " ", "2", "5", " degrees", ",", " ", " don", "'t"]],
    ["床前明月光，疑是地上霜。\n\nx", ["床前明月光", "，", "疑是地上霜", "。", "\n\n", "x"]],
    ["用Onda画a cat 🙂!", ["用", "Onda", "画", "a", " cat", " 🙂!"]],
    ["a \n\tb", ["a", " ", "\n", "\t", "b"]],
  ])("of %j", (text, words) => {
    expect(wordsOfText(text)).toEqual(words);
  });
});

describe("bytes of text", () => {
  it("are UTF-8, and come back as the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stream = new TextStream();
        expect(stream.push(bytesOf(text)) + stream.end()).toBe(text);
        if (!/\p{Cs}/u.test(text)) expect(bytesOf(text)).toEqual([...new TextEncoder().encode(text)]);
      }),
    );
  });

  it("that are no text become what TextDecoder makes of them, surrogates apart", () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0xe6, 0x9c, 0x88, 0xf0, 0x9f, 0xc2, 0xe0, 0xf4, 0x90, 0x80));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.array(byte, { maxLength: 12 }), (a, b) => {
        const bytes = Uint8Array.of(...a, ...b);
        if (bytes.includes(0xed)) return;
        const stream = new TextStream();
        const text = [...bytes].map((x) => stream.push([x])).join("") + stream.end();
        expect(text).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
      }),
      { numRuns: 1000 },
    );
  });
});

describe.each([
  ["byte pairs", bytePairs],
  ["characters", characters],
])("%s", (_, tokenizer) => {
  it("give every text back", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
        expect(tokenizer.decode(tokenizer.encode(text, { special: true }))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("give any bytes back", () => {
    const surrogates = fc.constantFrom([0xed, 0xa0, 0xbd], [0xed, 0xb8, 0x80], [0xe6, 0x9c], [0x74, 0x68, 0x65]);
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.array(surrogates, { maxLength: 8 }).map((list) => Uint8Array.from(list.flat())),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(tokenizer.decodeBytes(tokenizer.encodeBytes(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
    expect(tokenizer.encodeBytes(new TextEncoder().encode("the 月 🙂"))).toEqual(tokenizer.encode("the 月 🙂"));
  });

  it("stream whole characters alone, and all of the text", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const stream = tokenizer.stream();
        const parts = tokenizer.encode(text).map((id) => stream.push(id));
        expect(parts.join("") + stream.end()).toBe(text);
        const replaced = (s: string) => s.split("\ufffd").length;
        expect(replaced(parts.join(""))).toBe(replaced(text));
      }),
    );
  });

  it("say which token does not exist", () => {
    for (const id of [-1, tokenizer.size, 0.5, Number.NaN]) {
      expect(() => tokenizer.decode([id])).toThrow(
        `tokenizer: token ${id}. Tokens are whole numbers from 0 to ${tokenizer.size - 1}.`,
      );
    }
  });

  it("survive their file, also inside a model's", () => {
    const text = "the 月 aaa <|end|>";
    const bytes = encodeSafetensors({}, { tokenizer: writeTokenizer(tokenizer) });
    const again = readTokenizer(decodeSafetensors(bytes).metadata.tokenizer!);
    expect(again.encode(text, { special: true })).toEqual(tokenizer.encode(text, { special: true }));
    expect(again.size).toBe(tokenizer.size);
    expect(writeTokenizer(again)).toBe(writeTokenizer(tokenizer));
  });
});

describe("byte pairs", () => {
  it("are merged in the order they were learned, inside words", () => {
    expect(bytePairs.encode("the the")).toEqual([257, 258]);
    expect(bytePairs.encode("th e")).toEqual([256, 32, 101]);
    expect(bytePairs.encode("aaaaa")).toEqual([262, 262, 97]);
    expect(bytePairs.encode("月朋")).toEqual([260, 259, 139]); // both begin with the same two bytes
  });

  it("hold a character back until it is whole", () => {
    const stream = bytePairs.stream();
    expect([230, 156, 136, 259].map((id) => stream.push(id))).toEqual(["", "", "月", ""]);
    expect(stream.end()).toBe("\ufffd");
  });

  it("do not care where a long text is cut", () => {
    const line = "the aaa 月\r\n\n";
    const long = line.repeat(200_000);
    expect(bytePairs.encode(long)).toEqual(Array.from({ length: 200_000 }, () => bytePairs.encode(line)).flat());
  });
});

describe("characters", () => {
  it("are one token each, others are bytes or refused", () => {
    expect(strict.size).toBe(7 + special.length);
    expect(strict.encode("a月🙂")).toEqual([0, 5, 6]);
    expect(strict.decode([0, 5, 6])).toBe("a月🙂");
    expect(characters.encode("aé\u{1F680}").slice(0, 2)).toEqual([256, 260]);
    expect(() => strict.encode("a\u{1F680}")).toThrow(FormatError);
    expect(() => strict.encode("aX")).toThrow(
      'tokenizer: the character "X" (U+0058) is not in the vocabulary of 7 characters. Leave it out.',
    );
    expect(() => strict.encodeBytes(Uint8Array.of(97))).toThrow("tokenizer: bytes for a vocabulary of characters.");
  });
});

describe("special tokens", () => {
  it("are made only when asked for, the longest name first", () => {
    const id = bytePairs.specialId("<|end|>");
    expect(bytePairs.encode("a<|end|>a", { special: true })).toEqual([97, id, 97]);
    expect(bytePairs.encode("<|end|>><(a)*>", { special: true })).toEqual([id + 1, id + 2]);
    expect(bytePairs.encode("a<|end|>a").every((token) => token < bytePairs.size - special.length)).toBe(true);
    expect(bytePairs.decode([97, id])).toBe("a<|end|>");
    expect(bytePairs.decode([97, id], { special: false })).toBe("a");
  });

  it("must exist", () => {
    expect(() => bytePairs.specialId("<|no|>")).toThrow(
      'tokenizer: no special token "<|no|>". This tokenizer has: <|end|> <|end|>> <(a)*>.',
    );
  });
});

describe("the reader refuses", () => {
  const file = (fields: object) => JSON.stringify({ tokenizer: 1, kind: "byte-pairs", special: [], ...fields });
  const doubling = Array.from({ length: 40 }, (_, i) => (i === 0 ? [97, 97] : [255 + i, 255 + i])).flat();
  it.each([
    ["no JSON", "{", /not JSON/],
    ["another file", "[1]", /no field "tokenizer"/],
    ["a later version", '{"tokenizer":2}', /version 2\. This Onda reads version 1/],
    ["another kind", file({ kind: "unigram" }), /kind "unigram"/],
    ["no merges", file({}), /"merges" is no list of pairs/],
    ["half a merge", file({ merges: [1] }), /"merges" is no list of pairs/],
    ["text as a merge", file({ merges: ["1", 2] }), /something else than whole numbers/],
    ["a merge of a later token", file({ merges: [97, 256] }), /merge 0 of 97 and 256\. Both must be earlier/],
    ["a negative token", file({ merges: [-1, 97] }), /Both must be earlier/],
    ["a merge twice", file({ merges: [97, 98, 97, 98] }), /twice/],
    ["tokens that double", file({ merges: doubling }), /merge 7 of 262 and 262 has 256 bytes\. At most 129/],
    ["special tokens that are none", file({ merges: [], special: [1] }), /"special" holds something else/],
    ["an empty special token", file({ merges: [], special: [""] }), /"special" holds something else/],
    ["a special token twice", file({ merges: [], special: ["a", "a"] }), /"special" holds an entry twice/],
    ["a long special token", file({ merges: [], special: ["a".repeat(101)] }), /of 101 characters/],
    ["too many special tokens", file({ merges: [], special: Array(1025).fill("a") }), /holds 1025 entries/],
    ["two characters as one", file({ kind: "characters", bytes: true, characters: ["ab"] }), /Each is one character/],
    ["no word on bytes", file({ kind: "characters", characters: ["a"] }), /"bytes" is neither/],
  ])("%s", (_, text, message) => {
    expect(() => readTokenizer(text)).toThrow(FormatError);
    expect(() => readTokenizer(text)).toThrow(message);
  });

  it("and reads what it wrote, whatever the vocabulary", () => {
    const model: fc.Arbitrary<TokenizerModel> = fc.record({
      kind: fc.constant("characters" as const),
      characters: fc.uniqueArray(fc.string({ unit: "binary", minLength: 1, maxLength: 1 })),
      bytes: fc.boolean(),
      special: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 9 })),
    });
    fc.assert(
      fc.property(model, (given) => {
        expect(readTokenizer(writeTokenizer(createTokenizer(given))).model).toEqual(given);
      }),
    );
  });
});
