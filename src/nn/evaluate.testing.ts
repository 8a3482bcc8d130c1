/** For tests: traces a function of values, runs it once on ONNX Runtime and gives back its numbers. */
import {
  type MapTree,
  type Spec,
  specOf,
  type Tensor,
  type Tree,
  trace,
  type Value,
  type ValuesOf,
} from "../graph/index.ts";
import { onnxRuntime } from "../runtime/node/index.ts";

export async function evaluate<V extends Tree<Value>, R extends Tree<Tensor>>(
  inputs: V,
  body: (inputs: MapTree<V, Spec, Tensor>) => R,
): Promise<ValuesOf<R>> {
  const program = trace<Tree<Spec>, R>(specOf<Tree<Value>>(inputs) as Tree<Spec>, (given) => body(given as never));
  const executable = await onnxRuntime.compile(program, { threads: 1 });
  try {
    return (await executable.run(inputs as never)) as ValuesOf<R>;
  } finally {
    await executable.dispose();
  }
}

/** A float32 value. */
export const float = (data: readonly number[] | Float32Array, ...shape: number[]): Value => ({
  dtype: "float32",
  shape: shape.length === 0 ? [data.length] : shape,
  data: Float32Array.from(data),
});

/** An int64 value. */
export const integers = (data: readonly number[], ...shape: number[]): Value => ({
  dtype: "int64",
  shape: shape.length === 0 ? [data.length] : shape,
  data: BigInt64Array.from(data, BigInt),
});

export const numbers = (value: Value): number[] => Array.from(value.data as ArrayLike<number>, Number);
