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
  type TypedArray,
  type Value,
} from "../graph/index.ts";

/** A parameter's place in a bucket, or that of a piece of it. */
export interface Slot {
  readonly path: string;
  /** The whole parameter's shape. */
  readonly shape: readonly number[];
  /** Where the piece begins in the bucket, and in the flat parameter. */
  readonly offset: number;
  readonly start: number;
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
  /**
   * Vectors are joined up to this many elements, and larger ones cut: what an optimiser's dozen passes touch
   * then stays in the cores' second-level caches, where a pass is four times faster than in memory.
   * With half as many ONNX Runtime would leave all but one core idle.
   */
  readonly bucketElements?: number;
  /** Which parameters are matrices for Muon; those of one shape share a bucket. */
  readonly isMatrix?: (path: string, shape: readonly number[]) => boolean;
}

/** Decides which parameter lies where. A bucket's order is the order of the record. */
export function planPacking<P extends Tree<Spec>>(specs: P, options: PackingOptions = {}): Packing<P> {
  const { bucketElements = 2 ** 17, isMatrix = () => false } = options;
  const groups = new Map<string, Piece[]>();
  const open = { weight: { count: 0, filled: 0 }, bias: { count: 0, filled: 0 } };
  const place = (name: string, piece: Piece) => groups.set(name, [...(groups.get(name) ?? []), piece]);
  for (const [path, spec] of leavesOf<Spec>(specs)) {
    const shape = concreteShape(spec.shape, `packing ${path}`);
    const size = sizeOf(shape);
    if (isMatrix(path, shape)) {
      place(`matrix${asMatrix(shape).join("x")}`, { path, shape, start: 0, size });
      continue;
    }
    const kind = shape.length > 1 ? "weight" : "bias";
    const group = open[kind];
    for (const piece of piecesOf({ path, shape, start: 0, size }, bucketElements)) {
      if (group.filled > 0 && group.filled + piece.size > bucketElements)
        Object.assign(group, { count: group.count + 1, filled: 0 });
      group.filled += piece.size;
      place(`${kind}${group.count}`, piece);
    }
  }
  return { specs, buckets: [...groups].map(([name, pieces]) => bucketOf(name, pieces)) };
}

type Piece = Omit<Slot, "offset">;

/** Equal cuts, none larger than the limit; a parameter of up to twice the limit stays whole. */
function piecesOf(whole: Piece, limit: number): Piece[] {
  const count = whole.size < 2 * limit ? 1 : Math.ceil(whole.size / limit);
  const step = Math.ceil(whole.size / count);
  return Array.from({ length: count }, (_, i) => {
    const start = i * step;
    return { ...whole, start, size: Math.min(step, whole.size - start) };
  });
}

/** A weight as rows × columns: a convolution's [O, C, k, k] is O × Ck². */
const asMatrix = (shape: readonly number[]): [number, number] => [shape[0]!, sizeOf(shape.slice(1))];

function bucketOf(name: string, pieces: readonly Piece[]): Bucket {
  let offset = 0;
  const slots = pieces.map((piece): Slot => {
    const slot = { ...piece, offset };
    offset += piece.size;
    return slot;
  });
  const matrices = name.startsWith("matrix") ? ([pieces.length, ...asMatrix(pieces[0]!.shape)] as const) : undefined;
  return { name, size: offset, slots, decays: !name.startsWith("bias"), matrices };
}

export type Buckets<T> = Readonly<Record<string, T>>;

/** The pieces of each parameter, in order: where they lie, and in which bucket. */
function piecesByPath(buckets: readonly Bucket[]): Map<string, (Slot & { readonly bucket: string })[]> {
  const byPath = new Map<string, (Slot & { readonly bucket: string })[]>();
  for (const { name, slots } of buckets) {
    for (const slot of slots) byPath.set(slot.path, [...(byPath.get(slot.path) ?? []), { ...slot, bucket: name }]);
  }
  for (const pieces of byPath.values()) pieces.sort((a, b) => a.start - b.start);
  return byPath;
}

/** The parameters as a tree, cut from the flat vectors inside a program. */
export function unpack<P extends Tree<Spec>>(packing: Packing<P>, buckets: Buckets<Tensor>): MapTree<P, Spec, Tensor> {
  const byPath = piecesByPath(packing.buckets);
  return mapTree<Spec, Tensor, P>(packing.specs, (_, path) => {
    const pieces = byPath.get(path)!;
    const cuts = pieces.map(({ bucket, offset, size }) => slice(buckets[bucket]!, 0, offset, offset + size));
    return reshape(concat(cuts, 0), pieces[0]!.shape);
  });
}

/** The parameters by path, outside a program: views of the flat vectors, but for those that lie in pieces. */
export function unpackByPath(buckets: readonly Bucket[], from: Buckets<Value>): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const [path, pieces] of piecesByPath(buckets)) {
    const views = pieces.map(({ bucket, offset, size }) => from[bucket]!.data.subarray(offset, offset + size));
    const { dtype } = from[pieces[0]!.bucket]!;
    found.set(path, { dtype, shape: pieces[0]!.shape, data: views.length === 1 ? views[0]! : joined(views) });
  }
  return found;
}

function joined(views: readonly TypedArray[]): Float32Array {
  const whole = new Float32Array(views.reduce((n, { length }) => n + length, 0));
  let at = 0;
  for (const view of views) {
    whole.set(view as Float32Array, at);
    at += view.length;
  }
  return whole;
}

/** The parameters as a tree, outside a program. */
export function unpackValues<P extends Tree<Spec>>(
  packing: Packing<P>,
  buckets: Buckets<Value>,
): MapTree<P, Spec, Value> {
  const byPath = unpackByPath(packing.buckets, buckets);
  return mapTree<Spec, Value, P>(packing.specs, (_, path) => byPath.get(path)!);
}

/** A tree (of gradients) as flat vectors inside a program. */
export function pack<P extends Tree<Spec>>(packing: Packing<P>, tree: Tree<Tensor>): Buckets<Tensor> {
  const byPath = new Map(leavesOf<Tensor>(tree));
  const cut = ({ path, start, size }: Slot) => slice(reshape(byPath.get(path)!, [-1]), 0, start, start + size);
  return Object.fromEntries(packing.buckets.map(({ name, slots }) => [name, concat(slots.map(cut), 0)]));
}

/** A tree of values copied into flat vectors. */
export const packValues = <P extends Tree<Spec>>(packing: Packing<P>, tree: Tree<Value>): Buckets<Value> =>
  packByPath(packing.buckets, new Map(leavesOf<Value>(tree)));

/** Values by path copied into flat vectors. */
export function packByPath(buckets: readonly Bucket[], byPath: ReadonlyMap<string, Value>): Buckets<Value> {
  return Object.fromEntries(
    buckets.map(({ name, size, slots }) => {
      const data = new Float32Array(size);
      for (const { path, offset, start, size } of slots) {
        data.set((byPath.get(path)!.data as Float32Array).subarray(start, start + size), offset);
      }
      return [name, { dtype: "float32", shape: [size], data } satisfies Value];
    }),
  );
}
