/**
 * Pictures of a user's own subject, as a painter learns from them: each again and again elsewhere, in another size and
 * tilt, together with the layout that says so. So ten pictures teach what the subject is, not where it stood.
 * Legend: S side of a picture.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { arrange, readPictureFolder, type Skipped, STYLES } from "../../../data/index.ts";
import type { Layout, Place } from "../../../models/latent/index.ts";
import type { Rng } from "../../../nn/index.ts";

export interface Subject {
  readonly captions: readonly string[];
  /** RGB, S × S × 3 bytes. */
  readonly pixels: Uint8Array;
  /** Where it stands on its background, if there is one of a single colour. */
  readonly frame: Frame | undefined;
}

export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly background: readonly [number, number, number];
}

export interface Subjects {
  readonly subjects: readonly Subject[];
  readonly skipped: readonly Skipped[];
}

/**
 * Reads a folder of pictures. A caption is the `.txt` beside a picture, its line in `captions.jsonl`, the subject's name
 * where one is given, or else the words of the file's name.
 */
export async function readSubjects(folder: string, size: number, name?: string): Promise<Subjects> {
  const captionsOf = (file: string): readonly string[] => {
    const text = join(folder, file.replace(/\.[^.]+$/, ".txt"));
    if (existsSync(text)) return [readFileSync(text, "utf8").replace(/\s+/g, " ").trim().slice(0, MOST_CAPTION)];
    return [
      name ??
        file
          .replace(/^.*\//, "")
          .replace(/\.[^.]+$/, "")
          .replace(/[-_\d]+/g, " ")
          .trim(),
    ].filter(Boolean);
  };
  const { set, skipped } = await readPictureFolder(folder, { size, captionsOf, fit: "contain" });
  const subjects = set.pictures.map(({ captions, pixels }) => ({ captions, pixels, frame: frameOf(pixels, size) }));
  return { subjects, skipped };
}

const MOST_CAPTION = 1000;
/** Levels that a background's border may differ from its mean, and a subject must from the background. */
const EVEN = 24;

/** The square around what is not background; undefined where the border has more than one colour. */
export function frameOf(pixels: Uint8Array, size: number): Frame | undefined {
  const at = (x: number, y: number) => [...pixels.subarray(3 * (y * size + x), 3 * (y * size + x) + 3)];
  const edge = Array.from({ length: size }, (_, i) => [at(i, 0), at(i, size - 1), at(0, i), at(size - 1, i)]).flat();
  const background = [0, 1, 2].map((c) => edge.reduce((sum, p) => sum + p[c]!, 0) / edge.length);
  const differs = (p: readonly number[]) => p.some((value, c) => Math.abs(value - background[c]!) > EVEN);
  if (edge.filter(differs).length > 0.05 * edge.length) return undefined;
  let [left, right, top, bottom] = [size, -1, size, -1];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!differs(at(x, y))) continue;
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
    }
  }
  if (right < left) return undefined;
  const side = Math.max(right - left, bottom - top) + 1;
  return {
    x: (left + right + 1) / 2 / size,
    y: (top + bottom + 1) / 2 / size,
    side: side / size,
    background: background as [number, number, number],
  };
}

export interface Shown {
  /** [3, S, S] in [-1, 1]. */
  readonly pixels: Float32Array;
  readonly layout: Layout | undefined;
  readonly caption: string;
}

/** A picture of the subject in a place that is drawn; as it is, and with a layout that nobody knows, where it fills it. */
export function showSubject({ captions, pixels, frame }: Subject, size: number, rng: Rng): Shown {
  const caption = rng.pick(captions);
  if (frame === undefined) return { pixels: planes(pixels, size), layout: undefined, caption };
  const [place] = arrange({ mirrored: [rng.float() < 0.5] }, rng) as [Place];
  const layout: Layout = { style: rng.int(STYLES.length), things: [place] };
  return { pixels: placed(pixels, size, frame, place), layout, caption };
}

function planes(pixels: Uint8Array, size: number): Float32Array {
  const area = size * size;
  return Float32Array.from({ length: 3 * area }, (_, i) => pixels[3 * (i % area) + Math.floor(i / area)]! / 127.5 - 1);
}

/** The subject's square moved to a place, bilinear; beyond the picture is background. */
function placed(pixels: Uint8Array, size: number, frame: Frame, { x, y, side, angle, mirror }: Place): Float32Array {
  const out = new Float32Array(3 * size * size);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const read = (px: number, py: number, c: number) =>
    px < 0 || py < 0 || px >= size || py >= size ? frame.background[c]! : pixels[3 * (py * size + px) + c]!;
  for (let i = 0; i < size * size; i++) {
    const [dx, dy] = [((i % size) + 0.5) / size - x, (Math.floor(i / size) + 0.5) / size - y];
    const turned = (cos * dx + sin * dy) / side;
    const [u, v] = [mirror ? -turned : turned, (cos * dy - sin * dx) / side];
    const [sx, sy] = [(frame.x + u * frame.side) * size - 0.5, (frame.y + v * frame.side) * size - 0.5];
    const [left, top] = [Math.floor(sx), Math.floor(sy)];
    const [a, b] = [sx - left, sy - top];
    for (let c = 0; c < 3; c++) {
      const row = (py: number) => (1 - a) * read(left, py, c) + a * read(left + 1, py, c);
      out[c * size * size + i] = ((1 - b) * row(top) + b * row(top + 1)) / 127.5 - 1;
    }
  }
  return out;
}
