import { describe, expect, it } from "vitest";
import { numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import {
  ANSWERS,
  answersOf,
  answerTargets,
  drawAnswers,
  LAYOUT_FEATURES,
  type Layout,
  layoutFeatures,
  QUESTIONS,
} from "./layout.ts";
import { layouts, tinyConfig } from "./tiny.testing.ts";

const thing = { x: 0.5, y: 0.5, side: 0.8, angle: 0, mirror: false };
const config = { ...tinyConfig, autoencoder: { ...tinyConfig.autoencoder, imageSize: 64 } };
const rows = (layout: Layout | undefined) => {
  const all = numbers(layoutFeatures([layout], config));
  return Array.from({ length: 64 }, (_, k) => all.slice(k * LAYOUT_FEATURES, (k + 1) * LAYOUT_FEATURES));
};
/** The place in the owner's frame: the last features but the waves. */
const PLACE = LAYOUT_FEATURES - 18;

describe("the features of a layout", () => {
  it("say which thing each token belongs to", () => {
    const owners = rows(layouts[0]).map((row) => row.slice(0, 4).indexOf(1));
    expect(owners.slice(24, 32)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]); // one on the left, one on the right
    expect(new Set(rows(undefined).map((row) => row.slice(0, 4).indexOf(1)))).toEqual(new Set([3]));
    expect(rows(undefined).every((row) => row.slice(4).every((x) => x === 0))).toBe(true);
  });

  it("are the same where a thing is mirrored and looked at from the other side", () => {
    const [plain, mirrored] = [false, true].map((mirror) => rows({ style: 0, things: [{ ...thing, mirror }] }));
    for (let k = 0; k < 64; k++) {
      const other = mirrored![8 * Math.floor(k / 8) + 7 - (k % 8)]!;
      plain![k]!.slice(PLACE).forEach((x, i) => {
        expect(other[PLACE + i]).toBeCloseTo(x, 5);
      });
    }
  });

  it("turn with the thing: a quarter to the right moves its top to the right", () => {
    const [upright, turned] = [0, Math.PI / 2].map((angle) => rows({ style: 0, things: [{ ...thing, angle }] }));
    const [top, right] = [3, 8 * 3 + 7]; // the middle of the upper and of the right border
    turned![right]!.slice(PLACE).forEach((x, i) => {
      expect(x).toBeCloseTo(upright![top]![PLACE + i]!, 5);
    });
  });
});

describe("answers about a layout", () => {
  it("are what can be known of it", () => {
    expect(answersOf(layouts[0])).toEqual({ number: 2, style: 1, swapped: 0, mirrored: 1, mirroredSecond: 0 });
    expect(answersOf(undefined)).toEqual({
      number: 0,
      style: null,
      swapped: null,
      mirrored: null,
      mirroredSecond: null,
    });
    const { answers, known } = answerTargets(layouts);
    expect(numbers(answers)).toEqual([2, 1, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(numbers(known)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  it("are drawn as often as the logits say", () => {
    const logits = new Float32Array(ANSWERS);
    logits.set([-9, Math.log(3), 0, -9]); // one thing three times as often as two
    const rng = createRng("answers");
    const drawn = Array.from({ length: 4000 }, () => drawAnswers(logits, () => rng.float()));
    const share = (test: (a: (typeof drawn)[number]) => boolean) => drawn.filter(test).length / drawn.length;
    expect(share(({ number }) => number === 1)).toBeCloseTo(0.75, 1);
    expect(share(({ number }) => number === 2)).toBeCloseTo(0.25, 1);
    expect(share(({ style }) => style === 2)).toBeCloseTo(1 / QUESTIONS.style, 1);
  });
});
