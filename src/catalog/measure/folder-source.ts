/** A folder of pictures as a source: whoever made them, they can be measured. */
import { basename, resolve } from "node:path";
import { readPictureFolder, type Skipped } from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import { RequestError } from "../errors.ts";
import { pixelsOf } from "./pixels.ts";
import type { PictureSource } from "./source.ts";

export interface FolderSource extends PictureSource {
  /** Pictures that are there. */
  readonly most: number;
  readonly skipped: readonly Skipped[];
  readonly warnings: readonly string[];
}

/** @param size pixels on a side that the pictures are read at */
export async function openFolderSource(
  folder: string,
  size: number,
  onProgress?: (done: number, total: number) => void,
): Promise<FolderSource> {
  const { set, skipped, warnings } = await readPictureFolder(folder, {
    ...{ size, captions: "optional" },
    onProgress: ({ done, total }) => onProgress?.(done, total),
  }).catch((error: Error) => {
    throw new RequestError(error.message, { cause: error });
  });
  const most = set.pictures.length;
  return {
    ...{ name: basename(resolve(folder)), size, conditional: false, most, skipped, warnings },
    async sample(count, seed) {
      if (count > most) throw new RequestError(`${folder} holds ${most} pictures. At most as many can be measured.`);
      const order = createRng(`folder:${seed}`).permutation(most).subarray(0, count);
      return pixelsOf(Array.from(order, (i) => set.pictures[i]!));
    },
    dispose: async () => undefined,
  };
}
