/**
 * Nested records: parameters, states and batches are plain objects and lists with tensors as leaves.
 * Declare such records with `type`: an `interface` has no index signature, and TypeScript would refuse it here.
 */
export type Tree<T> = T | readonly Tree<T>[] | { readonly [name: string]: Tree<T> };

/** The same nesting with other leaves. */
export type MapTree<S, From, To> = S extends From
  ? To
  : S extends readonly (infer E)[]
    ? readonly MapTree<E, From, To>[]
    : { readonly [K in keyof S]: MapTree<S[K], From, To> };

interface Leaf {
  readonly dtype: string;
  readonly shape: readonly unknown[];
}

/** A leaf is whatever has a dtype and a shape: a tensor, a spec or a value. */
const isLeaf = (tree: unknown): tree is Leaf =>
  typeof tree === "object" && tree !== null && typeof (tree as Leaf).dtype === "string";

/** Leaves with their dotted paths (`layers.0.query`), in the order of the record's keys. */
export function leavesOf<T>(tree: Tree<T>, path = ""): [path: string, leaf: T][] {
  if (isLeaf(tree)) return [[path, tree as T]];
  if (typeof tree !== "object" || tree === null) {
    throw new TypeError(`tree: ${path || "the root"} is ${String(tree)}. Leaves must be tensors.`);
  }
  return Object.entries(tree).flatMap(([key, child]) =>
    leavesOf<T>(child as Tree<T>, path === "" ? key : `${path}.${key}`),
  );
}

/** Replaces every leaf and keeps the nesting. */
export function mapTree<T, U, S extends Tree<T>>(tree: S, change: (leaf: T, path: string) => U): MapTree<S, T, U> {
  const walk = (node: unknown, path: string): unknown => {
    if (isLeaf(node)) return change(node as T, path);
    const child = (key: string) => (path === "" ? key : `${path}.${key}`);
    if (Array.isArray(node)) return node.map((item, i) => walk(item, child(String(i))));
    if (typeof node !== "object" || node === null) {
      throw new TypeError(`tree: ${path || "the root"} is ${String(node)}. Leaves must be tensors.`);
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, walk(value, child(key))]));
  };
  return walk(tree, "") as MapTree<S, T, U>;
}
