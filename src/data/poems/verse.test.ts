import { describe, expect, it } from "vitest";
import { checkForm, linesOf } from "./check.ts";
import { cleanPoem } from "./clean.ts";
import { editions } from "./editions.testing.ts";
import { type Poem, versesText } from "./poem.ts";
import { lineIndex, repeats } from "./repeats.ts";
import { learnRhymes, rhymingPairs } from "./rhyme.ts";

const poems = editions.map(cleanPoem) as Poem[];

describe("the check of a form", () => {
  const right = "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。";

  it("finds nothing in poems", () => {
    for (const { form, lines } of poems) expect(checkForm(versesText(lines), form)).toEqual([]);
    for (const { lines } of poems) expect(linesOf(versesText(lines))).toEqual(lines);
  });

  it.each([
    ["a short line", right.replace("白", ""), [[1, "4 characters. 五绝 has 5."]]],
    ["another sign", right.replace("流。", "流，"), [[2, 'ends with "，\\n" instead of "。\\n".']]],
    ["no line break", right.replace("\n", ""), [[2, 'ends with "。" instead of "。\\n".']]],
    ["a line too many", `${right}\n白日依山尽，`, [[0, "5 lines. 五绝 has 4."]]],
    ["no end", right.slice(0, -1), [[4, 'ends with "" instead of "。".']]],
    ["a foreign letter", right.replace("日", "x"), [[0, "5 lines. 五绝 has 4."]]],
    ["nothing", "", [[0, "0 lines. 五绝 has 4."]]],
  ])("finds %s", (_, text, wanted) => {
    const found = checkForm(text, "五绝").map(({ line, problem }) => [line, problem]);
    expect(found.slice(0, 1)).toEqual(wanted);
  });

  it("knows forms of several lengths", () => {
    expect(checkForm(right, "五古")).toEqual([{ line: 0, problem: "4 lines. 五古 has 6 or 10 or 12." }]);
  });
});

describe("the index of lines", () => {
  const index = lineIndex(poems.slice(0, 3));

  it("knows lines and couplets, and nothing else", () => {
    for (const poem of poems.slice(0, 3)) {
      expect(repeats(versesText(poem.lines), index)).toEqual({ lines: [0, 1, 2, 3], couplets: [0, 2] });
    }
    for (const poem of poems.slice(3))
      expect(repeats(versesText(poem.lines), index)).toEqual({ lines: [], couplets: [] });
  });

  it("tells a couplet from its lines", () => {
    const [a, b] = [poems[0]!.lines, poems[1]!.lines];
    const text = versesText([a[0]!, b[1]!, b[2]!, b[3]!]);
    expect(repeats(text, index)).toEqual({ lines: [0, 1, 2, 3], couplets: [2] });
    expect(repeats(`${a[0]},${a[1]}`, index)).toEqual({ lines: [0, 1], couplets: [0] });
  });
});

describe("rhymes", () => {
  /** Groups of rhymes, and now and then a poem that mixes them. */
  const groups = ["天年边前", "流楼秋愁", "东风红中", "霜光乡长", "家花斜涯", "时知枝诗", "开台回梅", "清明声情"];
  const poem = (ends: readonly string[]) => ({ lines: ends.flatMap((end) => ["一二三四", `一二三${end}`]) });
  const some = groups.flatMap((group) => [...group].flatMap((a) => [...group].map((b) => poem([a, b]))));
  const rhymes = learnRhymes([...some, ...some, ...some, poem(["天", "流"]), poem(["天", "山"])]);

  it("are what ends even lines together", () => {
    for (const group of groups) for (const a of group) for (const b of group) expect(rhymes.rhyme(a, b)).toBe(a !== b);
    expect(rhymes.rhyme("天", "流")).toBe(false);
    expect(rhymes.rhyme("年", "秋")).toBe(false);
    expect(rhymes.rhyme("天", "山")).toBeUndefined(); // met once
    expect(rhymes.rhyme("天", "海")).toBeUndefined();
  });

  it("are counted in a poem", () => {
    const count = (...ends: string[]) => rhymingPairs(versesText(poem(ends).lines), rhymes);
    expect(count("天", "年", "边")).toEqual({ pairs: 3, known: 3, rhyming: 3 });
    expect(count("天", "年", "流")).toEqual({ pairs: 3, known: 3, rhyming: 1 });
    expect(count("天", "天", "海")).toEqual({ pairs: 3, known: 1, rhyming: 0 });
  });
});
