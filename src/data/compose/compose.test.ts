import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../nn/random.ts";
import { difference, nameOf, PALETTE } from "../colours.ts";
import { chooseConcepts } from "../emoji/choose.ts";
import { COLOURS, type EmojiSet } from "../emoji/concept.ts";
import { findEmojiPackages } from "../emoji/packages.ts";
import { smallSet } from "../emoji/small-set.testing.ts";
import { variety } from "../variety.ts";
import { compose, composePlan, planOf } from "./compose.ts";
import { drawPlan, drawStyle } from "./draw-plan.ts";
import { heldOut, isHeldOut } from "./held-out.ts";
import { heldOutList } from "./held-out-list.ts";
import { KINDS } from "./plan.ts";

let set: EmojiSet;
beforeAll(async () => {
  set = await smallSet();
});

const samples = (count: number, options = {}) =>
  Array.from({ length: count }, (_, i) => compose(set, createRng("test").split(i), options));

const plans = (count: number, options = {}) =>
  Array.from({ length: count }, (_, i) => drawPlan(set, createRng("plans").split(i), options));

describe("compose", () => {
  test("is a pure function of the set and the generator", () => {
    const [one, other] = [1, 1].map((seed) => compose(set, createRng(seed)));
    expect(one).toEqual(other);
    expect(compose(set, createRng(2)).pixels).not.toEqual(one!.pixels);
  });

  test("gives finite colours of the asked size", () => {
    for (const { pixels, size } of [...samples(40), ...samples(10, { size: 32 })]) {
      expect(pixels.length).toBe(size * size * 3);
      expect(pixels.every((value) => value >= 0 && value <= 255.01)).toBe(true);
    }
  });

  test("keeps the mix of kinds, styles and languages", () => {
    const all = plans(2000);
    const share = (test: (plan: (typeof all)[number]) => boolean) => all.filter(test).length / all.length;
    for (const kind of KINDS) expect(share((plan) => plan.kind === kind)).toBeGreaterThan(0.03);
    expect(share((plan) => plan.kind === "plain")).toBeGreaterThan(0.5);
    expect(share((plan) => plan.style === "flat")).toBeCloseTo(0.6, 1);
    expect(share((plan) => plan.language === "zh")).toBeCloseTo(0.5, 1);
  });

  test("leaves nothing cut off at the edge", () => {
    for (const { pixels, size, plan } of samples(150, { mix: { plain: 1, count: 1, pair: 1 } })) {
      if (plan.background !== "white") continue;
      const edge: number[] = [];
      for (let i = 0; i < size; i++) {
        for (const [x, y] of [
          [i, 0],
          [i, size - 1],
          [0, i],
          [size - 1, i],
        ] as const) {
          edge.push(pixels[(y * size + x) * 3 + 1]!);
        }
      }
      expect(edge.filter((value) => value < 128).length).toBeLessThan(4);
    }
  });
});

describe("the truth of the captions", () => {
  test("a named background is the background", () => {
    for (const { pixels, plan, caption } of samples(100, { mix: { background: 1 } })) {
      const corner = [pixels[0]!, pixels[1]!, pixels[2]!] as const;
      expect(difference([...corner], PALETTE[plan.background].background)).toBeLessThan(0.09);
      const words = plan.language === "en" ? PALETTE[plan.background].en : PALETTE[plan.background].zh;
      expect(words.some((word) => caption.includes(word))).toBe(true);
    }
  });

  test("a recoloured object has its new colour", () => {
    for (const colour of COLOURS.filter((name) => name !== "white")) {
      const plan = planOf("2764", { kind: "recoloured", items: [{ concept: "2764", colour }] });
      const { pixels, size } = composePlan(set, plan, createRng(colour));
      const middle = (Math.round(size * 0.45) * size + size / 2) * 3;
      expect(nameOf(pixels[middle]!, pixels[middle + 1]!, pixels[middle + 2]!)).toBe(colour);
    }
  });

  test("a caption without a background means white", () => {
    for (const { plan, pixels } of samples(100)) {
      if (!plan.backgroundNamed) expect([...pixels.subarray(0, 3)]).toEqual([255, 255, 255]);
    }
  });
});

describe("what is held out", () => {
  test("is a tenth of all combinations", () => {
    const ids = Array.from({ length: 3000 }, (_, i) => i.toString(16));
    expect(ids.filter((id) => heldOut.colour(id, "red")).length / 3000).toBeCloseTo(0.1, 1);
    expect(ids.filter((id) => heldOut.pair(id, "1F408")).length / 3000).toBeCloseTo(0.1, 1);
    expect(heldOut.pair("1F408", "1F415")).toBe(heldOut.pair("1F415", "1F408"));
  });

  test("is never composed for training, and nothing else for evaluation", () => {
    for (const plan of plans(1500)) expect(isHeldOut(plan, set)).toBe(false);
    const mix = { recoloured: 1, background: 1, count: 1, pair: 1 };
    for (const plan of plans(100, { mix, heldOut: "only" })) expect(isHeldOut(plan, set)).toBe(true);
    expect(() => drawPlan(set, createRng(1), { mix: { plain: 1 }, heldOut: "only" })).toThrow(/no held-out plan fits/);
  });

  test("stands in the recipe", () => {
    const list = JSON.parse(readFileSync("recipes/painter/held-out.json", "utf8"));
    const fresh = heldOutList(chooseConcepts(findEmojiPackages()).filter(({ id }) => id in list.concepts));
    expect(fresh).toEqual(list);
    expect(Object.keys(list.concepts).length).toBeGreaterThan(950);
  });
});

test("another seed gives another picture", () => {
  const groups = set.concepts.map((concept) =>
    Array.from({ length: 6 }, (_, seed) => {
      const rng = createRng(seed).split(concept.id);
      return composePlan(set, planOf(concept.id, { style: drawStyle([concept], rng) }), rng).pixels;
    }),
  );
  const { within, between, repeats } = variety(groups);
  expect(within / between).toBeGreaterThan(0.5);
  expect(repeats).toBe(0);
});
