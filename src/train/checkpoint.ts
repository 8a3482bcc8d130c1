/** Checkpoints: safetensors written whole or not at all, their config in the metadata. */
import { type FileHandle, open } from "node:fs/promises";
import { writeWhole } from "../data/write.ts";
import {
  FormatError,
  fromBfloat16,
  readSafetensorsHeader,
  type SafetensorsDType,
  type SafetensorsEntry,
  type SafetensorsHeader,
  type SafetensorsInput,
  safetensorsChunks,
  safetensorsHeaderSize,
  viewTensor,
} from "../formats/index.ts";
import { type DType, leavesOf, mapTree, type Spec, type Tree, type TypedArray, type Value } from "../graph/index.ts";
import { readBytes } from "./read-bytes.ts";

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

/** A checkpoint that cannot be used: which file, what is wrong with it, what to do. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

/** A training that has left the numbers. */
export class NotFiniteError extends CheckpointError {}

export interface Checkpoint {
  readonly tensors: ReadonlyMap<string, Value>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Writes `path` atomically: a file beside it, flushed, then renamed. A tree's leaves are named by their paths. */
export async function writeCheckpoint(
  path: string,
  tensors: Tree<Value> | ReadonlyMap<string, Value>,
  metadata: Record<string, string>,
): Promise<void> {
  const entries: (readonly [string, Value])[] =
    tensors instanceof Map ? [...tensors] : leavesOf<Value>(tensors as Tree<Value>);
  const record = Object.fromEntries(
    entries.map(([name, { dtype, shape, data }]): [string, SafetensorsInput] => [
      name,
      { dtype: dtypes[dtype], shape, data: data as SafetensorsInput["data"] },
    ]),
  );
  await writeWhole(path, safetensorsChunks(record, metadata));
}

/**
 * Reads a checkpoint: the header first, checked against the file's size before memory is taken, then each tensor.
 * bfloat16, in which others publish their weights, comes as float32.
 * Throws a CheckpointError that names the file and what to do.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors: entries, metadata, read, close } = await openCheckpoint(path);
  try {
    const tensors = new Map<string, Value>();
    for (const name of Object.keys(entries)) tensors.set(name, await read(name));
    return { tensors, metadata };
  } finally {
    await close();
  }
}

/** A checkpoint whose tensors are read one by one: for files that memory holds only once. */
export interface OpenCheckpoint extends SafetensorsHeader {
  /** Throws a CheckpointError for a dtype that no value has. */
  read(name: string): Promise<Value>;
  close(): Promise<void>;
}

/** Reads the header alone. Throws as `readCheckpoint`. */
export async function openCheckpoint(path: string): Promise<OpenCheckpoint> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const headerSize = safetensorsHeaderSize(await readBytes(file, 0, Math.min(8, size)), size);
    const header = readSafetensorsHeader(await readBytes(file, 0, headerSize), size);
    const read = (name: string) =>
      readTensor(file, path, name, header.tensors[name]!).catch((error) => {
        throw explained(error, path);
      });
    return { ...header, read, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw explained(error, path);
  }
}

const explained = (error: unknown, path: string): unknown =>
  error instanceof FormatError ? new CheckpointError(`${path}: ${error.message}`, { cause: error }) : error;

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path);
    if ((await file.stat()).isFile()) return file;
    await file.close();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CheckpointError(code === "ENOENT" ? `${path} does not exist.` : `${path} cannot be read: ${message}.`, {
      cause: error,
    });
  }
  throw new CheckpointError(`${path} is not a file.`);
}

async function readTensor(file: FileHandle, path: string, name: string, entry: SafetensorsEntry): Promise<Value> {
  const dtype = graphTypes.get(entry.dtype);
  if (dtype === undefined && entry.dtype !== "BF16") {
    throw new CheckpointError(`${path}: ${name} is ${entry.dtype}, which a checkpoint does not hold.`);
  }
  const { shape, data } = viewTensor(entry, await readBytes(file, entry.begin, entry.end));
  if (dtype === undefined) return { dtype: "float32", shape, data: fromBfloat16(data as Uint16Array) };
  return { dtype, shape, data: data as TypedArray };
}

/** The tensors of a checkpoint in the nesting of `specs`; every one must be there with its shape, and finite. */
export function restoreTree<S extends Tree<Spec>>(
  specs: S,
  tensors: ReadonlyMap<string, Value>,
  where: string,
  prefix = "",
) {
  return mapTree<Spec, Value, S>(specs, (spec, path) => restoreTensor(spec, tensors, prefix + path, where));
}

/** One tensor of a checkpoint. Throws a CheckpointError unless it is there, as `spec` says, and finite. */
export function restoreTensor(
  { dtype, shape }: Spec,
  tensors: ReadonlyMap<string, Value>,
  name: string,
  where: string,
): Value {
  const found = tensors.get(name);
  const expected = `${dtype} [${shape.join(", ")}]`;
  if (found === undefined) throw new CheckpointError(`${where}: tensor ${name} is missing. It must be ${expected}.`);
  if (found.dtype !== dtype || found.shape.length !== shape.length || found.shape.some((n, i) => n !== shape[i])) {
    throw new CheckpointError(
      `${where}: tensor ${name} is ${found.dtype} [${found.shape.join(", ")}]. It must be ${expected}.`,
    );
  }
  if (!allFinite(found)) {
    throw new CheckpointError(`${where}: tensor ${name} holds numbers that are not finite. The file is damaged.`);
  }
  return found;
}

/** A loop, not `every`: it stands between a user and the first picture. Raw float16 is not looked into. */
export function allFinite({ dtype, data }: Value): boolean {
  if (dtype !== "float32" && dtype !== "float64") return true;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}
