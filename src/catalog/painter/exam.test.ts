import { beforeAll, describe, expect, it } from "vitest";
import { smallSet } from "../../data/emoji/small-set.testing.ts";
import { type EmojiSet, isHeldOut, planOf } from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import { truthOf } from "./classifier-task.ts";
import { exam } from "./exam.ts";
import type { Answer } from "./judge.ts";
import { mark, mistakesOf } from "./mark.ts";

let set: EmojiSet;
beforeAll(async () => {
  set = await smallSet();
}, 60_000);

describe("the exam", () => {
  it("asks in both languages, and holds out what it says", () => {
    const groups = exam(set, createRng(1), { plain: 20, combined: 6 });
    expect(groups.map(({ plans }) => plans.length)).toEqual([10, 10, 6, 6, 6, 6, 6, 6, 6, 6]);
    for (const { name, plans, captions } of groups) {
      expect(captions).toHaveLength(plans.length);
      for (const plan of plans) expect(isHeldOut(plan, set), name).toBe(name.endsWith("held out"));
    }
    const [english, chinese] = groups;
    expect(english!.captions.every((caption) => /[a-z]/.test(caption))).toBe(true);
    expect(chinese!.captions.filter((caption) => /\p{Script=Han}/u.test(caption)).length).toBeGreaterThan(8);
    const asked = [...english!.plans, ...chinese!.plans].map((plan) => plan.items[0]!.concept);
    expect(new Set(asked).size).toBe(16); // every concept before any comes again
  });

  it("is the same for the same seed", () => {
    const captions = (seed: number) =>
      exam(set, createRng(seed), { plain: 8, combined: 3 }).flatMap((group) => group.captions);
    expect(captions(1)).toEqual(captions(1));
    expect(captions(1)).not.toEqual(captions(2));
  });
});

describe("marks", () => {
  const answer = (concepts: string[], change: Partial<Answer> = {}): Answer => ({
    concepts,
    background: "white",
    colour: "red",
    count: 1,
    ...change,
  });

  it("counts a picture as right when everything asked is", () => {
    const plan = planOf("1F34E", { background: "blue", backgroundNamed: true, kind: "background" });
    const truths = Array(4).fill(truthOf(plan, set));
    const answers = [
      answer(["1F34E", "2764"], { background: "blue" }),
      answer(["1F34E", "2764"]),
      answer(["2764", "1F34E"], { background: "blue" }),
      answer(["2764", "1F339"]),
    ];
    const marks = mark(answers, truths, ["concept", "background"]);
    expect([marks.concept.right, marks.concept5.right, marks.background?.right, marks.all.right]).toEqual([2, 3, 2, 1]);
    expect(marks.count).toBeUndefined();
    const mistakes = mistakesOf(answers, truths, Array(4).fill("apple"), (id) => set.concept(id).en.label);
    expect(mistakes).toEqual(Array(2).fill({ caption: "apple", asked: "red apple", seen: "red heart" }));
  });

  it("wants both of a pair among the first two", () => {
    const pair = planOf("1F34E", {
      kind: "pair",
      items: [
        { concept: "1F34E", colour: null },
        { concept: "1F408", colour: null },
      ],
    });
    const answers = [answer(["1F408", "1F34E", "2764"]), answer(["1F408", "2764", "1F34E"])];
    const marks = mark(answers, Array(2).fill(truthOf(pair, set)), ["concept"]);
    expect([marks.concept.right, marks.concept5.right]).toEqual([1, 2]);
  });
});
