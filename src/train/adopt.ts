/** Weights that others have trained: in half precision, with tensors that are not needed, under the names of the model. */
import { fromFloat16 } from "../formats/index.ts";
import { leavesOf, type MapTree, type Spec, type Tree, type Value } from "../graph/index.ts";
import { CheckpointError, restoreTree } from "./checkpoint.ts";

/**
 * The tensors in the nesting of `specs`, as float32. Every one must be there with its shape, and none beside them: a
 * model that is laid out otherwise would seem to work.
 * @param ignored names that may be there without use, such as tables that are worked out here
 */
export function adoptTree<S extends Tree<Spec>>(
  specs: S,
  tensors: ReadonlyMap<string, Value>,
  where: string,
  ignored: (name: string) => boolean = () => false,
): MapTree<S, Spec, Value> {
  const wanted = new Set(leavesOf<Spec>(specs).map(([path]) => path));
  const strangers = [...tensors.keys()].filter((name) => !wanted.has(name) && !ignored(name));
  if (strangers.length > 0) {
    const more = strangers.length > 3 ? `, and ${strangers.length - 3} more` : "";
    throw new CheckpointError(
      `${where}: ${strangers.slice(0, 3).join(", ")}${more} ${strangers.length === 1 ? "has" : "have"} no place in the ` +
        "model. Its config is another one, or it is laid out in a way that Onda does not know.",
    );
  }
  return restoreTree(specs, new Map([...tensors].map(([name, value]) => [name, inFull(value)])), where);
}

/** A value in float16 as float32; others as they are. */
export const inFull = (value: Value): Value =>
  value.dtype === "float16"
    ? { dtype: "float32", shape: value.shape, data: fromFloat16(value.data as Uint16Array) }
    : value;
