/** What a file must be: its size, and the SHA-256 or the Git hash that the host announced. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { RemoteFile } from "./listing.ts";

export interface Hashes {
  update(bytes: Uint8Array): void;
  /** @throws nothing: whether these are the announced bytes, and their SHA-256. */
  finish(): { readonly ok: boolean; readonly sha256: string };
}

/** Git's hash begins with the size, which is why it must be known before. */
export function startHashes({ bytes, sha256, gitSha1 }: RemoteFile): Hashes {
  const own = createHash("sha256");
  const git = gitSha1 === undefined ? undefined : createHash("sha1").update(`blob ${bytes}\0`);
  let size = 0;
  return {
    update(part) {
      size += part.length;
      own.update(part);
      git?.update(part);
    },
    finish() {
      const found = own.digest("hex");
      const isAnnounced = git === undefined ? found === sha256 : git.digest("hex") === gitSha1;
      return { ok: size === bytes && isAnnounced, sha256: found };
    },
  };
}

/** Feeds what a file holds; `onBytes` hears how many bytes it has been so far. */
export async function feed(hashes: Hashes, path: string, onBytes: (read: number) => void, signal?: AbortSignal) {
  let read = 0;
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hashes.update(part as Buffer);
    read += (part as Buffer).length;
    onBytes(read);
  }
}
