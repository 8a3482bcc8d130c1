/** Checkpoints: safetensors written whole or not at all, their config in the metadata. */
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsDType,
  type SafetensorsInput,
} from "../formats/index.ts";
import { type DType, leavesOf, mapTree, type Spec, type Tree, type TypedArray, type Value } from "../graph/index.ts";

const dtypes = {
  float32: "F32",
  float16: "F16",
  float64: "F64",
  int64: "I64",
  int32: "I32",
  int8: "I8",
  uint8: "U8",
  bool: "BOOL",
} as const satisfies Record<DType, SafetensorsDType>;
const graphTypes = new Map<string, DType>(Object.entries(dtypes).map(([ours, theirs]) => [theirs, ours as DType]));

export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, Value>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes `path` atomically: a temporary file beside it, flushed, then renamed. */
export async function writeCheckpoint(
  path: string,
  tensors: Tree<Value> | ReadonlyMap<string, Value>,
  metadata: Record<string, string>,
): Promise<void> {
  const entries: (readonly [string, Value])[] =
    tensors instanceof Map ? [...tensors] : leavesOf<Value>(tensors as Tree<Value>);
  const record = Object.fromEntries(
    entries.map(([name, { dtype, shape, data }]) => [
      name,
      { dtype: dtypes[dtype], shape, data } as unknown as SafetensorsInput,
    ]),
  );
  await writeAtomically(path, encodeSafetensors(record, metadata));
}

/** Writes a file whole or not at all. */
export async function writeAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    const file = await open(partial, "w");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Reads a checkpoint. Throws a CheckpointError or FormatError that names the file and what to do. */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Uint8Array;
  try {
    if (!(await stat(path)).isFile()) throw new CheckpointError(`${path} is not a file.`);
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new CheckpointError(`${path} does not exist.`);
    throw error;
  }
  const { tensors, metadata } = decodeSafetensors(bytes);
  const values = new Map<string, Value>();
  for (const [name, tensor] of Object.entries(tensors)) {
    const dtype = graphTypes.get(tensor.dtype);
    if (dtype === undefined)
      throw new CheckpointError(`${path}: ${name} is ${tensor.dtype}, which a checkpoint does not hold.`);
    values.set(name, { dtype, shape: tensor.shape, data: tensor.data as TypedArray });
  }
  return { tensors: values, metadata };
}

/** The tensors of a checkpoint in the nesting of `specs`; every one must be there with its shape, and finite. */
export function restoreTree<S extends Tree<Spec>>(
  specs: S,
  tensors: ReadonlyMap<string, Value>,
  where: string,
  prefix = "",
) {
  return mapTree<Spec, Value, S>(specs, ({ dtype, shape }, path) => {
    const name = prefix + path;
    const found = tensors.get(name);
    const expected = `${dtype} [${shape.join(", ")}]`;
    if (found === undefined) throw new CheckpointError(`${where}: tensor ${name} is missing. It must be ${expected}.`);
    if (found.dtype !== dtype || found.shape.length !== shape.length || found.shape.some((n, i) => n !== shape[i])) {
      throw new CheckpointError(
        `${where}: tensor ${name} is ${found.dtype} [${found.shape.join(", ")}]. It must be ${expected}.`,
      );
    }
    if (dtype === "float32" && !(found.data as Float32Array).every(Number.isFinite)) {
      throw new CheckpointError(`${where}: tensor ${name} holds numbers that are not finite. The file is damaged.`);
    }
    return found;
  });
}
