import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { f32, leavesOf, type Spec, specOf, type Tree, type Value } from "../graph/index.ts";
import { evaluate, float, numbers } from "./evaluate.testing.ts";
import { pack, packValues, planPacking, unpack, unpackValues } from "./packing.ts";

let seen = 0;
/** Values that are all different. */
const fresh = (...shape: number[]): Value => {
  const size = shape.reduce((a, b) => a * b, 1);
  seen += size;
  return float(
    Array.from({ length: size }, (_, i) => seen + i),
    ...shape,
  );
};

const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
const tree = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.oneof(
    shape.map((sizes) => ({ dtype: "float32", shape: sizes }) as Spec),
    fc.array(
      shape.map((sizes) => ({ dtype: "float32", shape: sizes }) as Spec),
      { minLength: 1, maxLength: 3 },
    ),
  ),
  { minKeys: 1, maxKeys: 8 },
) as fc.Arbitrary<Tree<Spec>>;

describe("planPacking", () => {
  it("gives every parameter one place, without gap or overlap", () => {
    fc.assert(
      fc.property(tree, fc.integer({ min: 1, max: 200 }), (specs, bucketElements) => {
        const { buckets } = planPacking(specs, { bucketElements, isMatrix: (path) => path.startsWith("m") });
        const pieces = buckets.flatMap(({ slots }) => slots);
        for (const [path, { shape }] of leavesOf<Spec>(specs)) {
          let end = 0;
          for (const { start, size } of pieces.filter((piece) => piece.path === path)) {
            expect(start).toBe(end);
            end += size;
          }
          expect(end).toBe((shape as number[]).reduce((a, b) => a * b, 1));
        }
        for (const { slots, size } of buckets) {
          let at = 0;
          for (const slot of slots) {
            expect(slot.offset).toBe(at);
            at += slot.size;
          }
          expect(size).toBe(at);
        }
      }),
    );
  });

  it("keeps what decays apart from what does not, and opens a new bucket when one is full", () => {
    const specs = { w1: f32(10, 10), b1: f32(10), w2: f32(10, 10), b2: f32(10), w3: f32(2, 3, 1, 1) };
    const { buckets } = planPacking(specs, { bucketElements: 150 });
    expect(buckets.map(({ name, slots, decays }) => [name, slots.map((s) => s.path).join(), decays])).toEqual([
      ["weight0", "w1", true],
      ["bias0", "b1,b2", false],
      ["weight1", "w2,w3", true],
    ]);
  });

  it("cuts what is larger than two buckets, and joins it again", () => {
    const specs = { w: f32(10, 10) };
    const packing = planPacking(specs, { bucketElements: 30 });
    expect(packing.buckets.map(({ name, size }) => [name, size])).toEqual([
      ["weight0", 25],
      ["weight1", 25],
      ["weight2", 25],
      ["weight3", 25],
    ]);
    const w = fresh(10, 10);
    expect(unpackValues(packing, packValues(packing, { w }))).toEqual({ w });
  });

  it("joins matrices of one shape, a kernel as O × Ck²", () => {
    const specs = { a: f32(4, 6), b: f32(4, 6), kernel: f32(4, 6, 3, 3), scale: f32(6) };
    const { buckets } = planPacking(specs, { isMatrix: (_, sizes) => sizes.length > 1 });
    expect(buckets.map(({ name, matrices }) => [name, matrices])).toEqual([
      ["matrix4x6", [2, 4, 6]],
      ["matrix4x54", [1, 4, 54]],
      ["bias0", undefined],
    ]);
  });

  it("needs numbers as sizes, and says so", () => {
    expect(() => planPacking({ w: f32("batch", 2) })).toThrow(/packing w: the size "batch"/);
  });
});

describe("packing", () => {
  const values = { layer: { weight: fresh(3, 4), bias: fresh(4) }, list: [fresh(2, 2), fresh()] };
  const packing = planPacking(specOf(values), { bucketElements: 14, isMatrix: (path) => path === "list.0" });

  it("and unpacking values gives the values back, as views", () => {
    const flat = packValues(packing, values);
    expect(unpackValues(packing, flat)).toEqual(values);
    flat.weight0!.data[0] = 99;
    expect(unpackValues(packing, flat).layer.weight.data[0]).toBe(99);
    expect(values.layer.weight.data[0]).not.toBe(99);
  });

  it("inside a program does the same", async () => {
    const flat = packValues(packing, values);
    const { tree, again } = await evaluate({ flat }, ({ flat }) => {
      const tree = unpack(packing, flat);
      return { tree: tree as never as { layer: { weight: never } }, again: pack(packing, tree) as never };
    });
    expect(numbers(tree.layer.weight)).toEqual(numbers(values.layer.weight));
    expect(again).toEqual(flat);
  });
});
