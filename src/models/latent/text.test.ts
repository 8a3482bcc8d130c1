import { describe, expect, it } from "vitest";
import { numbers } from "../../nn/evaluate.testing.ts";
import { painterConfig } from "./config.ts";
import { tokenizePrompts, wordsOf } from "./text.ts";

describe("words of a prompt", () => {
  it.each<[string, string[]]>([
    ["a Red  APPLE!", ["a", "red", "apple"]],
    ["一只红色的猫，蓝色背景", [..."一只红色的猫蓝色背景"]],
    ["ｆｕｌｌ－ｗｉｄｔｈ １２", ["full", "width", "12"]],
    ["two apples", ["two", "apple", "-s"]],
    ["glass dress", ["glass", "dress"]],
    ["bus", ["bus"]],
    ["2个苹果", ["2", "个", "苹", "果"]],
    ["3D风格的猫", ["3d", "风", "格", "的", "猫"]],
    ["T恤", ["t", "恤"]],
    ["two cats", ["two", "cat", "-s"]],
    ["苹果apple", ["苹", "果", "apple"]],
    ["", []],
    ["🍎🍏", []],
    ["\u0000\u0007\n\t", []],
  ])("%j", (prompt, words) => {
    expect(wordsOf(prompt)).toEqual(words);
  });
});

describe("prompts as inputs", () => {
  const config = painterConfig.text;

  it("are words, then bigrams, then nothing", () => {
    const { ids, mask } = tokenizePrompts(["red apple", "apple", ""], config);
    const t = config.tokens;
    const at = (n: number, table: number, i: number) => numbers(ids)[(2 * n + table) * t + i];
    expect([ids.dtype, ids.shape, mask.shape]).toEqual(["int64", [3, 2, t], [3, t]]);
    expect(at(0, 0, 1)).toBe(at(1, 0, 0)); // the same word
    expect(at(0, 1, 1)).not.toBe(at(1, 1, 0)); // behind another
    expect(numbers(mask).reduce((a, b) => a + b, 0)).toBe(3);
    expect(numbers(ids).filter((id) => id > 0)).toHaveLength(6);
    expect(Number(mask.data[2 * t])).toBe(0);
  });

  it("are the same numbers on every machine", () => {
    const { ids } = tokenizePrompts(["a red apple", "红苹果"], config);
    const t = config.tokens;
    const row = (i: number) =>
      Array.from(ids.data as BigInt64Array)
        .slice(i * t, i * t + 3)
        .map(Number);
    expect([row(0), row(1), row(2), row(3)]).toMatchInlineSnapshot(`
      [
        [
          954,
          4014,
          2068,
        ],
        [
          6365,
          5144,
          2328,
        ],
        [
          5477,
          3742,
          4580,
        ],
        [
          5002,
          4487,
          3849,
        ],
      ]
    `);
  });

  it("stay within the tables, and long ones are cut", () => {
    const { ids, mask } = tokenizePrompts(["many ".repeat(10_000), "字".repeat(10_000)], config);
    const sizes = numbers(ids);
    expect(Math.max(...sizes)).toBeLessThan(Math.min(config.words, config.bigrams));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(numbers(mask).every((x) => x === 1)).toBe(true);
  });
});
