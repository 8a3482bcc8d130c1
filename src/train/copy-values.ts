/** Copies of values, for what must outlive a run. */
import { mapTree, type Tree, type Value } from "../graph/index.ts";

/** Copies a tree of values: for what must outlive a run. */
export const copyValues = <T extends Tree<Value>>(tree: T): T =>
  mapTree<Value, Value, Tree<Value>>(tree, (v) => ({ ...v, data: v.data.slice() })) as T;
