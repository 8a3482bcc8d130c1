import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { philox4x32 } from "./philox.ts";
import { createRng, type Rng } from "./random.ts";

const mean = (xs: ArrayLike<number>, f: (x: number) => number = (x) => x): number => {
  let total = 0;
  for (let i = 0; i < xs.length; i++) total += f(xs[i]!);
  return total / xs.length;
};
/** The correlation of two lists of equal length. */
const correlation = (a: Float32Array, b: Float32Array): number => {
  const [ma, mb] = [mean(a), mean(b)];
  const products = a.map((x, i) => (x - ma) * (b[i]! - mb));
  return mean(products) / Math.sqrt(mean(a, (x) => (x - ma) ** 2) * mean(b, (x) => (x - mb) ** 2));
};
const words = (rng: Rng, count: number): number[] => Array.from({ length: count }, () => rng.next());

describe("the stream", () => {
  it("is Philox under the key, four words a block, without a gap", () => {
    const rng = createRng("a seed");
    const block = new Uint32Array(4);
    for (let i = 0; i < 3; i++) {
      philox4x32([i, 0, 0, 0], ...rng.key, block);
      expect(words(rng, 4)).toEqual([...block]);
    }
    expect(rng.position).toBe(12);
  });

  it("counts beyond 32 bits", () => {
    const rng = createRng(3, 4 * 2 ** 32 + 5);
    const block = new Uint32Array(4);
    philox4x32([1, 1, 0, 0], ...rng.key, block);
    expect(rng.next()).toBe(block[1]);
  });

  it("goes on from any position", () => {
    fc.assert(
      fc.property(fc.nat(1000), (position) => {
        const whole = createRng(5);
        const skipped = words(whole, position).length;
        expect(words(createRng(5, skipped), 9)).toEqual(words(whole, 9));
      }),
    );
  });

  // Whoever changes these numbers changes every training and every picture of a seed.
  it("names the same numbers for ever", () => {
    expect(words(createRng("golden"), 4)).toEqual([3773029311, 1927074387, 2442486430, 3827665403]);
    expect(createRng(3, 4 * 2 ** 32 + 5).next()).toBe(4024428695);
    expect([0, 1, 2, 3, 4].map((i) => createRng(i).split(i).int(1000))).toEqual([913, 157, 931, 865, 244]);
    expect([...createRng(1).permutation(8)]).toEqual([3, 6, 7, 4, 5, 2, 0, 1]);
    expect([...createRng(7).split("x").normal(3)]).toEqual([
      1.8140153884887695, -1.6379708051681519, 0.038476262241601944,
    ]);
  });

  it("refuses a seed that is no number", () => {
    expect(() => createRng(Number.NaN)).toThrow("random: seed NaN is not a finite number.");
  });
});

describe("a split", () => {
  it("leaves its parent untouched, and does not depend on what the parent drew", () => {
    const parent = createRng(1);
    const early = words(parent.split("child"), 8);
    expect(parent.position).toBe(0);
    words(parent, 100);
    expect(words(parent.split("child"), 8)).toEqual(early);
  });

  it("tells labels, numbers and depths apart", () => {
    const root = createRng(1);
    const children = [
      root,
      root.split(1),
      root.split("1"),
      root.split("a"),
      root.split("b"),
      root.split("a").split("b"),
    ];
    const keys = [...children, root.split("b").split("a"), root.split("ab")].map((rng) => rng.key.join());
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("has no twin among 100,000", () => {
    const root = createRng("twins");
    const keys = new Set(Array.from({ length: 100_000 }, (_, i) => root.split(i).key.join()));
    expect(keys.size).toBe(100_000);
  });

  it("is not correlated with its parent or its sibling", () => {
    const root = createRng(2);
    const count = 20_000;
    const streams = [root.split(0), root.split(1), root.split("0"), root].map((rng) => rng.uniform(count));
    // The correlation of independent streams has a deviation of 1/√n.
    for (const [i, a] of streams.entries())
      for (const b of streams.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(count));
  });
});

describe("distributions", () => {
  const count = 100_000;

  it("uniform: moments, range, every bit in use", () => {
    const xs = createRng(1).uniform(count, -2, 4);
    expect(Math.abs(mean(xs) - 1)).toBeLessThan((5 * 6) / Math.sqrt(12 * count));
    expect(mean(xs, (x) => (x - 1) ** 2)).toBeCloseTo(3, 1);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...xs)).toBeLessThan(4);
    const rng = createRng(2);
    const bits = words(rng, 10_000);
    for (let bit = 0; bit < 32; bit++) expect(mean(bits, (w) => (w >>> bit) & 1)).toBeCloseTo(0.5, 1);
  });

  it("normal: the first four moments, and the tails", () => {
    const xs = createRng(1).normal(count);
    expect(Math.abs(mean(xs))).toBeLessThan(5 / Math.sqrt(count));
    expect(Math.abs(mean(xs, (x) => x ** 2) - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(mean(xs, (x) => x ** 3))).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(mean(xs, (x) => x ** 4) - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
    expect(mean(xs, (x) => (Math.abs(x) > 1.959964 ? 1 : 0))).toBeCloseTo(0.05, 2);
    expect(xs.every(Number.isFinite)).toBe(true);
  });

  it("normal: neighbours are independent", () => {
    const xs = createRng(3).normal(count);
    expect(Math.abs(correlation(xs.subarray(0, -1), xs.subarray(1)))).toBeLessThan(4 / Math.sqrt(count));
  });

  it("int: every value alike (χ² of 9 degrees), and never the bound", () => {
    const rng = createRng(4);
    const hits = new Array<number>(10).fill(0);
    for (let i = 0; i < count; i++) hits[rng.int(10)]!++;
    const chi2 = hits.reduce((total, n) => total + (n - count / 10) ** 2 / (count / 10), 0);
    expect(chi2).toBeLessThan(27.9); // 0.1 % above
    expect(rng.int(1)).toBe(0);
  });

  it("permutation: every order of three alike", () => {
    const rng = createRng(5);
    const orders = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = rng.permutation(3).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(6);
    for (const n of orders.values()) expect(Math.abs(n - 1000)).toBeLessThan(150);
  });

  it("refuses an empty choice", () => {
    const rng = createRng(1);
    expect(() => rng.int(0)).toThrow("random: bound 0 is not a positive integer.");
    expect(() => rng.pick([])).toThrow("random: cannot pick from an empty list.");
  });
});
