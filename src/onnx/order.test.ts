import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat, f32, grad, mean, mul, rematerialize, square, type Tensor, tanh, trace } from "../graph/index.ts";
import { lower } from "./lower.ts";
import type { OnnxNode } from "./model.ts";
import { executionOrder } from "./order.ts";
import { executed, peakOf } from "./walk.ts";

const node = (name: string, ...inputs: string[]): OnnxNode => ({
  name,
  opType: "Op",
  domain: "",
  inputs,
  outputs: [name],
  attributes: {},
});
const names = (nodes: readonly OnnxNode[]) => nodes.map(({ name }) => name);

const one = (nodes: readonly OnnxNode[]) =>
  new Map(nodes.flatMap(({ outputs }) => outputs.map((y) => [y, 1] as const)));
const none: ReadonlySet<string> = new Set();
const ordered = (nodes: readonly OnnxNode[]) => executionOrder(nodes, one(nodes), none);

describe("executionOrder", () => {
  it("keeps every node, each after what it needs", () => {
    const graph = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(graph, (needs) => {
        const nodes = needs.map((inputs, i) => node(`n${i}`, ...inputs.filter((j) => j < i).map((j) => `n${j}`)));
        const order = ordered(nodes);
        expect(names(order).sort()).toEqual(names(nodes).sort());
        order.forEach(({ inputs }, i) => {
          expect(inputs.every((input) => names(order).indexOf(input) < i)).toBe(true);
        });
      }),
    );
  });

  it("makes ONNX Runtime follow the order of making", () => {
    // Two layers, forward (f) and back (b); each weight gradient (w) needs both.
    const made = [
      node("f1"),
      node("f2", "f1"),
      node("b2", "f2"),
      node("w2", "b2", "f1"),
      node("b1", "b2"),
      node("w1", "b1"),
    ];
    expect(names(executed(made))).toEqual(["f1", "f2", "b2", "b1", "w1", "w2"]); // f1 is kept to the end
    expect(names(executed(ordered(made)))).toEqual(names(made));
  });

  const block = (h: Tensor, w: Tensor): Tensor => tanh(mul(tanh(mul(tanh(mul(h, w)), w)), w));
  /** The nodes of a deep network's gradient, its parts joined in an order or each an output. */
  const nodesOf = (layer: typeof block, join?: (parts: Tensor[]) => Tensor[]) =>
    lower(
      trace({ x: f32(4, 4), w: Array.from({ length: 12 }, () => f32(4, 4)) }, ({ x, w }) => {
        const loss = (all: readonly Tensor[]) => mean(square(all.reduce((h, p) => layer(h, p), x)));
        const parts = [...grad(loss)(w)];
        return join === undefined ? parts : [concat(join(parts), 0)];
      }),
    ).nodes;
  const kept = (nodes: readonly OnnxNode[]) => peakOf(executed(nodes), one(nodes));
  const asMade = (nodes: readonly OnnxNode[]) =>
    nodes.toSorted((a, b) => Number(a.name.split("_").at(-1)) - Number(b.name.split("_").at(-1)));

  it.each([
    ["each an output", undefined],
    ["joined in the order of the layers", (parts: Tensor[]) => parts],
    ["joined in the reverse order", (parts: Tensor[]) => parts.reverse()],
  ])("lets gradients, %s, take little memory, and recomputed ones less", (_, join) => {
    const [plain, again] = [nodesOf(block, join), nodesOf(rematerialize("block", block), join)];
    expect(kept(plain)).toBeLessThanOrEqual(kept(asMade(plain)));
    expect(kept(plain)).toBeLessThan(60); // 12 layers with 3 tanh each, and as many to be used
    expect(kept(again)).toBeLessThan(0.65 * kept(plain));
  });
});

describe("peakOf", () => {
  it("counts values from their making to their last use, and views not at all", () => {
    const view = { ...node("view", "a"), opType: "Reshape" };
    const nodes = [node("a"), view, node("b", "view"), node("c", "b"), node("d", "view", "c")];
    const sizes = new Map([
      ["a", 10],
      ["b", 5],
      ["c", 2],
      ["d", 1],
    ]);
    expect(peakOf(nodes, sizes)).toBe(17); // a, b and c
    expect(peakOf(nodes, sizes, new Set(["b"]))).toBe(13); // a, c and d
    expect(peakOf([node("a"), node("b", "a")], new Map([["a", 3]]))).toBe(6); // b as large as a
  });
});
