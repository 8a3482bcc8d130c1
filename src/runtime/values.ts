/** Values at the border of a runtime: made, checked against their specs, and swapped. */
import {
  arrayOf,
  arrayTypeOf,
  concreteShape,
  type DType,
  evaluateDim,
  leavesOf,
  type Program,
  partsOf,
  type Shape,
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
  if (!(typed instanceof arrayTypeOf(dtype))) {
    throw new RuntimeError(`value: ${dtype} numbers lie in ${arrayTypeOf(dtype).name}, not ${typed.constructor.name}.`);
  }
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

/** Inputs by path, and the numbers behind the named sizes. */
export interface Bound {
  readonly values: ReadonlyMap<string, Value>;
  readonly sizes: ReadonlyMap<string, number>;
}

/** The inputs by path, checked: dtype, rank, sizes, one number for each name. Inputs of no use are ignored. */
export function bindInputs(program: Pick<Program, "inputs">, inputs: unknown): Bound {
  const given = new Map(leavesOf<Value>(inputs as Tree<Value>));
  const sizes = new Map<string, number>();
  const values = new Map<string, Value>();
  for (const [path, spec] of program.inputs) {
    const found = given.get(path) ?? (path === "input" ? given.get("") : undefined);
    if (found === undefined) throw new RuntimeError(`run: input ${path} is missing. It must be ${describe(spec)}.`);
    checkValue(`input ${path}`, spec, found);
    values.set(path, found);
    spec.shape.forEach((dim, axis) => {
      if (typeof dim === "string") bindSize(path, dim, found.shape[axis]!, sizes);
    });
  }
  for (const [path, spec] of program.inputs) checkSizes(`input ${path}`, spec, values.get(path)!, sizes);
  return { values, sizes };
}

/** The values that the runtime shall write into, by output path, checked as inputs are. */
export function bindOutputs(
  program: Pick<Program, "outputs">,
  into: ReadonlyMap<string, Value> | undefined,
  sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, Value> {
  const specs = new Map<string, Spec>(program.outputs);
  for (const [path, target] of into ?? []) {
    const spec = specs.get(path);
    if (spec === undefined) {
      throw new RuntimeError(
        `run: there is no output ${path} to write into. Outputs: ${[...specs.keys()].join(", ")}.`,
      );
    }
    checkValue(`output ${path}`, spec, target);
    checkSizes(`output ${path}`, spec, target, sizes);
  }
  return into ?? new Map();
}

/** A shape with its names replaced by numbers. Throws a RuntimeError for a name that no input bears. */
export function numbersOf(shape: Shape, sizes: ReadonlyMap<string, number>): readonly number[] {
  return shape.map((dim) => {
    const size = evaluateDim(dim, sizes);
    if (size !== undefined) return size;
    throw new RuntimeError(
      `run: the size ${JSON.stringify(dim)} stands in no input of the program. Name it in an input's shape.`,
    );
  });
}

const describe = ({ dtype, shape }: Spec): string => `${dtype} ${shapeText(shape)}`;

function bindSize(path: string, name: string, size: number, sizes: Map<string, number>): void {
  const before = sizes.get(name);
  if (before !== undefined && before !== size) {
    throw new RuntimeError(
      `run: input ${path} has size ${size} where its spec says ${JSON.stringify(name)}, which is ${before} elsewhere. ` +
        "One name is one number in a run.",
    );
  }
  sizes.set(name, size);
}

/** dtype, rank, fixed sizes, and as many numbers as the shape holds. */
function checkValue(what: string, spec: Spec, { dtype, shape, data }: Value): void {
  const fits = spec.shape.every((dim, axis) => (typeof dim === "number" ? dim === shape[axis] : shape[axis]! >= 0));
  if (dtype !== spec.dtype || shape.length !== spec.shape.length || !fits) {
    throw new RuntimeError(`run: ${what} is ${dtype} ${shapeText(shape)}. It must be ${describe(spec)}.`);
  }
  const kind = arrayTypeOf(dtype);
  if (!(data instanceof kind)) {
    throw new RuntimeError(`run: ${what} keeps its numbers in ${nameOf(data)}. ${dtype} needs ${kind.name}.`);
  }
  if (data.length !== sizeOf(shape)) {
    throw new RuntimeError(
      `run: ${what} is ${shapeText(shape)} but holds ${data.length} numbers, not ${sizeOf(shape)}.`,
    );
  }
}

const nameOf = (data: unknown): string =>
  typeof data === "object" && data !== null ? data.constructor.name : String(data);

/** Sums and products of names, such as "past + 1", must come out. */
function checkSizes(what: string, spec: Spec, { shape }: Value, sizes: ReadonlyMap<string, number>): void {
  spec.shape.forEach((dim, axis) => {
    if (typeof dim === "number") return;
    const made = partsOf(dim);
    const size = made === undefined ? sizes.get(dim) : evaluateDim(dim, new Map([...sizes].filter(([n]) => n !== dim)));
    if (size !== undefined && size !== shape[axis]) {
      throw new RuntimeError(
        `run: ${what} is ${shapeText(shape)}. Its spec is ${describe(spec)}, and ${JSON.stringify(dim)} is ${size}.`,
      );
    }
  });
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
