/** Makes the set of poems: reads the editions, makes them simplified and clean, drops what came before, writes a file. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findPackages } from "../packages.ts";
import { makeFolder, writeWhole } from "../write.ts";
import type { EditionPoem } from "./clean.ts";
import { Collection, type CollectionReport } from "./collection.ts";
import { formatPoem, POEMS_FILE, POEMS_FOLDER, POEMS_FORMAT } from "./file.ts";
import { modernCharacters } from "./variants.ts";

const PACKAGES = { poems: "chinese-poetry@2.0.1", converter: "opencc-js@1.4.2" } as const;

export interface BuildPoemsOptions {
  /** Folder to write to; made if absent. Default `runs/data/poems`. */
  readonly out?: string;
  /** Where packages are looked for: see `findPackages`. */
  readonly from?: readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly label: string }) => void;
}

export interface PoemsReport extends CollectionReport {
  readonly file: string;
  readonly bytes: number;
}

/**
 * Reads about 310,000 poems of the Tang and Song dynasties and keeps the regular verse: half a minute. An existing set
 * is replaced only when the new one is whole.
 * @throws MissingPackagesError with the command that installs what is missing.
 */
export async function buildPoems({
  out = POEMS_FOLDER,
  from,
  onProgress,
}: BuildPoemsOptions = {}): Promise<PoemsReport> {
  const folders = findPackages("poems", PACKAGES, from);
  await makeFolder(out);
  const simplified = await openConverter(folders.converter);
  const collection = new Collection();
  const folder = join(folders.poems, "dist/quantangshi");
  const files = await editions(folder);
  for (const [index, file] of files.entries()) {
    for (const poem of simplify(JSON.parse(await readFile(join(folder, file), "utf8")), simplified)) {
      collection.add(poem);
    }
    onProgress?.({ done: index + 1, total: files.length, label: file });
  }
  const poems = collection.finished();
  const text = `${[POEMS_FORMAT, ...poems.map(formatPoem)].join("\n")}\n`;
  const file = join(out, POEMS_FILE);
  const bytes = await writeWhole(file, [new TextEncoder().encode(text)]);
  return { file, bytes, ...collection.report(poems) };
}

/** Tang before Song, each in the order of the edition: of two of the same, the older is kept. */
async function editions(folder: string): Promise<string[]> {
  const parsed = (await readdir(folder)).flatMap((file) => {
    const [, age, number] = /^poet\.(tang|song)\.(\d+)\.json$/.exec(file) ?? [];
    return age === undefined ? [] : [{ file, isSong: age === "song", number: Number(number) }];
  });
  parsed.sort((a, b) => Number(a.isSong) - Number(b.isSong) || a.number - b.number);
  return parsed.map(({ file }) => file);
}

type Converter = (text: string) => string;

/** The package is found, not imported: who only uses Onda's models does not have it. */
async function openConverter(folder: string): Promise<Converter> {
  const { Converter } = (await import(pathToFileURL(join(folder, "dist/esm/t2cn.js")).href)) as {
    Converter(options: { from: string; to: string }): Converter;
  };
  const convert = Converter({ from: "t", to: "cn" });
  return (text) => modernCharacters(convert(text));
}

/** A whole file at once, which is faster than poem by poem; line breaks keep words from crossing. */
function simplify(poems: readonly EditionPoem[], simplified: Converter): EditionPoem[] {
  const flat = poems.flatMap(({ title, author, paragraphs }) => [title, author, paragraphs.join("")]);
  const parts = simplified(flat.map((part) => part.replaceAll("\n", " ")).join("\n")).split("\n");
  return poems.map((_, i) => ({ title: parts[3 * i]!, author: parts[3 * i + 1]!, paragraphs: [parts[3 * i + 2]!] }));
}
