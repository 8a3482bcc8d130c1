/** Writes a file whole or not at all: beside its place first, then renamed into it. */
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Makes the folder if absent; an existing file is replaced only when the new one is complete. Returns bytes written. */
export async function writeWhole(file: string, chunks: Iterable<Uint8Array>): Promise<number> {
  let written = 0;
  const draft = `${file}.${process.pid}.part`;
  await makeFolder(dirname(file));
  try {
    const handle = await open(draft, "w");
    try {
      for (const chunk of chunks) {
        await handle.writeFile(chunk);
        written += chunk.byteLength;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw new Error(`cannot write ${file}: ${(error as Error).message}.`, { cause: error });
  }
  return written;
}

/** @throws Error with one clear line if there can be no such folder. */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`data: cannot make the folder ${folder}: ${error.code}.`, { cause: error });
  });
}

/** Removes what processes that no longer live had begun to write here. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /\.(\d+)\.part$/.exec(name)?.[1];
    if (pid !== undefined && !lives(Number(pid))) await rm(join(folder, name), { force: true });
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // alive, and another user's
  }
}
