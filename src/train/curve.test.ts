import { describe, expect, it } from "vitest";
import { comparedCurves, lossCurve, sizeCurve } from "./curve.ts";

const points = (values: number[]) => values.map((value, i) => ({ step: i + 1, value }));
/** The labels of the vertical axis, which stand left of the plot. */
const labels = (svg: string) => [...svg.matchAll(/text-anchor="end">([^<]*)</g)].map(([, text]) => text);
const line = (svg: string) =>
  /<polyline points="([^"]*)"/
    .exec(svg)![1]!
    .split(" ")
    .filter(Boolean)
    .map((pair) => pair.split(",").map(Number) as [number, number]);

describe("a loss curve", () => {
  it("is a whole SVG that runs to the right and down as the loss falls", () => {
    const svg = lossCurve(points(Array.from({ length: 50 }, (_, i) => 10 * 0.9 ** i)), "painter <flow>", 100);
    expect(svg).toMatch(/^<svg xmlns=.*<\/svg>\n$/s);
    expect(svg).toContain("painter &#60;flow&#62;");
    const at = line(svg);
    expect(at).toHaveLength(50);
    expect(at.every(([x, y], i) => i === 0 || (x > at[i - 1]![0] && y > at[i - 1]![1]))).toBe(true);
    expect(at.every(([x, y]) => x >= 64 && x <= 704 && y >= 40 && y <= 324)).toBe(true);
  });

  it("has a logarithmic axis where the loss falls far, a plain one where it does not", () => {
    expect(labels(lossCurve(points([8, 1, 0.08]), "", 3))).toEqual(["0.1", "0.2", "0.5", "1", "2", "5"]);
    expect(labels(lossCurve(points([0.72, 0.7, 0.66]), "", 3))).toEqual(["0.66", "0.68", "0.7", "0.72"]);
    expect(labels(lossCurve(points([-1, 1]), "", 2))).toEqual(["-1", "-0.5", "0", "0.5", "1"]);
  });

  it("gathers many steps in columns: their mean, and their extremes as a band", () => {
    const svg = lossCurve(points(Array.from({ length: 16_000 }, (_, i) => (i % 2 ? 1 : 3))), "", 16_000);
    expect(line(svg).length).toBeLessThanOrEqual(161);
    const heights = new Set(
      line(svg)
        .slice(1, -1)
        .map(([, y]) => y),
    );
    expect(heights).toEqual(new Set([182])); // the middle of 40 and 324
    expect(svg.length).toBeLessThan(20_000);
  });

  it.each<[string, number[]]>([
    ["no step", []],
    ["one step", [1]],
    ["equal steps", [2, 2, 2]],
    ["steps without a number", [1, Number.NaN, Number.POSITIVE_INFINITY, 2]],
  ])("of %s has no broken number", (_, values) => {
    expect(lossCurve(points(values), "", values.length)).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("a loss over sizes", () => {
  it("has a logarithmic axis with powers of ten, in the caller's words", () => {
    const points = [1e5, 1e6, 1e7].map((step, i) => ({ step, value: [3, 2, 4][i]! }));
    const svg = sizeCurve(points, "loss", (size) => `${size / 1e6} M`);
    expect([...svg.matchAll(/text-anchor="middle">([^<]*)</g)].map(([, text]) => text)).toEqual([
      "0.1 M",
      "1 M",
      "10 M",
    ]);
    const xs = /<polyline points="([^"]*)"/
      .exec(svg)![1]!
      .split(" ")
      .map((point) => Number(point.split(",")[0]));
    expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 6);
  });
});

describe("losses that are compared", () => {
  it("share their axes, each with its name in its colour", () => {
    const lines = [
      { name: "dense", points: [4, 3, 2].map((value, i) => ({ step: 10 * i, value })) },
      { name: "a<b", points: [4, 2, 1].map((value, i) => ({ step: 5 * i, value })) },
    ];
    const svg = comparedCurves(lines, "loss", (at) => `${at} FLOP`);
    const [first, second] = [...svg.matchAll(/<polyline points="([^"]*)" fill="none" stroke="([^"]*)"/g)];
    const ends = [first!, second!].map(([, points]) => points!.split(" ").at(-1)!.split(",").map(Number));
    expect(ends[0]![0]! - 64).toBeCloseTo(2 * (ends[1]![0]! - 64), 0); // the axis begins at 64
    expect(ends[1]![1]).toBeGreaterThan(ends[0]![1]!);
    expect(first![2]).not.toBe(second![2]);
    expect(svg).toContain(`fill="${second![2]}">a&#60;b</text>`);
    expect(svg).toContain(">20 FLOP</text>");
  });
});
