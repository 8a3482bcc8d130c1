/** Where a picture goes: a name from the prompt, the file or folder that was asked for, or standard output. */
import { existsSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { freeName, numbered } from "../files.ts";
import { UsageError } from "../report.ts";

export interface TargetOptions {
  readonly out?: string;
  readonly svg?: boolean;
  readonly force?: boolean;
  readonly count?: number;
}

export interface Target {
  readonly format: "png" | "svg";
  readonly stdout: boolean;
  /** A path in the folder that will be written to: to check it before any work. */
  readonly probe: string;
  /** The file of picture `index`; `name` is used where none was asked for. */
  path(index: number, name: string): string;
}

/** @throws UsageError when what was asked for cannot be, or would overwrite a file. */
export function planTarget({ out, svg = false, force = false, count = 1 }: TargetOptions): Target {
  const format = formatOf(out, svg);
  if (out === "-") {
    if (count > 1) throw new UsageError("only one picture can go to standard output. Leave out --count or --out -.");
    return { format, stdout: true, probe: ".", path: () => "-" };
  }
  const folder = out === undefined ? "" : folderOf(out);
  if (folder !== undefined) {
    const place = (name: string) => join(folder, `${name}.${format}`);
    return {
      format,
      stdout: false,
      probe: place("x"),
      path: (_, name) => (force ? place(name) : freeName(place(name))),
    };
  }
  const file = extname(out!) === "" && !existsSync(out!) ? `${out}.${format}` : out!;
  const path = (index: number) => numbered(file, index, count);
  if (!force) refuseExisting(Array.from({ length: count }, (_, i) => path(i)));
  return { format, stdout: false, probe: file, path };
}

function formatOf(out: string | undefined, svg: boolean): "png" | "svg" {
  const extension = extname(out ?? "").toLowerCase();
  if (out === undefined || extension === "" || folderOf(out) !== undefined) return svg ? "svg" : "png";
  if (extension === ".svg") return "svg";
  if (extension !== ".png" && existsSync(out) && !statSync(out).isFile()) return svg ? "svg" : "png"; // a device
  if (extension !== ".png") throw new UsageError(`${out}: pictures are written as .png or .svg.`);
  if (svg) throw new UsageError(`${out} is a PNG's name, and --svg asks for an SVG. Leave one out.`);
  return "png";
}

export function folderOf(path: string): string | undefined {
  if (/[/\\]$/.test(path)) return path;
  return existsSync(path) && statSync(path).isDirectory() ? path : undefined;
}

export function refuseExisting(paths: readonly string[]): void {
  const taken = paths.find((path) => existsSync(path) && statSync(path).isFile());
  if (taken !== undefined) throw new UsageError(`${taken} exists. Overwrite it with --force, or choose another name.`);
}
