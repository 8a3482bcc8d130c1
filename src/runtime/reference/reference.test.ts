import { describe, expect, it } from "vitest";
import { describeRuntime } from "../contract.testing.ts";
import { erf } from "./kernels/elementwise.ts";
import { reference } from "./reference.ts";

describeRuntime(reference);

describe("the reference's error function", () => {
  // Abramowitz and Stegun, table 7.1, and 1 - erf(3), erf(5) to more digits.
  it.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [-3, -0.9999779095030014],
    [5, 0.9999999999984626],
    [7, 1],
  ])("erf(%d)", (x, wanted) => {
    expect(Math.abs(erf(x) - wanted)).toBeLessThan(1e-15);
  });
});
