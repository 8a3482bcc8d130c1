/** A folder that nothing leaves: every file is written within it, through no link. */
import { constants } from "node:fs";
import { type FileHandle, lstat, mkdir, open, realpath, rename, rm, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ModelError } from "../errors.ts";
import { PART, pathProblem, RECORD_FILE, shown } from "./names.ts";

/** Makes the folder where it is missing, and returns where it really is: the user may have linked it. */
export async function openFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  return realpath(folder);
}

/** Where a file of the folder lies; the folders on the way are made where `make` says so. @throws ModelError at a link. */
export async function placeOf(root: string, path: string, make = false): Promise<string> {
  const problem = path === RECORD_FILE ? undefined : pathProblem(path);
  if (problem !== undefined) throw new ModelError(`${shown(path)} is ${problem}: it is not written.`);
  const names = path.split("/");
  for (let i = 1; i < names.length; i++) {
    const folder = join(root, ...names.slice(0, i));
    if (make) await mkdir(folder).catch(unlessThere);
    const found = await lstat(folder).catch(nothing);
    if (found !== undefined && !found.isDirectory()) throw notOurs(folder, "a folder");
  }
  const place = join(root, ...names);
  for (const name of [place, `${place}${PART}`]) await sizeOf(name);
  return place;
}

/** Bytes of a file that is there, or undefined. @throws ModelError where it is a link or no file. */
export async function sizeOf(place: string): Promise<number | undefined> {
  const found = await lstat(place).catch(nothing);
  if (found === undefined) return undefined;
  if (!found.isFile()) throw notOurs(place, "a file");
  return found.size;
}

/** Opens a part to write on, or a new one. */
export async function openPart(place: string): Promise<FileHandle> {
  await sizeOf(place);
  const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
  const file = await open(place, O_RDWR | O_CREAT | (O_NOFOLLOW ?? 0), 0o644); // Windows has no O_NOFOLLOW
  if ((await file.stat()).nlink === 1) return file;
  await file.close();
  throw notOurs(place, "a file of its own");
}

/** A small file, whole or not at all. */
export async function writeSmall(place: string, text: string): Promise<void> {
  const draft = `${place}.${process.pid}`;
  await rm(draft, { force: true });
  const file = await open(draft, "wx");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, place);
}

/** Gives a written file its name, and makes sure that the disk has both. */
export async function settle(part: string, place: string): Promise<void> {
  await sizeOf(place);
  await rename(part, place);
  const folder = await open(dirname(place)).catch(nothing); // Windows opens no folders
  try {
    await folder?.sync().catch(nothing);
  } finally {
    await folder?.close();
  }
}

/** Bytes that may still be written. */
export async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const notOurs = (place: string, what: string): ModelError =>
  new ModelError(`${place} is a link, or not ${what}. Nothing is written through it: remove it, or use another --out.`);

const nothing = (): undefined => undefined;

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
