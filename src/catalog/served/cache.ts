/**
 * Repacked weights that are kept for the next time, a folder for each file they come from. They are written beside and
 * then named, so that whoever sees the name sees the whole, and two processes that write at once do no harm.
 */
import { type FileHandle, mkdir, mkdtemp, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { Kept } from "./kept.ts";
import { type Plan, WEIGHTS } from "./plan.ts";
import { writeWeights } from "./write-weights.ts";

/** Grows when the layout of the file of weights changes. */
const VERSION = 2;
/** What was lost, beside the weights. */
const KEPT = "kept.json";

/** `ONDA_CACHE`, else `.onda/cache` at home. */
export const servedCache = (): string => join(process.env.ONDA_CACHE ?? join(homedir(), ".onda", "cache"), "served");

/** Repacked weights, and what became of them. */
export interface Repacked {
  readonly folder: string;
  readonly kept: readonly Kept[];
}

/**
 * The folder that holds the plan's weights, written now unless they are there.
 * @param fingerprint of the files they come from
 */
export async function keepWeights(
  fingerprint: string,
  plan: Plan,
  from: readonly FileHandle[],
  cache = servedCache(),
): Promise<Repacked> {
  const folder = join(cache, `${fingerprint.slice(0, 32)}-${VERSION}`);
  const target = join(folder, WEIGHTS);
  const known = await stat(target).catch(() => undefined);
  const before = await readFile(join(folder, KEPT), "utf8").catch(() => undefined);
  if (known?.size === plan.bytes && before !== undefined) return { folder, kept: JSON.parse(before) };
  await mkdir(folder, { recursive: true });
  const beside = await mkdtemp(join(folder, "writing-"));
  try {
    const kept = await writeTo(join(beside, WEIGHTS), plan, from);
    await writeFile(join(beside, KEPT), JSON.stringify(kept));
    for (const name of [KEPT, WEIGHTS]) await rename(join(beside, name), join(folder, name));
    return { folder, kept };
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** The weights for `use` alone: a program that has mapped them keeps them when the file is gone. */
export async function lendWeights<T>(
  plan: Plan,
  from: readonly FileHandle[],
  use: (repacked: Repacked) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "onda-served-"));
  try {
    return await use({ folder, kept: await writeTo(join(folder, WEIGHTS), plan, from) });
  } finally {
    // Windows does not let go of a mapped file: it stays until the folder of temporary files is tidied.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Forgets all repacked weights, those that were left half written among them. */
export const clearServedCache = (cache = servedCache()): Promise<void> => rm(cache, { recursive: true, force: true });

async function writeTo(path: string, plan: Plan, from: readonly FileHandle[]): Promise<Kept[]> {
  const to = await open(path, "w");
  try {
    return await writeWeights(plan, from, to);
  } finally {
    await to.close();
  }
}
