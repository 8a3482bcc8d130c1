// The gradients of a whole model's loss by everything that it is given.

import {
  leavesOf,
  mapTree,
  type Spec,
  specOf,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGrad,
} from "../../src/graph/index.ts";
import { expectSame } from "./expect-same.ts";
import { expectDerivatives } from "./finite-differences.ts";

/** Fails where the gradients of a loss by all its float inputs are not what differences say, or runtimes differ. Integers are named ids or targets. */
export async function expectGradients<V extends Record<string, Tree<Value>>>(inputs: V, lossOf: (x: never) => Tensor) {
  const specs = specOf<Tree<Value>>(inputs) as Record<string, Tree<Spec>>;
  const paths = leavesOf<Value>(inputs).map(([path]) => path);
  const program = trace(specs, (given) => {
    const lossOfLeaves = (leaves: readonly Tensor[]) => lossOf(rebuild(inputs, paths, leaves) as never);
    const [loss, gradients] = valueAndGrad(lossOfLeaves)(leavesOf<Tensor>(given).map(([, leaf]) => leaf));
    const floats = gradients.filter((_, i) => !/ids|targets/.test(paths[i]!));
    return { loss, gradients, floats };
  });
  const { loss, gradients, floats } = program.result;
  await expectSame(
    { ...program, result: { loss, floats }, outputs: leavesOf<Tensor>({ loss, floats }) },
    inputs as never,
  );
  const values = leavesOf<Value>(inputs).map(([, value]) => value);
  expectDerivatives(program, values, loss, gradients);
}

/** The record with other leaves. */
const rebuild = (tree: Tree<Value>, paths: readonly string[], leaves: readonly Tensor[]): unknown =>
  mapTree<Value, Tensor, Tree<Value>>(tree, (_, path) => leaves[paths.indexOf(path)]!);
