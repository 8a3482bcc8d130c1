import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Dim, evaluateDim, factorsOf, partsOf, productOf, sumOf } from "./dim.ts";

const sizes = new Map([
  ["batch", 3],
  ["past", 5],
  ["new", 2],
]);
const dim: fc.Arbitrary<Dim> = fc.oneof(fc.nat(9), fc.constantFrom("batch", "past", "new"));

describe("a size", () => {
  it("is a number, a name, or made of others", () => {
    expect(partsOf("batch")).toBeUndefined();
    expect(partsOf("past + 1")).toEqual({ kind: "sum", parts: ["past", 1] });
    expect(partsOf("2 * (past + new)")).toEqual({ kind: "product", parts: [2, "past + new"] });
  });
  it("is written so that it reads back", () => {
    expect(productOf([4, "batch", 3])).toBe("12 * batch");
    expect(productOf(["past", "batch"])).toBe("batch * past");
    expect(productOf(["batch"])).toBe("batch");
    expect(productOf([2, "batch", 0])).toBe(0);
    expect(productOf([])).toBe(1);
    expect(sumOf([1, 2])).toBe(3);
    expect(sumOf(["past", 1])).toBe("past + 1");
    expect(factorsOf(["12 * batch", "past + new", 2])).toEqual({ number: 24, names: ["batch", "past + new"] });
  });
  it("has no number where a name has none", () => {
    expect(evaluateDim("batch + other", sizes)).toBeUndefined();
    expect(evaluateDim("other", sizes)).toBeUndefined();
  });
  it("evaluates to the sum and the product of its parts, also nested", () => {
    const number = (d: Dim) => evaluateDim(d, sizes)!;
    fc.assert(
      fc.property(fc.array(dim, { minLength: 1 }), fc.array(dim, { minLength: 1 }), fc.array(dim), (a, b, c) => {
        const made = productOf([sumOf(a), productOf(b), ...c]);
        const wanted =
          a.reduce<number>((s, d) => s + number(d), 0) * [...b, ...c].reduce<number>((p, d) => p * number(d), 1);
        expect(number(made)).toBe(wanted);
      }),
    );
  });
});
