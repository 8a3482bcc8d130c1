/** The models that were pulled: found by `OWNER/NAME`, each file by what was recorded of it. */
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { RequestError } from "../errors.ts";
import { type PulledRecord, readRecord } from "./record.ts";
import { findGroup, shortName, type WeightGroup, weightGroups } from "./weights.ts";

/** Where pulled models lie: `OWNER/NAME` below it. */
export const pulledFolder = (): string => join(homedir(), ".onda", "models");

export interface PulledModel {
  /** `OWNER/NAME`, with `:Q4_0` where there are several. */
  readonly name: string;
  /** The weights, or their first part. */
  readonly file: string;
  /** Of all parts. */
  readonly bytes: number;
}

/** The pulled models whose weights are all here, by name. */
export async function listPulled(root: string = pulledFolder()): Promise<PulledModel[]> {
  const names: string[] = [];
  for (const owner of await below(root)) {
    for (const name of await below(join(root, owner))) names.push(`${owner}/${name}`);
  }
  return (await Promise.all(names.map((name) => modelsIn(name, join(root, name))))).flat();
}

const below = async (folder: string): Promise<string[]> => (await readdir(folder).catch(() => [])).sort();

/** `OWNER/NAME`, `OWNER/NAME:Q4_0` or `OWNER/NAME:FILE`; undefined where no such was pulled. */
export async function findPulled(text: string, root: string = pulledFolder()): Promise<PulledModel | undefined> {
  const [, name, variant] = /^(\w[\w.-]*\/\w[\w.-]*)(?::(.+))?$/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const folder = join(root, name);
  const record = await readRecord(folder);
  if (record === undefined) return undefined;
  const all = wholeGroups(record);
  const fit = variant === undefined ? all : findGroup(all, variant);
  if (fit.length === 1) return modelOf(name, folder, record, fit[0]!, all);
  if (all.length === 0) return undefined;
  const what = fit.length === 0 ? "no such model" : "several models";
  const names = (fit.length === 0 ? all : fit).map((group) => `${name}:${shortName(group, all)}`);
  throw new RequestError(`${folder} holds ${what}. Name one: ${names.join(", ")}.`);
}

async function modelsIn(name: string, folder: string): Promise<PulledModel[]> {
  const record = await readRecord(folder);
  if (record === undefined) return [];
  const groups = wholeGroups(record);
  return groups.map((group) => modelOf(name, folder, record, group, groups));
}

const wholeGroups = ({ files }: PulledRecord): WeightGroup[] =>
  weightGroups(files.map(({ path }) => path)).filter(({ isWhole }) => isWhole);

function modelOf(
  name: string,
  folder: string,
  { files }: PulledRecord,
  group: WeightGroup,
  among: readonly WeightGroup[],
): PulledModel {
  const bytes = files.filter(({ path }) => group.paths.includes(path)).reduce((sum, file) => sum + file.bytes, 0);
  const full = among.length === 1 ? name : `${name}:${shortName(group, among)}`;
  return { name: full, file: join(folder, group.paths[0]!), bytes };
}
