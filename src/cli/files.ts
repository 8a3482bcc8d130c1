/** Names and places of what a command writes: never over an older file unasked, never half a file. */
import { existsSync } from "node:fs";
import { access, constants, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { reasonOf, UsageError } from "./report.ts";

/** "A red apple!" → "a-red-apple"; at most 40 characters, cut between words. */
export function slug(prompt: string): string {
  const words =
    prompt
      .normalize("NFKC")
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let name = "";
  for (const word of words) {
    if (name.length + word.length > 40) break;
    name += name === "" ? word : `-${word}`;
  }
  return name || [...(words[0] ?? "picture")].slice(0, 20).join("");
}

/** `name.png`, or `name-2.png`, `name-3.png` … where that exists. */
export function freeName(path: string): string {
  const [stem, extension] = split(path);
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? path : `${stem}-${i}${extension}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/** `name.png` for one picture, `name-1.png`, `name-2.png` … for several. */
export function numbered(path: string, index: number, count: number): string {
  const [stem, extension] = split(path);
  return count === 1 ? path : `${stem}-${index + 1}${extension}`;
}

function split(path: string): [stem: string, extension: string] {
  const extension = extname(path);
  return [path.slice(0, path.length - extension.length), extension];
}

/** Before any work: the folder of `path` exists and may be written to. */
export async function requireFolder(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  try {
    if (!(await stat(folder)).isDirectory()) throw new UsageError(`${folder} is not a folder.`);
    await access(folder, constants.W_OK);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new Error(`cannot write to ${folder}: ${reasonOf(error)}.`, { cause: error });
  }
}

/** Writes a file whole or not at all: beside its place, then renamed into it. Devices are written to directly. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const kind = await stat(path).catch(() => undefined);
  const direct = kind !== undefined && !kind.isFile();
  const draft = direct ? path : join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    if (kind?.isDirectory()) throw new UsageError(`${path} is a folder. Give a file's name.`);
    const file = await open(draft, "w");
    try {
      await file.writeFile(bytes);
      if (!direct) await file.sync();
    } finally {
      await file.close();
    }
    if (!direct) await rename(draft, path);
  } catch (error) {
    if (!direct) await rm(draft, { force: true }).catch(() => undefined);
    if (error instanceof UsageError) throw error;
    throw new Error(`cannot write ${path}: ${reasonOf(error)}.`, { cause: error });
  }
}
