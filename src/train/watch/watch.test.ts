// The watch on histories that are known: which are silent, and which are not, and when.
import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { blocksOf, isSound, judgeReadings, type Reading, type Trouble, varietyOf } from "./index.ts";

const normal = (seed: string, count: number, scale = 1) => {
  const data = createRng(seed)
    .normal(count * 12)
    .map((x) => x * scale);
  return { data, count, width: 12 };
};

describe("variety", () => {
  it("of as good pictures as the real ones is about 1, and they are covered", () => {
    const { diversity, coverage } = varietyOf(normal("made", 200), normal("real", 200));
    expect(diversity).toBeGreaterThan(0.9);
    expect(diversity).toBeLessThan(1.1);
    expect(coverage).toBeGreaterThan(0.9);
  });
  it("of one picture is 0, and covers only what is like it", () => {
    const made = { data: new Float32Array(50 * 12), count: 50, width: 12 };
    const { diversity, coverage } = varietyOf(made, normal("real", 200));
    expect(diversity).toBe(0);
    expect(coverage).toBeLessThan(0.7);
  });
  it("of half of the kinds covers half of the real pictures", () => {
    const kinds = normal("real", 200);
    for (let i = 0; i < 100; i++) kinds.data[i * 12] = kinds.data[i * 12]! + 100;
    const { coverage } = varietyOf(normal("made", 200), kinds);
    expect(coverage).toBeGreaterThan(0.45);
    expect(coverage).toBeLessThan(0.55);
  });
  it("needs pictures to compare", () => {
    expect(() => varietyOf(normal("a", 1), normal("b", 9))).toThrow("watch: 1 made and 9 real pictures. Give 2 and 6.");
  });
  it("is of blocks: the mean of each", () => {
    const pixels = Float32Array.from({ length: 3 * 16 * 16 }, (_, i) => (i % 2 === 0 ? 1 : 0));
    const { data, count, width } = blocksOf(pixels, 16);
    expect([count, width, new Set(data)]).toEqual([1, 192, new Set([0.5])]);
  });
});

const every = 25;
/** Readings of given diversities, 25 steps apart, with losses of a fair game. */
const history = (diversities: readonly number[], more: Partial<Reading> = {}): Reading[] =>
  diversities.map((diversity, i) => ({
    step: (i + 1) * every,
    ...{ diversity, coverage: diversity / 2, losses: { generator: 1, discriminator: 1 } },
    ...more,
  }));
/** The first trouble, as whoever looks at each step sees it. */
const firstTrouble = (readings: readonly Reading[]): Trouble | undefined => {
  for (let i = 1; i <= readings.length; i++) {
    const trouble = judgeReadings(readings.slice(0, i));
    if (trouble !== undefined) return trouble;
  }
  return undefined;
};

describe("the watch", () => {
  const healthy = [0.02, 0.05, 0.2, 0.4, 0.6, 0.75, 0.8, 0.85, 0.83, 0.9, 0.88, 0.93, 0.95, 0.91, 0.97];
  it.each([
    ["a run that does well", history(healthy)],
    ["one that is slow to begin", history([0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.24, 0.33, 0.45, 0.6])],
    ["one bad look", history([...healthy, 0.3, 0.9, 0.92])],
    [
      "a strong discriminator whose generator still gets on",
      history(healthy, { losses: { generator: 6, discriminator: 0.01 } }),
    ],
    ["a Wasserstein loss below 0", history(healthy, { losses: { generator: 3, discriminator: -9 } })],
  ])("is silent on %s", (_, readings) => {
    expect(firstTrouble(readings)).toBeUndefined();
  });
  it("says so when all seeds give one picture, not before anything could be learned", () => {
    const trouble = firstTrouble(history([0.05, 0.04, 0.06, 0.05, 0.04, 0.05, 0.05]));
    expect(trouble).toMatchObject({ kind: "collapsed", step: 125 });
    expect(trouble!.text).toMatch(/same picture: its seeds differ by 4 % of what real pictures do, and 2 % of those/);
  });
  it("sees a fall from what was there, at its second look", () => {
    expect(firstTrouble(history([...healthy, 0.44, 0.4, 0.3]))).toMatchObject({ kind: "collapsing", step: 17 * every });
  });
  it("sees a discriminator that is never wrong", () => {
    const flat = history(Array<number>(9).fill(0.5), { losses: { generator: 9, discriminator: 0.001 }, coverage: 0 });
    expect(firstTrouble(flat)).toMatchObject({ kind: "lost", step: 125 });
  });
  it("sees losses that run away though the pictures still differ", () => {
    const loud = history(Array<number>(9).fill(0.6), { losses: { generator: 700, discriminator: 3000 } });
    const trouble = firstTrouble(loud);
    expect(trouble).toMatchObject({ kind: "running-away", step: 125 });
    expect([isSound(loud[3]!), isSound(history(healthy)[3]!), isSound(history(healthy)[2]!)]).toEqual([
      false,
      true,
      false,
    ]);
  });
});
