/** Packing: many small parameters in a few flat vectors, so that an optimiser's arithmetic is a few large ops. */
import {
  concat,
  concreteShape,
  leavesOf,
  type MapTree,
  mapTree,
  reshape,
  type Spec,
  sizeOf,
  slice,
  type Tensor,
  type Tree,
  type Value,
} from "../graph/index.ts";

interface Slot {
  readonly path: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}
export interface Bucket {
  readonly name: string;
  readonly size: number;
  readonly slots: readonly Slot[];
  /** True where weight decay applies: parameters of two axes and more. */
  readonly decays: boolean;
  /** Where the optimiser may treat the slots as equal matrices. */
  readonly matrices: readonly [count: number, rows: number, columns: number] | undefined;
}
export interface Packing<P> {
  /** A tree with the structure of the parameters. */
  readonly specs: P;
  readonly buckets: readonly Bucket[];
}

export interface PackingOptions {
  /** Vectors are joined up to this many elements: about a core's second-level cache. */
  readonly bucketElements?: number;
  /** Which parameters are matrices for Muon; those of one shape share a bucket. */
  readonly isMatrix?: (path: string, shape: readonly number[]) => boolean;
}

/** Decides which parameter lies where. A bucket's order is the order of the record. */
export function planPacking<P extends Tree<Spec>>(specs: P, options: PackingOptions = {}): Packing<P> {
  const { bucketElements = 2 ** 18, isMatrix = () => false } = options;
  const groups = new Map<string, [string, readonly number[]][]>();
  const open = { weight: { count: 0, filled: 0 }, bias: { count: 0, filled: 0 } };
  for (const [path, spec] of leavesOf<Spec>(specs)) {
    const shape = concreteShape(spec.shape, `packing ${path}`);
    const size = sizeOf(shape);
    const kind = shape.length > 1 ? "weight" : "bias";
    const group = open[kind];
    let name = `matrix${asMatrix(shape).join("x")}`;
    if (!isMatrix(path, shape)) {
      if (group.filled > 0 && group.filled + size > bucketElements)
        Object.assign(group, { count: group.count + 1, filled: 0 });
      group.filled += size;
      name = `${kind}${group.count}`;
    }
    groups.set(name, [...(groups.get(name) ?? []), [path, shape]]);
  }
  return { specs, buckets: [...groups].map(([name, leaves]) => bucketOf(name, leaves)) };
}

/** A weight as rows × columns: a convolution's [O, C, k, k] is O × Ck². */
const asMatrix = (shape: readonly number[]): [number, number] => [shape[0]!, sizeOf(shape.slice(1))];

function bucketOf(name: string, leaves: readonly (readonly [string, readonly number[]])[]): Bucket {
  let offset = 0;
  const slots = leaves.map(([path, shape]) => {
    const slot = { path, shape, offset, size: sizeOf(shape) };
    offset += slot.size;
    return slot;
  });
  const matrices = name.startsWith("matrix") ? ([leaves.length, ...asMatrix(leaves[0]![1])] as const) : undefined;
  return { name, size: offset, slots, decays: !name.startsWith("bias"), matrices };
}

export type Buckets<T> = Readonly<Record<string, T>>;

/** The parameters as a tree, cut from the flat vectors inside a program. */
export function unpack<P extends Tree<Spec>>(packing: Packing<P>, buckets: Buckets<Tensor>): MapTree<P, Spec, Tensor> {
  return unpackWith(packing, buckets, (flat, { offset, size, shape }) =>
    reshape(slice(flat, 0, offset, offset + size), shape),
  );
}

/** The parameters as views of the flat vectors, outside a program. */
export function unpackValues<P extends Tree<Spec>>(
  packing: Packing<P>,
  buckets: Buckets<Value>,
): MapTree<P, Spec, Value> {
  return unpackWith(packing, buckets, ({ data, dtype }, { offset, size, shape }) => ({
    dtype,
    shape,
    data: data.subarray(offset, offset + size),
  }));
}

function unpackWith<P extends Tree<Spec>, T>(
  packing: Packing<P>,
  buckets: Buckets<T>,
  cut: (bucket: T, slot: Slot) => T,
) {
  const byPath = new Map<string, T>();
  for (const { name, slots } of packing.buckets)
    for (const slot of slots) byPath.set(slot.path, cut(buckets[name]!, slot));
  return mapTree<Spec, T, P>(packing.specs, (_, path) => byPath.get(path)!);
}

/** A tree (of gradients) as flat vectors inside a program. */
export function pack<P extends Tree<Spec>>(packing: Packing<P>, tree: Tree<Tensor>): Buckets<Tensor> {
  const byPath = new Map(leavesOf<Tensor>(tree));
  return Object.fromEntries(
    packing.buckets.map(({ name, slots }) => [
      name,
      concat(
        slots.map(({ path }) => reshape(byPath.get(path)!, [-1])),
        0,
      ),
    ]),
  );
}

/** A tree of values copied into flat vectors. */
export function packValues<P extends Tree<Spec>>(packing: Packing<P>, tree: Tree<Value>): Buckets<Value> {
  const byPath = new Map(leavesOf<Value>(tree));
  return Object.fromEntries(
    packing.buckets.map(({ name, size, slots }) => {
      const data = new Float32Array(size);
      for (const { path, offset } of slots) data.set(byPath.get(path)!.data as Float32Array, offset);
      return [name, { dtype: "float32", shape: [size], data } satisfies Value];
    }),
  );
}
