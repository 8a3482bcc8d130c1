/** A program is a traced function with named inputs and outputs: what `onnx` writes and `runtime` runs. */
import type { DType } from "./dtype.ts";
import { input } from "./ops/source.ts";
import type { Shape } from "./shape.ts";
import { type Spec, Tensor, type Value } from "./tensor.ts";
import { leavesOf, type MapTree, mapTree, type Tree } from "./tree.ts";

export type TensorsOf<S> = MapTree<S, Spec, Tensor>;
export type ValuesOf<T> = MapTree<T, Spec, Value>;

/** `S` is the record of input specs, `R` the record of output tensors. */
export interface Program<S extends Tree<Spec> = Tree<Spec>, R extends Tree<Tensor> = Tree<Tensor>> {
  readonly specs: S;
  readonly result: R;
  /** Inputs by dotted path, in order. */
  readonly inputs: readonly (readonly [path: string, input: Tensor])[];
  /** Outputs by dotted path, in order. */
  readonly outputs: readonly (readonly [path: string, output: Tensor])[];
}

/** Calls the function once with symbolic inputs and keeps the graph it built. */
export function trace<S extends Tree<Spec>, R extends Tree<Tensor>>(
  specs: S,
  body: (inputs: TensorsOf<S>) => R,
): Program<S, R> {
  const inputs: [string, Tensor][] = [];
  const leaves = mapTree<Spec, Tensor, Tree<Spec>>(specs, ({ dtype, shape }, path) => {
    if (inputs.some(([name]) => name === path)) throw new TypeError(`trace: two inputs have the path ${path}.`);
    const leaf = input(path === "" ? "input" : path, { dtype, shape });
    inputs.push([leaf.attributes.name, leaf]);
    return leaf;
  }) as TensorsOf<S>;
  const result = body(leaves);
  const outputs = leavesOf<Tensor>(result).map(([path, leaf]): [string, Tensor] => {
    if (!(leaf instanceof Tensor)) throw new TypeError(`trace: output ${path || "result"} is not a tensor.`);
    return [path === "" ? "output" : path, leaf];
  });
  return { specs, result, inputs, outputs };
}

const spec =
  (dtype: DType) =>
  (...shape: Shape): Spec => ({ dtype, shape });
export const f32 = spec("float32");
export const f16 = spec("float16");
export const f64 = spec("float64");
export const i64 = spec("int64");
export const i32 = spec("int32");
export const i8 = spec("int8");
export const u8 = spec("uint8");
export const bool = spec("bool");

/** The specs of values or tensors. */
export const specOf = <T extends Tree<Spec>>(tree: T): MapTree<T, Spec, Spec> =>
  mapTree<Spec, Spec, T>(tree, ({ dtype, shape }) => ({ dtype, shape }));
