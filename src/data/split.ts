/** A set in two parts: what a model may learn from, and what it never sees, in a folder within. */
import { join } from "node:path";
import { openPictureSet, type PictureSet, savePictureSet } from "./pictures.ts";

/** The unseen part lies here, inside the set's folder. */
const TEST_FOLDER = "test";

export interface SplitSet {
  readonly train: PictureSet;
  readonly test: PictureSet;
}

export interface SplitReport {
  readonly file: string;
  readonly testFile: string;
  /** Of both files. */
  readonly bytes: number;
  readonly train: number;
  readonly test: number;
}

/** Writes both parts. The unseen one first: a set with its training part has both. */
export async function saveSplit({ train, test }: SplitSet, out: string): Promise<SplitReport> {
  const unseen = await savePictureSet(test, join(out, TEST_FOLDER));
  const { file, bytes } = await savePictureSet(train, out);
  return {
    file,
    testFile: unseen.file,
    bytes: bytes + unseen.bytes,
    train: train.pictures.length,
    test: test.pictures.length,
  };
}

/** @throws Error with one clear line if the folder holds no such parts. */
export async function openSplit(folder: string): Promise<SplitSet> {
  const train = await openPictureSet(folder);
  return { train, test: await openPictureSet(join(folder, TEST_FOLDER)) };
}
