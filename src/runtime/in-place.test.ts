import { describe, expect, it } from "vitest";
import {
  add,
  cachedAttention,
  constant,
  exp,
  f32,
  grad,
  i64,
  matmul,
  mul,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  trace,
} from "../graph/index.ts";
import { inPlace } from "./in-place.ts";

const state = { w: f32(4), m: f32(4) };
const pathsOf = (update: (state: { w: Tensor; m: Tensor }) => { w: Tensor; m: Tensor; other?: Tensor }) => {
  const program = trace({ state }, ({ state }) => {
    const { other, ...next } = update(state);
    return { state: next, ...(other === undefined ? {} : { other }) };
  });
  return [...inPlace(program)].sort();
};

const eye = () => constant([1, 0, 0, 1], [2, 2]);

describe("inPlace", () => {
  it("takes a moment: all that reads it is part of its successor", () => {
    const gradient = grad((w: Tensor) => sum(square(w)));
    const momentum = ({ w, m }: { w: Tensor; m: Tensor }) => add(mul(m, 0.9), gradient(w));
    expect(pathsOf((s) => ({ w: mul(s.w, 2), m: momentum(s) }))).toEqual(["state.m"]);
  });
  it("takes a parameter whose readers all lead to its successor", () => {
    expect(pathsOf(({ w, m }) => ({ w: sub(w, mul(exp(slice(w, 0, 0, 1)), m)), m, other: sum(m) }))).toEqual([
      "state.w",
    ]);
  });
  it("takes arithmetic element by element on the input itself", () => {
    expect(pathsOf(({ w, m }) => ({ w: sub(w, mul(m, 0.1)), m: mul(m, 0.9), other: sum(m) }))).toEqual(["state.w"]);
  });
  it("refuses what is read again after it may be written", () => {
    expect(pathsOf(({ w, m }) => ({ w: mul(w, 2), m: mul(m, 2), other: sum(add(w, m)) }))).toEqual([]);
    expect(pathsOf(({ w, m }) => ({ w: mul(w, 2), m: mul(m, 2), other: sum(reshape(m, [2, 2])) }))).toEqual([
      "state.w",
    ]);
  });
  it("refuses an output that mixes elements, and one that is another output too", () => {
    const rotate = (m: Tensor) => reshape(matmul(reshape(m, [2, 2]), reshape(m, [2, 2])), [4]);
    expect(pathsOf(({ w, m }) => ({ w: add(w, 1), m: rotate(m) }))).not.toContain("state.m");
    expect(pathsOf(({ w, m }) => ({ w: m, m: add(m, w), other: slice(w, 0, 0, 1) }))).toEqual([]);
  });
  it("takes the cache of attention", () => {
    const cache = { keys: f32(1, 1, 4, 2), values: f32(1, 1, 4, 2) };
    const program = trace({ cache, x: f32(1, 1, 2), positions: i64(1, 1) }, ({ cache, x, positions }) => {
      const { out, ...written } = cachedAttention({ query: x, key: x, value: x }, cache, positions);
      return { out, cache: written };
    });
    expect([...inPlace(program)].sort()).toEqual(["cache.keys", "cache.values"]);
  });
  it("refuses what is broadcast: one element is read for many", () => {
    const program = trace({ state: { a: f32(1) } }, ({ state: { a } }) => ({
      state: { a: slice(add(a, constant([1, 2], [2])), 0, 0, 1) },
    }));
    expect([...inPlace(program)]).toEqual(["state.a"]); // the sum has memory of its own
    const square = trace({ state: { a: f32(1, 2) } }, ({ state: { a } }) => ({ state: { a: matmul(a, eye()) } }));
    expect([...inPlace(square)]).toEqual([]);
  });
});
