/** An ONNX file on the disk: described a window at a time, and its other files kept inside its folder. */
import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative } from "node:path";
import { ByteWindow, describeOnnx, type ExternalPart, type OnnxDescription, OnnxError } from "../../onnx/index.ts";

export interface OnnxFile extends OnnxDescription {
  /** Bytes of the file, and of the other files that its weights lie in. */
  readonly bytes: number;
  /** The other files, by their names in the model's folder. */
  readonly files: readonly string[];
}

/**
 * Describes an ONNX file: see `describeOnnx`. However large it is, a few windows of 64 KB are in memory.
 * Throws an OnnxError for a file that is no model, or whose weights lie outside of its folder or are not there.
 */
export function describeOnnxFile(path: string): OnnxFile {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const description = describeOnnx(new ByteWindow(size, (from, to) => readPart(file, from, to)));
    const files = [...new Set(description.external.map(({ location }) => location))].sort();
    const sizes = new Map(files.map((location) => [location, sizeInside(path, location)]));
    for (const part of description.external) checkPart(part, sizes.get(part.location)!);
    return { ...description, bytes: [...sizes.values()].reduce((sum, n) => sum + n, size), files };
  } finally {
    closeSync(file);
  }
}

function readPart(file: number, from: number, to: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(to - from);
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(file, bytes, done, bytes.length - done, from + done);
    if (count === 0) throw new OnnxError("onnx: the file is damaged: it was cut short.");
    done += count;
  }
  return bytes;
}

/** A file's size. Where a link or a name leads out of the model's folder, it is refused unread. */
function sizeInside(model: string, location: string): number {
  const shown = JSON.stringify(location.slice(0, 200));
  const refuse = (why: string) => new OnnxError(`onnx: its weights lie in ${shown}, ${why}.`);
  if (isAbsolute(location) || location.includes("\0") || location.split(/[\\/]/).includes("..")) {
    throw refuse("outside of its folder. Only files beside the model are read");
  }
  const folder = realpathSync(dirname(model));
  let path: string;
  try {
    path = realpathSync(join(folder, location));
  } catch (error) {
    throw Object.assign(refuse("which is not there. Put it beside the model"), { cause: error });
  }
  const way = relative(folder, path);
  if (isAbsolute(way) || way.split(/[\\/]/)[0] === "..") {
    throw refuse("a link that leads out of its folder. Only files beside the model are read");
  }
  const kind = statSync(path);
  if (!kind.isFile()) throw refuse("which is no file");
  return kind.size;
}

function checkPart({ location, offset, bytes }: ExternalPart, size: number): void {
  if (offset + bytes <= size) return;
  const shown = JSON.stringify(location.slice(0, 200));
  throw new OnnxError(
    `onnx: ${shown} has ${size} bytes. A tensor's are ${offset} to ${offset + bytes}: fetch it again.`,
  );
}
