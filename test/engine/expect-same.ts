// Three answers to one program: the reference, ONNX Runtime on the portable file, ONNX Runtime on the native file.

import { expect } from "vitest";
import {
  leavesOf,
  type Program,
  type Spec,
  type Tensor,
  type Tree,
  type Value,
  type ValuesOf,
} from "../../src/graph/index.ts";
import type { CompileOptions } from "../../src/runtime/index.ts";
import { reference } from "../../src/runtime/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";

const ways: readonly CompileOptions[] = [{ lowering: "portable" }, { lowering: "native" }];

/**
 * Runs a program in all three ways and fails where shapes, dtypes or numbers differ.
 * Floats may differ by `tolerance` of the largest number of their tensor. Returns the reference's results.
 */
export async function expectSame<S extends Tree<Spec>, R extends Tree<Tensor>>(
  program: Program<S, R>,
  inputs: ValuesOf<S>,
  tolerance = 1e-4,
  threads = 1,
): Promise<ValuesOf<R>> {
  const wanted = await (await reference.compile(program)).run(inputs);
  for (const way of ways) {
    const executable = await onnxRuntime.compile(program, { ...way, threads });
    try {
      expectClose(await executable.run(inputs), wanted, tolerance, `${way.lowering}`);
    } finally {
      await executable.dispose();
    }
  }
  return wanted;
}

/** Fails where two trees of values differ by more than `tolerance` of each tensor's largest number. */
export function expectClose(got: unknown, wanted: unknown, tolerance: number, label = ""): void {
  const [found, sought] = [got, wanted].map((tree) => leavesOf<Value>(tree as Tree<Value>));
  expect(found!.map(([path]) => path)).toEqual(sought!.map(([path]) => path));
  sought!.forEach(([path, value], i) => {
    const other = found![i]![1];
    const name = `${label} ${path}`;
    expect([other.dtype, ...other.shape], name).toEqual([value.dtype, ...value.shape]);
    const difference = farthest(other, value, tolerance);
    if (difference !== undefined) expect.fail(`${name}: ${difference}`);
  });
}

/** Where two values differ too much: the worst place in words. */
function farthest(got: Value, wanted: Value, tolerance: number): string | undefined {
  const a = Array.from(got.data as ArrayLike<number | bigint>, Number);
  const b = Array.from(wanted.data as ArrayLike<number | bigint>, Number);
  const scale = b.reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), 1e-2);
  const allowed = wanted.dtype.startsWith("float") ? tolerance * scale : 0;
  const off = (i: number) => (Object.is(a[i], b[i]) || a[i] === b[i] ? 0 : Math.abs(a[i]! - b[i]!));
  const worst = b.reduce((at, _, i) => (off(i) > off(at) || Number.isNaN(off(i)) ? i : at), 0);
  if (a.length === b.length && (b.length === 0 || off(worst) <= allowed)) return undefined;
  return `${a.length} numbers, got ${a[worst]} instead of ${b[worst]} at ${worst} (allowed: ${allowed})`;
}
