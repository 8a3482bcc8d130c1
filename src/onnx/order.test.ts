import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { f32, grad, mean, mul, rematerialize, square, type Tensor, tanh, trace } from "../graph/index.ts";
import { lower } from "./lower.ts";
import type { OnnxNode } from "./model.ts";
import { executionOrder } from "./order.ts";

const node = (name: string, ...inputs: string[]): OnnxNode => ({
  name,
  opType: "Op",
  domain: "",
  inputs,
  outputs: [name],
  attributes: {},
});
const names = (nodes: readonly OnnxNode[]) => nodes.map(({ name }) => name);

/** ONNX Runtime's default order: back from the nodes that nothing uses, later nodes of the file first. */
function executed(nodes: readonly OnnxNode[]): OnnxNode[] {
  const maker = new Map(nodes.map((made, i) => [made.outputs[0]!, i]));
  const needs = nodes.map(({ inputs }) => inputs.flatMap((input) => maker.get(input) ?? []));
  const used = new Set(needs.flat());
  const done = new Set<number>();
  const order: OnnxNode[] = [];
  const visit = (i: number): void => {
    if (done.has(i)) return;
    done.add(i);
    for (const before of needs[i]!.toSorted((a, b) => b - a)) visit(before);
    order.push(nodes[i]!);
  };
  for (const i of [...nodes.keys()].filter((at) => !used.has(at)).reverse()) visit(i);
  return order;
}

/** The most results that are kept at a time: made, and still to be used. */
function mostKept(order: readonly OnnxNode[]): number {
  const last = new Map(order.flatMap(({ inputs }, i) => inputs.map((input): [string, number] => [input, i])));
  const kept = new Set<string>();
  let most = 0;
  order.forEach(({ inputs, outputs }, i) => {
    for (const output of outputs) if (last.has(output)) kept.add(output);
    most = Math.max(most, kept.size);
    for (const input of inputs) if (last.get(input) === i) kept.delete(input);
  });
  return most;
}

describe("executionOrder", () => {
  it("keeps every node, each after what it needs", () => {
    const graph = fc.array(fc.array(fc.nat(20), { maxLength: 3 }), { maxLength: 20 });
    fc.assert(
      fc.property(graph, (needs) => {
        const nodes = needs.map((inputs, i) => node(`n${i}`, ...inputs.filter((j) => j < i).map((j) => `n${j}`)));
        const order = executionOrder(nodes);
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
    expect(names(executed(executionOrder(made)))).toEqual(names(made));
  });

  it("lets the gradient of a deep network take less memory, and a recomputed one far less", () => {
    const block = (h: Tensor, w: Tensor): Tensor => tanh(mul(tanh(mul(tanh(mul(h, w)), w)), w));
    const nodesOf = (layer: typeof block) =>
      lower(
        trace({ x: f32(4, 4), w: Array.from({ length: 12 }, () => f32(4, 4)) }, ({ x, w }) =>
          grad((all: readonly Tensor[]) => mean(square(all.reduce((h, p) => layer(h, p), x))))(w),
        ),
      ).nodes;
    const kept = (nodes: readonly OnnxNode[]) => mostKept(executed(nodes));
    const asMade = (nodes: readonly OnnxNode[]) =>
      nodes.toSorted((a, b) => Number(a.name.split("_").at(-1)) - Number(b.name.split("_").at(-1)));
    const [plain, again] = [nodesOf(block), nodesOf(rematerialize("block", block))];
    expect(kept(plain)).toBeLessThan(0.75 * kept(asMade(plain)));
    expect(kept(again)).toBeLessThan(0.5 * kept(plain));
  });
});
