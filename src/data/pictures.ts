/** Pictures with captions of their own, ready to train from: kept as one safetensors file, drawn from by a sampler. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeSafetensors, safetensorsChunks } from "../formats/safetensors.ts";
import type { Rng } from "../nn/random.ts";
import { writeWhole } from "./write.ts";

export interface PictureSet {
  /** Side of every picture in pixels. */
  readonly size: number;
  /** What every picture of the set answers, with all answers in order; absent where pictures have captions only. */
  readonly questions?: Questions;
  readonly pictures: readonly Picture[];
}

/** The answers to each question: `{ glasses: ["no", "yes"] }`. */
export type Questions = Readonly<Record<string, readonly string[]>>;

/** One answer to each question: `{ glasses: "yes" }`. */
export type Labels = Readonly<Record<string, string>>;

export interface Picture {
  readonly file: string;
  /** At least one. */
  readonly captions: readonly string[];
  /** An answer to each question of the set, if it asks any. */
  readonly labels?: Labels;
  /** RGB, size × size × 3 bytes. */
  readonly pixels: Uint8Array;
}

export interface PictureSample {
  readonly pixels: Uint8Array;
  readonly size: number;
  readonly caption: string;
  readonly file: string;
  readonly labels?: Labels;
}

export const PICTURES_FILE = "pictures.safetensors";
const FORMAT = "onda-pictures-1";

/** A sampler for `batches`: a picture at random with one of its captions; mirrored half the time if asked. */
export function pictureSampler(
  set: PictureSet,
  options: { readonly mirror?: boolean } = {},
): (rng: Rng) => PictureSample {
  return (rng) => {
    const { captions, pixels, ...known } = rng.pick(set.pictures);
    const caption = rng.pick(captions);
    const mirrored = options.mirror === true && rng.float() < 0.5;
    return { ...known, pixels: mirrored ? mirror(pixels, set.size) : pixels, size: set.size, caption };
  };
}

function mirror(pixels: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (y * size + x) * 3;
      out.set(pixels.subarray(from, from + 3), (y * size + size - 1 - x) * 3);
    }
  }
  return out;
}

/** Writes `pictures.safetensors` into the folder, whole or not at all. */
export async function savePictureSet(
  set: PictureSet,
  out: string,
): Promise<{ readonly file: string; readonly bytes: number }> {
  const area = set.size * set.size * 3;
  const data = new Uint8Array(set.pictures.length * area);
  for (const [i, { pixels }] of set.pictures.entries()) data.set(pixels, i * area);
  const known = set.pictures.map(({ pixels: _, ...known }) => known);
  const chunks = safetensorsChunks(
    { pixels: { dtype: "U8", shape: [set.pictures.length, set.size, set.size, 3], data } },
    {
      format: FORMAT,
      ...(set.questions === undefined ? {} : { questions: JSON.stringify(set.questions) }),
      pictures: JSON.stringify(known),
    },
  );
  const file = join(out, PICTURES_FILE);
  return { file, bytes: await writeWhole(file, chunks) };
}

/** @throws Error with one clear line if the folder holds no such set. */
export async function openPictureSet(folder: string): Promise<PictureSet> {
  const file = join(folder, PICTURES_FILE);
  const remake = "Make it with: onda data, such as: onda data faces, or onda data folder PICTURES --out SET";
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`data: cannot read ${file} (${error.code}). ${remake}`);
  });
  const { tensors, metadata } = decodeSafetensors(bytes);
  const tensor = tensors.pixels;
  const names = metadata.pictures ? (JSON.parse(metadata.pictures) as Omit<Picture, "pixels">[]) : [];
  const [count, size, width, channels] = tensor?.shape ?? [];
  const fits = metadata.format === FORMAT && count === names.length && count > 0 && size === width && channels === 3;
  if (tensor?.dtype !== "U8" || !fits || size === undefined) {
    throw new Error(`data: ${file} is not a picture set of format ${FORMAT}. ${remake}`);
  }
  const area = size * size * 3;
  return {
    size,
    ...(metadata.questions ? { questions: JSON.parse(metadata.questions) as Questions } : {}),
    pictures: names.map((name, i) => ({ ...name, pixels: tensor.data.subarray(i * area, (i + 1) * area) })),
  };
}
