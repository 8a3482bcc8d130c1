/** Text files that a command reads: found in folders, and sampled. */
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf, UsageError } from "./report.ts";

export interface TextFile {
  readonly path: string;
  readonly bytes: number;
}

/** Bytes at a file's beginning that say whether it is text: a zero is in no text. */
const HEAD = 4096;
const SKIPPED = /^(\.|node_modules$)/;

/**
 * The text files of files and folders, folders within them too; hidden ones and `node_modules` are left out.
 * @throws UsageError when a path is not there, or nothing in it is text.
 */
export async function findTexts(paths: readonly string[]): Promise<TextFile[]> {
  const found: TextFile[] = [];
  for (const path of paths) {
    const kind = await stat(path).catch((error: unknown) => {
      throw new UsageError(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
    });
    if (kind.isDirectory()) await walk(path, found);
    else if (!kind.isFile()) throw new UsageError(`${path} is not a file.`);
    else if (await isText(path)) found.push({ path, bytes: kind.size });
  }
  if (found.some(({ bytes }) => bytes > 0)) return found;
  throw new UsageError(`no text is in ${paths.join(", ")}. Give files of plain text, or a folder that holds some.`);
}

async function walk(folder: string, found: TextFile[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new UsageError(`cannot read ${folder}: ${reasonOf(error)}.`, { cause: error });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (SKIPPED.test(entry.name)) continue;
    if (entry.isDirectory()) await walk(path, found);
    else if (entry.isFile() && (await isText(path))) found.push({ path, bytes: (await stat(path)).size });
  }
}

async function isText(path: string): Promise<boolean> {
  return !(await readPart(path, HEAD)).includes(0);
}

async function readPart(path: string, length: number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}

export const totalBytes = (files: readonly TextFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** Files that a sample looks into. */
const LOOKED_INTO = 500;

/** The beginnings of files spread over all, each as long as its share, `most` bytes in all. */
export async function sampleTexts(files: readonly TextFile[], most: number): Promise<string> {
  const every = Math.ceil(files.length / LOOKED_INTO);
  const chosen = files.filter((_, i) => i % every === 0);
  const share = Math.min(1, most / Math.max(1, totalBytes(chosen)));
  const parts: string[] = [];
  for (const { path, bytes } of chosen) parts.push((await readPart(path, Math.ceil(bytes * share))).toString("utf8"));
  return parts.join("\n");
}
