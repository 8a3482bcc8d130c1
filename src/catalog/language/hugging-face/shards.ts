/** The files in a folder of Hugging Face's that hold the weights: one, or shards with an index. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "../../../train/index.ts";

const WHOLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

export interface Shards {
  readonly there: readonly string[];
  readonly missing: readonly string[];
}

/** Names of the files, in order. Throws a CheckpointError that names the missing ones. */
export async function shardsOf(folder: string): Promise<readonly string[]> {
  const { there, missing } = await listShards(folder);
  if (missing.length === 0) return there;
  throw new CheckpointError(
    `${folder}: of ${there.length + missing.length} shards ${missing.length} ${missing.length === 1 ? "is" : "are"} ` +
      `missing: ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ", …" : ""}. Fetch them too.`,
  );
}

/** The files that are there, and those that should be. Throws a CheckpointError where there are no weights at all. */
export async function listShards(folder: string): Promise<Shards> {
  const found = new Set(await readdir(folder));
  if (!found.has(INDEX)) {
    if (found.has(WHOLE)) return { there: [WHOLE], missing: [] };
    const pickled = [...found].find((name) => /\.(bin|pt|pth)$/.test(name));
    throw new CheckpointError(
      pickled === undefined
        ? `${folder} has neither ${WHOLE} nor ${INDEX}. Fetch the model again, all its files.`
        : `${folder} has its weights in ${pickled}, which may run code. Fetch them as safetensors.`,
    );
  }
  const names = [...new Set(Object.values(await readIndex(join(folder, INDEX))))].sort();
  return { there: names.filter((name) => found.has(name)), missing: names.filter((name) => !found.has(name)) };
}

/** Which file holds which tensor: only plain names of the same folder. */
async function readIndex(path: string): Promise<Readonly<Record<string, string>>> {
  const wrong = (why: string) => new CheckpointError(`${path} ${why}. Fetch the file again.`);
  const index: unknown = await readFile(path, "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  const map = typeof index === "object" && index !== null ? (index as { weight_map?: unknown }).weight_map : undefined;
  if (typeof map !== "object" || map === null) throw wrong("has no weight_map that says where tensors are");
  for (const file of Object.values(map)) {
    if (typeof file !== "string" || !/^[^/\\]+\.safetensors$/.test(file)) {
      throw wrong(`names the shard ${JSON.stringify(file)}, which is no safetensors file of its folder`);
    }
  }
  return map as Readonly<Record<string, string>>;
}
