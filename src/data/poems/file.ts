/** A set of poems as a file: a line each, which is quick to read, and which a person can read too. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { formOf, type Poem } from "./poem.ts";

export const POEMS_FOLDER = "runs/data/poems";
export const POEMS_FILE = "poems.txt";
/** The first line of the file. */
export const POEMS_FORMAT = "onda-poems-1";

export interface PoemSet {
  readonly training: readonly Poem[];
  /** About 2 %, never trained on: by the first line, so that the same poem is always held out. */
  readonly heldOut: readonly Poem[];
}

/** `author TAB title TAB line/line/…`: the lines tell the form. */
export const formatPoem = ({ author, title, lines }: Poem): string => `${author}\t${title}\t${lines.join("/")}`;

/** @throws Error with one line that says what to run, if there is no set in the folder or it is not one. */
export async function openPoems(folder: string = POEMS_FOLDER): Promise<PoemSet> {
  const file = join(folder, POEMS_FILE);
  const remake = `Run: onda data poems --out ${folder}`;
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(`poems: no set at ${file}. ${remake}`);
  }
  const rows = text.split("\n");
  if (rows.pop() !== "" || rows.shift() !== POEMS_FORMAT) {
    throw new Error(`poems: ${file} is not a set of format ${POEMS_FORMAT}. ${remake}`);
  }
  const training: Poem[] = [];
  const heldOut: Poem[] = [];
  for (const [index, row] of rows.entries()) {
    const poem = parsePoem(row);
    if (poem === undefined) throw new Error(`poems: ${file}:${index + 2} is no poem. ${remake}`);
    (isHeldOut(poem) ? heldOut : training).push(poem);
  }
  return { training, heldOut };
}

function parsePoem(row: string): Poem | undefined {
  const [author, title, verses] = row.split("\t");
  const lines = verses?.split("/") ?? [];
  const form = formOf(lines);
  return form === undefined ? undefined : { form, lines, author: author!, title: title! };
}

/** One in fifty. FNV-1a over UTF-16 code units, which no later version may change. */
export function isHeldOut({ lines }: Pick<Poem, "lines">): boolean {
  let hash = 0x811c9dc5;
  for (const character of lines[0]!) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % 50 === 0;
}
