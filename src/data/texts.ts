/** Running text of a user's own: a file, or all text files of a folder, in the order of their names. */
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";

/** Files that cannot be read as text, or too much of it. */
export class TextsError extends Error {
  override readonly name = "TextsError";
}

const EXTENSIONS: ReadonlySet<string> = new Set([".txt", ".md", ".text"]);
/** A string must hold it all. */
const MOST_BYTES = 400e6;

/** @throws TextsError that names the file and says what to do. */
export async function readTexts(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new TextsError(`${path} does not exist. Give a text file, or a folder of them.`);
  const files = found.isDirectory() ? await textFiles(path) : [path];
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  const bytes = sizes.reduce((a, b) => a + b, 0);
  if (bytes > MOST_BYTES) {
    throw new TextsError(
      `${path} holds ${Math.round(bytes / 1e6)} MB of text. At most ${MOST_BYTES / 1e6} MB are read.`,
    );
  }
  return (await Promise.all(files.map(readText))).join("\n");
}

async function textFiles(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((entry) => entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase()));
  if (files.length === 0) {
    throw new TextsError(`${folder} holds no text. Onda reads ${[...EXTENSIONS].join(", ")} files.`);
  }
  return files.map((entry) => join(entry.parentPath, entry.name)).sort();
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TextsError(`${file} is not UTF-8 text. Save it as UTF-8, or take it out of the folder.`, {
      cause: error,
    });
  }
}
