/** Where texts go: standard output, a file, several numbered ones, or a folder. */
import { extname, join } from "node:path";
import { freeName, numbered } from "./files.ts";
import { folderOf, refuseExisting } from "./paint/target.ts";
import { UsageError } from "./report.ts";

export interface TextTarget {
  /** A path in the folder that will be written to: to check it before any work. */
  readonly probe: string;
  /** The file of text `index`; `name` is used where none was asked for. */
  path(index: number, name: string): string;
}

/**
 * Undefined for standard output.
 * @throws UsageError when a file would be overwritten.
 */
export function planTextTarget(
  out: string | undefined,
  { force = false, count = 1 }: { readonly force?: boolean; readonly count?: number },
): TextTarget | undefined {
  if (out === undefined || out === "-") return undefined;
  if (out === "") throw new UsageError("the file's name is empty. Give one, or leave out --out.");
  const folder = folderOf(out);
  if (folder !== undefined) {
    const place = (name: string) => join(folder, `${name}.txt`);
    return { probe: place("x"), path: (_, name) => (force ? place(name) : freeName(place(name))) };
  }
  const file = extname(out) === "" ? `${out}.txt` : out;
  const path = (index: number) => numbered(file, index, count);
  if (!force) refuseExisting(Array.from({ length: count }, (_, i) => path(i)));
  return { probe: file, path };
}
