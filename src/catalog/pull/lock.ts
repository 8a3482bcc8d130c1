/** One pull at a time in a folder: a file that names the process, taken over where that process is gone. */
import { link, open, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { RequestError } from "../errors.ts";

const LOCK_FILE = ".pull.lock";
const held = new Set<string>();

/** Runs work while the folder is locked. @throws RequestError where another process is at it. */
export async function locked<T>(root: string, work: () => Promise<T>): Promise<T> {
  const place = join(root, LOCK_FILE);
  const mine = JSON.stringify({ pid: process.pid, host: hostname() });
  for (let tries = 0; !(await create(place, mine)); tries++) {
    const text = await readFile(place, "utf8").catch(() => "");
    if (text !== "" && isAlive(text, place)) throw busy(root, text, place);
    if (tries > 3) throw busy(root, text, place);
    await removeStale(place, text);
  }
  held.add(place);
  try {
    return await work();
  } finally {
    held.delete(place);
    await rm(place, { force: true });
  }
}

/** Made beside and linked into place, so that nobody ever reads half a lock. */
async function create(place: string, text: string): Promise<boolean> {
  const draft = `${place}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const file = await open(draft, "wx");
  await file.writeFile(text);
  await file.close();
  try {
    await link(draft, place);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whoever renames a lock has it; one that turns out to be newer than the stale one is put back. */
async function removeStale(place: string, stale: string): Promise<void> {
  const aside = `${place}.${process.pid}.stale`;
  try {
    await rename(place, aside);
  } catch {
    return; // another has taken it over
  }
  if ((await readFile(aside, "utf8").catch(() => stale)) !== stale) await link(aside, place).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive(text: string, place: string): boolean {
  const { pid, host } = parse(text);
  if (host !== hostname()) return pid !== undefined; // on another machine: who knows
  if (pid === process.pid) return held.has(place);
  try {
    process.kill(pid!, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function parse(text: string): { pid?: number; host?: string } {
  try {
    const { pid, host } = JSON.parse(text) as { pid?: unknown; host?: unknown };
    return Number.isSafeInteger(pid) && (pid as number) > 0 ? { pid: pid as number, host: String(host) } : {};
  } catch {
    return {};
  }
}

function busy(root: string, text: string, place: string): RequestError {
  const { pid, host } = parse(text);
  const where = host === hostname() ? "" : ` on ${host}`;
  return new RequestError(
    `process ${pid}${where} is pulling into ${root}. Wait for it; if there is no such process, remove ${place}.`,
  );
}
