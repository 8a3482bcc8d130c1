/** Named models: each a folder `weights/NAME` with `NAME.safetensors`, a model card and `SHA256SUMS`; and pulled ones. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { ModelError, RequestError } from "./errors.ts";
import { packageRoot } from "./package.ts";
import { findPulled } from "./pull/pulled.ts";
import { recordOver } from "./pull/record.ts";

export interface ModelEntry {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** Where the models that come with Onda lie. */
export const weightsFolder: string = join(packageRoot, "weights");
export const SUMS_FILE = "SHA256SUMS";
export const CARD_FILE = "README.md";

/** The models in a folder of models, by name. */
export async function listModels(folder: string = weightsFolder): Promise<ModelEntry[]> {
  const names = (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const found = await Promise.all(names.map((name) => entryOf(name, modelPath(name, folder))));
  return found.filter((entry) => entry !== undefined);
}

/**
 * A model by its name or by its file: what has a slash or an extension is a file, or else a pulled `OWNER/NAME`.
 * @throws RequestError that says what there is when it is not found, ModelError when nothing is there.
 */
export async function findModel(nameOrFile: string, folder: string = weightsFolder): Promise<ModelEntry> {
  if (nameOrFile === "") throw new RequestError("the model's name is empty. List the models: onda models list");
  const isFile = /[/\\.]/.test(nameOrFile);
  const file = isFile ? resolve(nameOrFile) : modelPath(nameOrFile, folder);
  const entry = await entryOf(isFile ? basename(file).replace(/\.(safetensors|gguf)$/, "") : nameOrFile, file);
  if (entry !== undefined) return entry;
  const pulled = isFile ? await findPulled(nameOrFile) : undefined;
  if (pulled !== undefined) return pulled;
  if (isFile) {
    throw new RequestError(
      `${nameOrFile} does not exist or is not a file. Give a model's name, file, or folder with config.json, or pull it.`,
    );
  }
  const names = (await listModels(folder)).map(({ name }) => name);
  if (names.length === 0) throw new ModelError(`no model is in ${folder}. Install Onda again, or train one.`);
  throw new RequestError(`there is no model ${JSON.stringify(nameOrFile)}. Known: ${names.join(", ")}.`);
}

const modelPath = (name: string, folder: string): string => join(folder, name, `${name}.safetensors`);

async function entryOf(name: string, file: string): Promise<ModelEntry | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return { name, file, bytes: found.size };
  const isModel = found?.isDirectory() && (await stat(join(file, "config.json")).catch(() => undefined))?.isFile();
  return isModel ? { name, file, bytes: await folderSize(file) } : undefined;
}

/** Bytes of the files of a folder. */
async function folderSize(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
}

/** A file's SHA-256 in hexadecimal, read piece by piece; a folder's is that of the list of its files' sums. */
export async function sha256Of(file: string): Promise<string> {
  if ((await stat(file)).isDirectory()) return sha256OfBytes(Buffer.from(await sumsOf(file)));
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** As `sha256sum *` prints them. */
async function sumsOf(folder: string): Promise<string> {
  const names = (await readdir(folder, { withFileTypes: true })).flatMap((entry) =>
    entry.isFile() ? [entry.name] : [],
  );
  const lines = names.sort().map(async (name) => `${await sha256Of(join(folder, name))}  ${name}\n`);
  return (await Promise.all(lines)).join("");
}

export const sha256OfBytes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export interface Checked {
  readonly file: string;
  readonly expected: string;
  /** Undefined where the file is missing. */
  readonly found: string | undefined;
  readonly ok: boolean;
}

/** Compares every file of a model with `SHA256SUMS` beside it, or with what was recorded when it was pulled. */
export async function verifyModel({ name, file }: Pick<ModelEntry, "name" | "file">): Promise<Checked[]> {
  const found = await sumsFor(file);
  if (found === undefined) {
    throw new ModelError(`${name}: no ${SUMS_FILE} in ${dirname(file)}, so its files cannot be verified.`);
  }
  const { folder, sums } = found;
  if (!sums.has(found.path)) throw new ModelError(`${name}: ${SUMS_FILE} does not list ${found.path}.`);
  return Promise.all(
    [...sums].map(async ([listed, expected]) => {
      const path = join(folder, listed);
      const sum = await sha256Of(path).catch(() => undefined);
      return { file: path, expected, found: sum, ok: sum === expected };
    }),
  );
}

/** The SHA-256 that is listed for a file, if there is one. */
export async function expectedSum(file: string): Promise<string | undefined> {
  const found = await sumsFor(file);
  return found?.sums.get(found.path);
}

/** The sums that speak of a file, and what they call it. */
async function sumsFor(file: string) {
  const sums = await readSums(dirname(file));
  if (sums !== undefined) return { folder: dirname(file), path: basename(file), sums };
  const pulled = await recordOver(resolve(file));
  if (pulled === undefined) return undefined;
  return { ...pulled, sums: new Map(pulled.record.files.map(({ path, sha256 }) => [path, sha256])) };
}

/**
 * The SHA-256 of a model's file, which is the listed one where there is a list.
 * @throws ModelError where it is not
 */
export async function verifiedSum(file: string): Promise<string> {
  const [found, expected] = await Promise.all([sha256Of(file), expectedSum(file)]);
  if (expected === undefined || expected === found) return found;
  throw new ModelError(`${file} is not the file it should be: its SHA-256 differs. Fetch it again.`);
}

/** `HASH  FILE` lines, as `sha256sum` writes them; only plain names of the same folder. */
async function readSums(folder: string): Promise<Map<string, string> | undefined> {
  const text = await readFile(join(folder, SUMS_FILE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split("\n").map((line) => /^([0-9a-f]{64}) [ *]([^/\\]+?)\r?$/.exec(line));
  return new Map(lines.filter((line) => line !== null).map(([, hash, name]) => [name!, hash!]));
}
