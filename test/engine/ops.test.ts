// Every registered op: a kernel, a case, three equal answers, right derivatives, and an error where there is none.

import { describe, expect, it } from "vitest";
import * as graph from "../../src/graph/index.ts";
import { ones, registeredOps, topological, trace, vjp } from "../../src/graph/index.ts";
import { kernels } from "../../src/runtime/reference/evaluate.ts";
import { type Case, checkCase } from "./case.ts";
import { cases } from "./cases/index.ts";

const names = [...registeredOps.keys()];
const casesOf = (op: string) => cases.filter((example) => example.op === op);

/** The case's forward graph. */
const traced = ({ samples, apply }: Case) =>
  trace(
    samples.map(({ spec }) => spec),
    (inputs) => ({ y: apply(inputs) }),
  );

describe("the registry", () => {
  it("holds only ops that have a case", () => {
    expect(names.filter((op) => casesOf(op).length === 0)).toEqual([]);
  });
  it("holds only ops that the reference can compute", () => {
    expect(names.filter((op) => op !== "input" && !Object.hasOwn(kernels, op))).toEqual([]);
    expect(Object.keys(kernels).filter((op) => !registeredOps.has(op))).toEqual([]);
  });
  it("holds complete declarations", () => {
    for (const [name, op] of registeredOps) {
      expect(op.name).toBe(name);
      expect(name).toMatch(/^[a-z][A-Za-z]*$/);
      expect([typeof op.shape, typeof op.onnx], name).toEqual(["function", "function"]);
      // Either a rule, or the reason in words.
      if (typeof op.vjp === "string") expect(op.vjp, name).toMatch(/^\w+( \w+){1,}$/);
      else expect(typeof op.vjp, name).toBe("function");
    }
  });
  it("holds only ops that users reach, by their name or through another", () => {
    const through = {
      topKIndices: "topK",
      layerNormStatistic: "layerNorm",
      convWeightGradient: "conv",
      cachedRows: "cachedAttention",
    };
    const functions = names.map((op) => through[op as keyof typeof through] ?? op);
    const exported = new Set(Object.keys(graph));
    expect(functions.filter((name) => !exported.has(name))).toEqual([]);
  });
  it("has its derivatives checked twice wherever there is a rule", () => {
    const untested = names.filter((op) => typeof registeredOps.get(op)!.vjp === "function");
    expect(untested.filter((op) => !casesOf(op).some(({ order }) => order === 2))).toEqual(["stopGradient"]);
  });
});

describe.each(names)("%s", (op) => {
  it.each(casesOf(op).map((example) => [example.what, example] as const))("%s", async (_, example) => {
    expect(topological([traced(example).result.y]).map((node) => node.op.name)).toContain(op);
    await checkCase(example);
  });
  const { vjp: rule } = registeredOps.get(op)!;
  // Ops of bool alone cannot be reached by a gradient.
  const example = casesOf(op).find(({ samples }) => samples[0]?.spec.dtype === "float32");
  if (typeof rule === "string" && example !== undefined) {
    it("says why it has no gradient", () => {
      const { inputs, result } = traced(example);
      const node = topological([result.y]).find((tensor) => tensor.op.name === op)!;
      const sources = inputs.map(([, x]) => x);
      const message = `grad: ${op} has no gradient: ${rule}. Wrap its input in stopGradient.`;
      expect(() => vjp([node], [ones(node.shape)], sources)).toThrow(message);
    });
  }
});
