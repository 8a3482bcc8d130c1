/**
 * A user's folder of pictures with captions, read into memory at one size.
 *
 * A caption is the file's name ("red-apple_2.png" → "red apple") or stands in `captions.jsonl`, one
 * {"file": "red.png", "text": "a red apple"} a line; several lines for one file give it several captions.
 * What cannot be read is reported and skipped. No path may lead out of the folder.
 */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, normalize, relative, sep } from "node:path";
import { warningsOf } from "./alike.ts";
import { type DecodeOptions, decodePicture } from "./decode.ts";
import type { Picture, PictureSet } from "./pictures.ts";

export interface FolderOptions extends DecodeOptions {
  /** Side of the pictures in pixels; default 64. */
  readonly size?: number;
  /** Whether a picture without a caption is skipped ("needed", the default) or taken with an empty one. */
  readonly captions?: "needed" | "optional";
  /** Captions of a picture that has no line in `captions.jsonl`, by its path inside the folder; its name's words unless given. */
  readonly captionsOf?: (file: string) => readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly file: string }) => void;
}

export interface PictureFolder {
  readonly set: PictureSet;
  readonly skipped: readonly Skipped[];
  /** What is odd about the set as a whole, in plain words. */
  readonly warnings: readonly string[];
}

export interface Skipped {
  /** Path inside the folder, or `captions.jsonl:LINE`. */
  readonly file: string;
  readonly reason: string;
}

export const CAPTIONS_FILE = "captions.jsonl";
const PICTURE = /\.(png|jpe?g|webp|gif|avif|tiff?|svg)$/i;
const MAX_CAPTION = 1000;
/** Pictures decoded side by side: a decoder needs longer to begin than to read a small picture. */
const TOGETHER = 8;
/** All pictures of a set together, in bytes. */
const MAX_MEMORY = 2_000_000_000;

/** @throws Error with one clear line if the folder cannot be read or holds no usable picture. */
export async function readPictureFolder(folder: string, options: FolderOptions = {}): Promise<PictureFolder> {
  const { size = 64, captions: wanted = "needed", onProgress } = options;
  if (!Number.isInteger(size) || size < 8 || size > 1024) {
    throw new RangeError(`data: picture size ${size} is not a whole number from 8 to 1024.`);
  }
  const root = await openRoot(folder);
  const skipped: Skipped[] = [];
  const files = await listPictures(root, skipped);
  const memory = files.length * size * size * 3;
  if (memory > MAX_MEMORY) {
    throw new Error(
      `data: ${files.length} pictures of ${size} × ${size} need ${memory} bytes; at most ${MAX_MEMORY}. Use fewer or smaller ones.`,
    );
  }
  const written = await readCaptions(root, files, skipped);
  const read = async (file: string): Promise<Picture & { readonly frames: number }> => {
    const named = written.get(file) ?? (options.captionsOf ?? fileCaption)(file);
    const captions = named.length === 0 && wanted === "optional" ? [""] : named;
    if (captions.length === 0)
      throw new Error("no caption: its name has no letters and captions.jsonl has no line for it");
    return { file, captions, ...(await decodePicture(join(root, file), size, options)) };
  };
  const pictures: Picture[] = [];
  let moving = 0;
  for (let at = 0; at < files.length; at += TOGETHER) {
    const some = files.slice(at, at + TOGETHER);
    for (const [i, result] of (await Promise.allSettled(some.map(read))).entries()) {
      const file = some[i]!;
      if (result.status === "rejected") skipped.push({ file, reason: firstLine(result.reason) });
      else {
        const { frames, ...picture } = result.value;
        pictures.push(picture);
        if (frames > 1) moving++;
      }
      onProgress?.({ done: at + i + 1, total: files.length, file });
    }
  }
  if (pictures.length === 0) throw emptyFolder(folder, skipped);
  const frames = moving > 0 ? [`${moving} of the pictures move or have pages: only the first frame is taken`] : [];
  return { set: { size, pictures }, skipped, warnings: [...warningsOf(pictures), ...frames] };
}

