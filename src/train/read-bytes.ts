/** A range of a file's bytes, however large. */
import type { FileHandle } from "node:fs/promises";

/** The bytes from `begin` to `end`; fewer where the file has become shorter since its size was asked. */
export async function readBytes(file: FileHandle, begin: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - begin);
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, 2 ** 30), begin + at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}
