/** `pulled.json`: where the files of a folder came from, under which licence, and what each must be. */
import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { writeSmall } from "./folder.ts";
import { pathProblem, RECORD_FILE } from "./names.ts";

export interface PulledFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Of the repository, when the file was fetched. */
  readonly commit: string;
}

export interface PulledRecord {
  readonly host: string;
  readonly repository: string;
  readonly revision: string;
  readonly commit: string;
  readonly licence?: string | undefined;
  /** By path. */
  readonly files: readonly PulledFile[];
}

/** What a folder says of itself, or undefined. What is no record, or names a file outside, counts as none. */
export async function readRecord(folder: string): Promise<PulledRecord | undefined> {
  const text = await readFile(join(folder, RECORD_FILE), "utf8").catch(() => undefined);
  try {
    const record = text === undefined ? undefined : (JSON.parse(text) as PulledRecord);
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(record: PulledRecord | undefined): record is PulledRecord {
  if (typeof record?.repository !== "string" || !Array.isArray(record.files)) return false;
  return record.files.every(
    (file: Partial<PulledFile> | null) =>
      typeof file?.path === "string" &&
      pathProblem(file.path) === undefined &&
      Number.isSafeInteger(file.bytes) &&
      /^[0-9a-f]{64}$/.test(String(file.sha256)),
  );
}

export const writeRecord = (folder: string, record: PulledRecord): Promise<void> =>
  writeSmall(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 2)}\n`);

/** The record that speaks of a file: in its folder, or above it where it lies in a folder of its repository. */
export async function recordOver(
  file: string,
): Promise<{ readonly folder: string; readonly path: string; readonly record: PulledRecord } | undefined> {
  for (let folder = dirname(file), depth = 0; depth < DEEPEST; folder = dirname(folder), depth++) {
    const record = await readRecord(folder);
    const path = relative(folder, file).split(sep).join("/");
    if (record?.files.some((listed) => listed.path === path)) return { folder, path, record };
  }
  return undefined;
}
const DEEPEST = 5;