async function openRoot(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    if ((await stat(root)).isDirectory()) return root;
  } catch (error) {
    throw new Error(
      `data: cannot open ${folder}: ${(error as NodeJS.ErrnoException).code ?? firstLine(error)}. Give a folder of pictures.`,
    );
  }
  throw new Error(`data: ${folder} is not a folder. Give a folder of pictures.`);
}

/** Paths of all pictures below `root`, sorted. Links to pictures are followed where they stay inside, links to folders not. */
async function listPictures(root: string, skipped: Skipped[], below = ""): Promise<string[]> {
  const found: string[] = [];
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch((error: unknown) => {
    skipped.push({ file: below || ".", reason: firstLine(error) });
    return [];
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) found.push(...(await listPictures(root, skipped, file)));
    if (entry.isDirectory() || !PICTURE.test(entry.name)) continue;
    try {
      const target = await realpath(join(root, file));
      if (!isInside(root, target)) throw new Error("a link that leads out of the folder");
      if (!(await stat(target)).isFile()) throw new Error("not a file");
      found.push(file);
    } catch (error) {
      skipped.push({ file, reason: firstLine(error) });
    }
  }
  return found;
}

function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function readCaptions(
  root: string,
  files: readonly string[],
  skipped: Skipped[],
): Promise<Map<string, string[]>> {
  const captions = new Map<string, string[]>();
  let text: string;
  try {
    const path = await realpath(join(root, CAPTIONS_FILE));
    if (!isInside(root, path)) throw new Error("a link that leads out of the folder");
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      skipped.push({ file: CAPTIONS_FILE, reason: firstLine(error) });
    return captions;
  }
  const known = new Set(files);
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === "") continue;
    try {
      const [file, caption] = parseLine(line, known);
      captions.set(file, [...(captions.get(file) ?? []), caption]);
    } catch (error) {
      skipped.push({ file: `${CAPTIONS_FILE}:${index + 1}`, reason: firstLine(error) });
    }
  }
  return captions;
}

/** @throws Error naming what is wrong with the line. */
function parseLine(line: string, known: ReadonlySet<string>): [file: string, caption: string] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error("not JSON");
  }
  const { file, text } = (value ?? {}) as { file?: unknown; text?: unknown };
  if (typeof file !== "string" || typeof text !== "string") throw new Error('not {"file": "…", "text": "…"}');
  const path = normalize(file).split(sep).join("/");
  if (isAbsolute(file) || path === ".." || path.startsWith("../"))
    throw new Error("a path that leads out of the folder");
  if (!known.has(path)) throw new Error(`no picture ${JSON.stringify(path.slice(0, 200))} in the folder`);
  const caption = clean(text);
  if (caption === "") throw new Error("an empty caption");
  if (caption.length > MAX_CAPTION)
    throw new Error(`a caption of ${caption.length} characters; at most ${MAX_CAPTION}`);
  return [path, caption];
}

/** "fruit/red-apple_02 (1).png" → ["red apple"]; a name without letters gives no caption. */
export function fileCaption(file: string): readonly string[] {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(PICTURE, "");
  const words = clean(name.replace(/[-_+.]+/g, " ").replace(/(\s*\(?\b\d+\)?)+$/, ""));
  return /\p{L}/u.test(words) ? [words.slice(0, MAX_CAPTION)] : [];
}

/** One line without control characters. */
function clean(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

function emptyFolder(folder: string, skipped: readonly Skipped[]): Error {
  const first = skipped[0];
  const found = first
    ? `none of its pictures can be used (${skipped.length} skipped; the first, ${first.file}: ${first.reason})`
    : "no pictures (png, jpg, webp, gif, avif, tiff, svg) in it";
  return new Error(`data: ${folder}: ${found}. Give a folder of pictures named by what they show.`);
}

function firstLine(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EACCES") return "no permission to read it";
  if (code === "ENOENT") return "not there, or a link that leads nowhere";
  return (message ?? String(error)).split("\n")[0] ?? "";
}
