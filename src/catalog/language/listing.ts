/** Weights that others have trained: compared with the model by what their files list, then read one by one. */
import { leavesOf, type MapTree, mapTree, type Spec, type Tree, type Value } from "../../graph/index.ts";
import { CheckpointError, restoreTensor } from "../../train/index.ts";

/** A tensor as its file lists it, under the model's name for it. */
export interface Listed {
  readonly file: string;
  readonly shape: readonly number[];
  /** As float32. */
  readonly read: () => Promise<Value>;
}

/**
 * The tensors in the nesting of `specs`. Each is read and converted before the next, so that memory holds them once.
 * Throws a CheckpointError, before any is read, unless every one is there with its shape, and no other.
 */
export async function readListed<S extends Tree<Spec>>(
  specs: S,
  listed: ReadonlyMap<string, Listed>,
  where: string,
): Promise<MapTree<S, Spec, Value>> {
  const wanted = leavesOf<Spec>(specs);
  refuseMissing(wanted, listed, where);
  refuseStrangers(new Set(wanted.map(([name]) => name)), listed, where);
  for (const [name, spec] of wanted) refuseShape(name, spec, listed.get(name)!);
  const read = new Map<string, Value>();
  for (const [name, spec] of wanted) {
    const { file, read: next } = listed.get(name)!;
    read.set(name, restoreTensor(spec, new Map([[name, await next()]]), name, file));
  }
  return mapTree<Spec, Value, S>(specs, (_, name) => read.get(name)!);
}

/** Some of the names, and how many more. */
const some = (names: readonly string[]): string =>
  names.slice(0, 3).join(", ") + (names.length > 3 ? ` and ${names.length - 3} more` : "");

function refuseMissing(wanted: [string, Spec][], listed: ReadonlyMap<string, Listed>, where: string): void {
  const missing = wanted.flatMap(([name]) => (listed.has(name) ? [] : [name]));
  if (missing.length === 0) return;
  throw new CheckpointError(
    `${where}: of ${wanted.length} tensors ${missing.length} ${missing.length === 1 ? "is" : "are"} missing: ` +
      `${some(missing)}. Fetch the model again, all its files.`,
  );
}

function refuseStrangers(wanted: ReadonlySet<string>, listed: ReadonlyMap<string, Listed>, where: string): void {
  const strangers = [...listed.keys()].filter((name) => !wanted.has(name));
  if (strangers.length === 0) return;
  throw new CheckpointError(
    `${where}: ${some(strangers)} ${strangers.length === 1 ? "has" : "have"} no place in the model. Its config is ` +
      "another one, or it is laid out in a way that Onda does not know.",
  );
}

function refuseShape(name: string, spec: Spec, { shape, file }: Listed): void {
  if (shape.length === spec.shape.length && shape.every((n, i) => n === spec.shape[i])) return;
  throw new CheckpointError(
    `${file}: tensor ${name} is [${shape.join(", ")}]. By the config it is [${spec.shape.join(", ")}].`,
  );
}
