import { describe, expect, it } from "vitest";
import { leavesOf, type Value } from "../graph/index.ts";
import * as init from "./init.ts";
import { initAttention, initConv, initLinear, initNorm } from "./layers.ts";
import { createRng } from "./random.ts";

const rng = () => createRng("init");
const data = (value: Value) => value.data as Float32Array;
const deviation = (value: Value): number => Math.sqrt(data(value).reduce((s, x) => s + x * x, 0) / value.data.length);
const shapes = (tree: Parameters<typeof leavesOf<Value>>[0]) =>
  Object.fromEntries(leavesOf<Value>(tree).map(([path, leaf]) => [path, leaf.shape]));

describe("initial values", () => {
  it.each<[string, Value, number]>([
    ["normal", init.normal(rng(), 0.3, 100, 200), 0.3],
    ["lecun: 1/√fan-in", init.lecun(rng(), 64, 64, 300), 1 / 8],
    ["he: √(2/fan-in)", init.he(rng(), 50, 300, 50), 0.2],
    ["linear: 1/√C", initLinear(rng(), 100, 200).weight, 0.1],
    ["linear, scaled", initLinear(rng(), 100, 200, 3).weight, 0.3],
    ["conv: 1/√(C·k²)", initConv(rng(), 11, 200, 3).weight, 1 / Math.sqrt(99)],
  ])("%s", (_, value, expected) => {
    expect(Math.abs(data(value).reduce((a, b) => a + b) / value.data.length)).toBeLessThan(0.05 * expected);
    expect(deviation(value) / expected).toBeCloseTo(1, 1);
    expect([...data(value)].every(Number.isFinite)).toBe(true);
  });

  it("keeps the variance of what passes: y = xW has the deviation of x", () => {
    const { weight } = initLinear(rng().split("w"), 256, 64);
    const x = rng().split("x").normal(256);
    const y = Array.from({ length: 64 }, (_, j) => x.reduce((sum, xi, i) => sum + xi * data(weight)[i * 64 + j]!, 0));
    expect(Math.sqrt(y.reduce((s, v) => s + v * v, 0) / 64)).toBeCloseTo(1, 0);
  });

  it("begins silent at scale 0, biases at 0, norms at the identity", () => {
    expect(data(initLinear(rng(), 4, 4, 0).weight).every((x) => x === 0)).toBe(true);
    expect(data(initLinear(rng(), 4, 4).bias).every((x) => x === 0)).toBe(true);
    expect(initNorm(3)).toEqual({ scale: init.filled(1, 3), bias: init.zeros(3) });
  });

  it("has the shapes that the layers' types name", () => {
    expect(shapes(initLinear(rng(), 3, 5))).toEqual({ weight: [3, 5], bias: [5] });
    expect(shapes(initConv(rng(), 3, 5, 7))).toEqual({ weight: [5, 3, 7, 7], bias: [5] });
    expect(shapes(initNorm(6))).toEqual({ scale: [6], bias: [6] });
    expect(shapes(initAttention(rng(), 8, 12))).toEqual({
      "query.weight": [8, 8],
      "query.bias": [8],
      "keyValue.weight": [12, 16],
      "keyValue.bias": [16],
      "out.weight": [8, 8],
      "out.bias": [8],
    });
  });

  it("gives each part of a layer numbers of its own", () => {
    const { query, out } = initAttention(rng(), 8);
    expect(data(query.weight)).not.toEqual(data(out.weight));
    expect(initAttention(rng(), 8)).toEqual(initAttention(rng(), 8));
  });
});
