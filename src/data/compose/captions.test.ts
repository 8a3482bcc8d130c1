import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../nn/random.ts";
import type { EmojiSet } from "../emoji/concept.ts";
import { smallSet } from "../emoji/small-set.testing.ts";
import { captionOf, planOf } from "./compose.ts";
import { plural, withArticle, withoutColour } from "./english.ts";
import type { Plan } from "./plan.ts";

let set: EmojiSet;
beforeAll(async () => {
  set = await smallSet();
});

/** All captions that 300 draws give. */
const captions = (id: string, change: Partial<Plan> = {}) =>
  new Set(Array.from({ length: 300 }, (_, i) => captionOf(set, planOf(id, change), createRng(i))));

describe("English", () => {
  test("articles", () => {
    const phrase = (noun: string) => withArticle(noun, noun);
    expect(["apple", "cat", "unicorn", "hourglass", "UFO", "SUV", "8 ball", "x-ray"].map(phrase)).toEqual([
      "an apple",
      "a cat",
      "a unicorn",
      "an hourglass",
      "a UFO",
      "an SUV",
      "an 8 ball",
      "an x-ray",
    ]);
    expect(["grapes", "sushi", "Statue of Liberty", "glasses", "cactus", "octopus", "bus"].map(phrase)).toEqual([
      "grapes",
      "sushi",
      "the Statue of Liberty",
      "glasses",
      "a cactus",
      "an octopus",
      "a bus",
    ]);
  });

  test("plurals", () => {
    expect(
      ["apple", "mouse", "fox", "cherry blossom", "face with tears of joy", "snowman", "knife", "sheep", "tomato"].map(
        plural,
      ),
    ).toEqual([
      "apples",
      "mice",
      "foxes",
      "cherry blossoms",
      "faces with tears of joy",
      "snowmen",
      "knives",
      "sheep",
      "tomatoes",
    ]);
  });

  test("a colour is said once, and exchanged when it changes", () => {
    expect(withoutColour("red apple")).toBe("apple");
    expect(withoutColour("orange")).toBe("orange");
    const red = captions("1F34E", { items: [{ concept: "1F34E", colour: "red" }] });
    const blue = captions("1F34E", { items: [{ concept: "1F34E", colour: "blue" }] });
    for (const caption of red) expect(caption.match(/red/g)).toHaveLength(1);
    for (const caption of blue) expect(caption).toMatch(/^(?!.*red).*blue apple/);
  });

  test("several phrasings", () => {
    const all = captions("1F34E");
    for (const caption of ["a red apple", "red apple", "an apple", "picture of a red apple", "draw a red apple"]) {
      expect(all).toContain(caption);
    }
    const placed = captions("1F34E", { background: "orange", backgroundNamed: true });
    expect(placed).toContain("a red apple on an orange background");
    expect(placed).toContain("red apple, orange background");
    const pair = {
      kind: "pair",
      items: [
        { concept: "1F408", colour: null },
        { concept: "1F415", colour: null },
      ],
    } as const;
    expect(captions("1F408", pair)).toContain("a cat and a dog");
    expect(captions("1F408", { ...pair, placed: true })).toContain("a cat to the left of a dog");
    expect(captions("1F408", { kind: "count", count: 3 })).toContain("three cats");
    expect(captions("1F408", { style: "3d", styleNamed: true })).toContain("a glossy 3D cat");
  });
});

describe("Chinese", () => {
  test("several phrasings with the proper measure words", () => {
    const all = captions("1F34E", { language: "zh" });
    for (const caption of ["红苹果", "一个红苹果", "苹果", "画一个红苹果"]) expect(all).toContain(caption);
    expect(captions("1F697", { language: "zh" })).toContain("一辆汽车");
    expect(captions("1F408", { language: "zh", kind: "count", count: 2 })).toContain("两只猫");
    expect(captions("1F339", { language: "zh" })).toContain("一朵玫瑰");
    const pair = {
      kind: "pair",
      items: [
        { concept: "1F408", colour: null },
        { concept: "1F415", colour: null },
      ],
    } as const;
    expect(captions("1F408", { ...pair, language: "zh" })).toContain("一只猫和一只狗");
  });

  test("colours of things and backgrounds", () => {
    const blue = captions("1F34E", { language: "zh", items: [{ concept: "1F34E", colour: "blue" }] });
    expect(blue).toContain("蓝苹果");
    expect(blue).toContain("一个蓝色的苹果");
    for (const caption of blue) expect(caption).not.toContain("红");
    const placed = captions("1F34E", { language: "zh", background: "blue", backgroundNamed: true });
    expect(placed).toContain("蓝色背景上的红苹果");
  });
});
