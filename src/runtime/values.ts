/** Values at the border of a runtime: made, checked against their specs, and swapped. */
import {
  arrayOf,
  arrayTypeOf,
  concreteShape,
  type DType,
  leavesOf,
  type Program,
  type Spec,
  shapeText,
  sizeOf,
  type Tensor,
  type Tree,
  type TypedArray,
  type Value,
} from "../graph/index.ts";
import { RuntimeError } from "./runtime.ts";

/** A value from a typed array or plain numbers. */
export function value(data: TypedArray | readonly number[], shape: readonly number[], dtype: DType = "float32"): Value {
  const typed = Array.isArray(data) ? arrayOf(dtype, data) : (data as TypedArray);
  if (typed.length !== sizeOf(shape)) {
    throw new RuntimeError(`value: ${typed.length} numbers for ${shapeText(shape)}, which holds ${sizeOf(shape)}.`);
  }
  return { dtype, shape, data: typed };
}

/** Zeros of a spec with concrete sizes. */
export function zerosOf({ dtype, shape }: Spec): Value {
  const sizes = concreteShape(shape, "zerosOf");
  return { dtype, shape: sizes, data: new (arrayTypeOf(dtype))(sizeOf(sizes)) };
}

/** The inputs by path, checked: dtype, rank, sizes, one size for each name. */
// biome-ignore lint/suspicious/noExplicitAny: any program's inputs can be checked
export function bindInputs(program: Program<any, any>, inputs: unknown): Map<string, Value> {
  const given = new Map(leavesOf<Value>(inputs as Tree<Value>));
  const sizes = new Map<string, number>();
  const bound = new Map<string, Value>();
  for (const [path, spec] of program.inputs) {
    const found = given.get(path === "input" ? (given.has("") ? "" : path) : path);
    if (found === undefined) throw new RuntimeError(`run: input ${path} is missing. It must be ${describe(spec)}.`);
    checkValue(path, spec, found, sizes);
    bound.set(path, found);
  }
  return bound;
}

const describe = ({ dtype, shape }: Spec): string => `${dtype} ${shapeText(shape)}`;

function checkValue(path: string, spec: Spec, { dtype, shape, data }: Value, sizes: Map<string, number>): void {
  const fail = (rule: string): never => {
    throw new RuntimeError(`run: input ${path} is ${dtype} ${shapeText(shape)}. ${rule}`);
  };
  if (dtype !== spec.dtype || shape.length !== spec.shape.length) fail(`It must be ${describe(spec)}.`);
  spec.shape.forEach((dim, axis) => {
    const size = shape[axis]!;
    if (typeof dim === "number" && dim !== size) fail(`It must be ${describe(spec)}.`);
    if (typeof dim !== "string") return;
    const before = sizes.get(dim);
    if (before !== undefined && before !== size) fail(`The size ${JSON.stringify(dim)} is ${before} elsewhere.`);
    sizes.set(dim, size);
  });
  if (data.length !== sizeOf(shape)) fail(`It holds ${data.length} numbers.`);
}

/** A program's outputs, put back into the nesting of its result. */
export function nestOutputs(program: { readonly result: Tree<Tensor> }, byPath: ReadonlyMap<string, Value>): unknown {
  const walk = (tree: unknown, path: string): unknown => {
    const found = byPath.get(path === "" ? "output" : path);
    if (typeof (tree as Tensor).dtype === "string") return found;
    const entries = Object.entries(tree as Record<string, unknown>).map(([key, child]) => [
      key,
      walk(child, path === "" ? key : `${path}.${key}`),
    ]);
    return Array.isArray(tree) ? entries.map(([, child]) => child) : Object.fromEntries(entries);
  };
  return walk(program.result, "");
}
