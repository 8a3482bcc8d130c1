/** Opens a set that `buildEmojiSet` made. Drawings stay views of the file's bytes; half sizes are made when first asked for. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeSafetensors } from "../../formats/safetensors.ts";
import {
  type Concept,
  EMOJI_FILE,
  EMOJI_FOLDER,
  EMOJI_FORMAT,
  type EmojiSet,
  type Sprite,
  STYLES,
  type Style,
} from "./concept.ts";

/** @throws Error with one line that says what to run, if there is no set in the folder or it is not one. */
export async function openEmojiSet(folder: string = EMOJI_FOLDER): Promise<EmojiSet> {
  const file = join(folder, EMOJI_FILE);
  const remake = `Run: onda data emoji --out ${folder}`;
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new Error(`emoji: no set at ${file}. ${remake}`);
  }
  const { tensors, metadata } = decodeSafetensors(bytes);
  if (metadata.format !== EMOJI_FORMAT || !metadata.concepts) {
    throw new Error(`emoji: ${file} is not a set of format ${EMOJI_FORMAT}. ${remake}`);
  }
  const concepts = JSON.parse(metadata.concepts) as Concept[];
  const sheets: Partial<Record<Style, Uint8Array>> = {};
  let size = 0;
  for (const style of STYLES) {
    const tensor = tensors[style];
    if (tensor?.dtype !== "U8" || tensor.shape[0] !== concepts.length) {
      throw new Error(`emoji: ${file} lacks the ${style} drawings. ${remake}`);
    }
    sheets[style] = tensor.data;
    size = tensor.shape[1] ?? 0;
  }
  return emojiSet(concepts, sheets as Record<Style, Uint8Array>, size);
}

/** A set from its parts: `sheets[style]` holds one size × size × 4 drawing per concept, in order. */
export function emojiSet(
  concepts: readonly Concept[],
  sheets: Readonly<Record<Style, Uint8Array>>,
  size: number,
): EmojiSet {
  const index = new Map(concepts.map(({ id }, i) => [id, i]));
  const cache = new Map<string, Sprite>();
  const indexOf = (id: string): number => {
    const found = index.get(id);
    if (found === undefined) throw new RangeError(`emoji: the set has no concept ${JSON.stringify(id)}.`);
    return found;
  };
  return {
    concepts,
    spriteSize: size,
    concept: (id) => concepts[indexOf(id)]!,
    sprite(id, style) {
      const key = `${style} ${id}`;
      const known = cache.get(key);
      if (known) return known;
      const at = indexOf(id);
      if (!concepts[at]!.styles.includes(style)) throw new RangeError(`emoji: ${id} has no drawing in style ${style}.`);
      const pixels = sheets[style].subarray(at * size * size * 4, (at + 1) * size * size * 4);
      const sprite = { size, pixels, half: halve(pixels, size) };
      cache.set(key, sprite);
      return sprite;
    },
  };
}

/** The mean of each 2 × 2 block. Premultiplied colours may be averaged as they are. */
function halve(pixels: Uint8Array, size: number): Uint8Array {
  const half = size >> 1;
  const out = new Uint8Array(half * half * 4);
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const from = (2 * y * size + 2 * x) * 4;
      for (let c = 0; c < 4; c++) {
        const top = (pixels[from + c] as number) + (pixels[from + c + 4] as number);
        const bottom = (pixels[from + c + size * 4] as number) + (pixels[from + c + size * 4 + 4] as number);
        out[(y * half + x) * 4 + c] = (top + bottom + 2) >> 2;
      }
    }
  }
  return out;
}
