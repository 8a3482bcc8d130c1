/** Makes a set of pixel faces: drawn by a program from seeds, so there are as many as one asks for, and all are known. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { findPackages } from "../packages.ts";
import type { Picture, PictureSet } from "../pictures.ts";
import { type SplitReport, saveSplit } from "../split.ts";
import { makeFolder } from "../write.ts";
import { type Drawn, faceCaptions, faceQuestions, labelsOf } from "./looks.ts";

const PACKAGES = { style: "@dicebear/pixel-art@9.4.3", core: "@dicebear/core@9.4.3" } as const;

export const FACES_FOLDER = "runs/data/faces";
/** Pixels as the designer set them; each becomes 2 × 2. */
const DRAWN = 16;
const SIZE = 2 * DRAWN;
/** Faces on a side of the sheet that is rendered at once: an SVG renderer needs longer to begin than to draw. */
const SHEET = 8;
/** No hats, which hide the hair that is asked for; glasses often enough to learn them. */
const OPTIONS = { size: DRAWN, clip: false, hatProbability: 0, glassesProbability: 40 } as const;

export interface BuildFacesOptions {
  /** Folder to write to; made if absent. Default `runs/data/faces`. */
  readonly out?: string;
  /** Another seed, other faces; default 1. */
  readonly seed?: number;
  /** Faces to learn from, default 8,000, and those that a model never sees, default 2,000. */
  readonly train?: number;
  readonly test?: number;
  /** Where packages are looked for: see `findPackages`. */
  readonly from?: readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly label: string }) => void;
}

/**
 * Draws the faces on white. No two are alike, in neither part.
 * @throws MissingPackagesError with the command that installs what is missing.
 */
export async function buildFaces(options: BuildFacesOptions = {}): Promise<SplitReport> {
  const { out = FACES_FOLDER, seed = 1, train = 8000, test = 2000, from, onProgress } = options;
  const draw = await openProgram(findPackages("faces", PACKAGES, from));
  await makeFolder(out);
  const seen = new Set<string>();
  const pictures: Picture[] = [];
  for (let k = 0; pictures.length < train + test; k += SHEET * SHEET) {
    const some = Array.from({ length: SHEET * SHEET }, (_, i) => draw(`${seed}:${k + i}`));
    for (const picture of await rasterise(some)) {
      const key = Buffer.from(picture.pixels).toString("latin1");
      if (!seen.has(key) && pictures.length < train + test) pictures.push(picture);
      seen.add(key);
    }
    onProgress?.({ done: pictures.length, total: train + test, label: "faces" });
  }
  const part = (start: number, end: number): PictureSet => ({
    size: SIZE,
    questions: faceQuestions,
    pictures: pictures.slice(start, end),
  });
  return saveSplit({ train: part(0, train), test: part(train, train + test) }, out);
}

interface Face {
  readonly seed: string;
  readonly svg: string;
  readonly drawn: Drawn;
}

/** The packages are found, not imported: who only uses Onda's models does not have them. */
async function openProgram({ style, core }: Readonly<Record<keyof typeof PACKAGES, string>>) {
  const load = (folder: string) => import(pathToFileURL(join(folder, "lib/index.js")).href);
  const { createAvatar } = (await load(core)) as {
    createAvatar(style: unknown, options: object): { toJson(): { svg: string; extra: Drawn } };
  };
  const pixelArt: unknown = await load(style);
  return (seed: string): Face => {
    const { svg, extra } = createAvatar(pixelArt, { ...OPTIONS, seed }).toJson();
    return { seed, svg: svg.replace(/<metadata.*?<\/metadata>/s, ""), drawn: extra };
  };
}

/** All faces as one drawing, and its parts, doubled, as pictures. */
async function rasterise(faces: readonly Face[]): Promise<Picture[]> {
  const side = SHEET * DRAWN;
  const placed = faces.map(({ svg }, i) => {
    const [x, y] = [(i % SHEET) * DRAWN, Math.floor(i / SHEET) * DRAWN];
    return svg.replace("<svg ", `<svg x="${x}" y="${y}" `);
  });
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">${placed.join("")}</svg>`;
  const sheet = await sharp(Buffer.from(drawing)).flatten({ background: "#ffffff" }).removeAlpha().raw().toBuffer();
  return faces.map(({ seed, drawn }, i) => {
    const labels = labelsOf(drawn);
    return { file: seed, captions: faceCaptions(labels), labels, pixels: doubled(sheet, side, i) };
  });
}

/** Face number `i` of a sheet, each of its pixels as 2 × 2. */
function doubled(sheet: Uint8Array, side: number, i: number): Uint8Array {
  const pixels = new Uint8Array(SIZE * SIZE * 3);
  const [left, top] = [(i % SHEET) * DRAWN, Math.floor(i / SHEET) * DRAWN];
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const from = ((top + (y >> 1)) * side + left + (x >> 1)) * 3;
      pixels.set(sheet.subarray(from, from + 3), (y * SIZE + x) * 3);
    }
  }
  return pixels;
}
