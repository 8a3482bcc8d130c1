import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appendBytes, type BytePairModel, wordsOfText } from "../../formats/index.ts";
import { trainBytePairs, trainCharacters } from "./train.ts";

/** The algorithm as it is written down: count all pairs, merge the most frequent, count again. */
function slowMerges(texts: readonly string[], wanted: number): BytePairModel["merges"] {
  let words = texts.flatMap(wordsOfText).map((word) => {
    const bytes: number[] = [];
    appendBytes(word, bytes);
    return bytes;
  });
  const merges: [number, number][] = [];
  while (merges.length < wanted) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let i = 1; i < word.length; i++) {
        const pair = `${word[i - 1]} ${word[i]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const order = [...counts].map(([pair, count]) => ({ pair: pair.split(" ").map(Number), count }));
    order.sort((a, b) => b.count - a.count || a.pair[0]! - b.pair[0]! || a.pair[1]! - b.pair[1]!);
    if (order[0] === undefined || order[0].count < 2) break;
    const [left, right] = order[0].pair as [number, number];
    const token = 256 + merges.length;
    words = words.map((word) => {
      const out: number[] = [];
      for (let i = 0; i < word.length; i++) {
        const here = word[i] === left && word[i + 1] === right;
        out.push(here ? token : word[i]!);
        if (here) i++;
      }
      return out;
    });
    merges.push([left, right]);
  }
  return merges;
}

describe("training of byte pairs", () => {
  it("finds what counting everything again finds", () => {
    // Pairs of equal letters overlap, so a count there is what stands side by side, not what can be merged.
    const word = fc.constantFrom("the", "then", "other", "abab", "ababab", "banana", "月光", "明月光", "光月光");
    const text = fc.array(
      fc.constantFrom(word, word, fc.string({ maxLength: 4 })).chain((w) => w),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        fc.array(
          text.map((words) => words.join(" ")),
          { minLength: 1, maxLength: 4 },
        ),
        (texts) => {
          const { model } = trainBytePairs(texts, { size: 256 + 30 });
          expect((model as BytePairModel).merges).toEqual(slowMerges(texts, 30));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("counts runs of one letter well", () => {
    for (const text of ["aaaaaaa", "aaaa aaa aa", "aabaabaaab"]) {
      const { model } = trainBytePairs([text], { size: 270 });
      expect((model as BytePairModel).merges.slice(0, 1)).toEqual([[97, 97]]);
      expect(trainBytePairs([text], { size: 270 }).decode(trainBytePairs([text], { size: 270 }).encode(text))).toBe(
        text,
      );
    }
  });

  it("makes common words one token, Chinese too", () => {
    const texts = Array.from({ length: 40 }, (_, i) => `The cat saw the moon ${i}. 床前明月光，举头望明月。`);
    const tokenizer = trainBytePairs(texts, { size: 400, special: ["<|end|>"] });
    for (const word of [" moon", " saw", "床前明月光"]) expect(tokenizer.encode(word).length, word).toBe(1);
    expect(tokenizer.specialId("<|end|>")).toBe(tokenizer.size - tokenizer.special.length);
    expect(tokenizer.encode("moonlight 月 🙂").length).toBeGreaterThan(5);
  });

  it("stops where nothing occurs often enough", () => {
    expect(trainBytePairs(["abc"], { size: 1000 }).size).toBe(256);
    expect(trainBytePairs([], { size: 1000, special: ["<|end|>"] }).size).toBe(257);
    const often = trainBytePairs(["abab abab xy xy"], { size: 1000, atLeast: 3 });
    expect((often.model as BytePairModel).merges).toEqual([[97, 98]]);
  });

  it.each([255, 256.5, Number.NaN, 2 ** 18 + 1])("refuses a size of %d", (size) => {
    expect(() => trainBytePairs([], { size })).toThrow(
      `tokenizer: a size of ${size}. It must be a whole number from 256`,
    );
  });
});

describe("training of characters", () => {
  it("takes those of the text, in order", () => {
    const tokenizer = trainCharacters(["hello", "世界🙂"]);
    expect(tokenizer.model).toEqual({
      kind: "characters",
      characters: ["e", "h", "l", "o", "世", "界", "🙂"],
      special: [],
      bytes: false,
    });
    expect(tokenizer.decode(tokenizer.encode("hello🙂"))).toBe("hello🙂");
  });
});
