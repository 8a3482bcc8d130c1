/** Picture files that a command reads, their size checked before their bytes take memory. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { reasonOf, UsageError } from "./report.ts";

const MAX_BYTES = 100_000_000;

/** @throws UsageError when it is no file, too large, or cannot be read. */
export async function readSource(path: string): Promise<{ name: string; bytes: Uint8Array }> {
  try {
    const kind = await stat(path); // before it is opened: a pipe would wait for its other end
    if (!kind.isFile()) throw new UsageError(`${path} is not a file.`);
    if (kind.size > MAX_BYTES) throw new UsageError(`${path} has ${kind.size} bytes. At most ${MAX_BYTES} are read.`);
    return { name: basename(path), bytes: await readFile(path) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

/** @throws UsageError when there is no such folder. */
export async function requireSourceFolder(path: string): Promise<void> {
  const kind = await stat(path).catch((error: unknown) => {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  });
  if (!kind.isDirectory()) throw new UsageError(`${path} is not a folder.`);
}
