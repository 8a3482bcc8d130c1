/** Makes the emoji set: chooses concepts, renders each in three styles, and writes one safetensors file. */
import { join } from "node:path";
import { type SafetensorsInput, safetensorsChunks } from "../../formats/safetensors.ts";
import { heldOutList, writeHeldOutList } from "../compose/held-out-list.ts";
import { makeFolder, writeWhole } from "../write.ts";
import { chooseConcepts } from "./choose.ts";
import {
  type Concept,
  EMOJI_FILE,
  EMOJI_FOLDER,
  EMOJI_FORMAT,
  type Look,
  SPRITE_SIZE,
  STYLES,
  type Style,
} from "./concept.ts";
import { lookOf } from "./look.ts";
import { findEmojiPackages, PACKAGES } from "./packages.ts";
import { openDrawings, rasterise } from "./raster.ts";

/** What training never shows, written beside the set; `recipes/painter` keeps a copy. */
const HELD_OUT_FILE = "held-out.json";

export interface BuildOptions {
  /** Folder to write to; made if absent. Default `runs/data/emoji`. */
  readonly out?: string;
  /** Concept ids to take; default all. */
  readonly only?: readonly string[];
  readonly onProgress?: (progress: BuildProgress) => void;
}

export interface BuildProgress {
  readonly done: number;
  readonly total: number;
  /** What was just rendered. */
  readonly label: string;
}

export interface BuildReport {
  readonly file: string;
  readonly bytes: number;
  readonly concepts: number;
  readonly drawings: Readonly<Record<Style, number>>;
}

/**
 * Renders the set into `out`; an existing one is replaced only when the new one is whole.
 * @throws MissingPackagesError with the command that installs what is missing.
 */
export async function buildEmojiSet({ out = EMOJI_FOLDER, only, onProgress }: BuildOptions = {}): Promise<BuildReport> {
  const folders = findEmojiPackages();
  await makeFolder(out);
  const drawings = openDrawings(folders);
  const drafts = chooseConcepts(folders).filter(
    ({ id }) => (only === undefined || only.includes(id)) && drawings.find(id, "flat") !== null,
  );
  const area = SPRITE_SIZE * SPRITE_SIZE * 4;
  const sprites = Object.fromEntries(STYLES.map((style) => [style, new Uint8Array(drafts.length * area)])) as Sheets;
  const counts = { flat: 0, noto: 0, "3d": 0 };
  const concepts: Concept[] = [];
  for (const [index, draft] of drafts.entries()) {
    const styles: Style[] = [];
    const looks: Partial<Record<Style, Look>> = {};
    for (const style of STYLES) {
      const source = drawings.find(draft.id, style);
      if (!source) continue;
      const sprite = await rasterise(source);
      sprites[style].set(sprite, index * area);
      looks[style] = lookOf(sprite);
      styles.push(style);
      counts[style]++;
    }
    concepts.push({ ...draft, styles, looks });
    onProgress?.({ done: index + 1, total: drafts.length, label: draft.en.label });
  }
  const written = await writeSet(out, concepts, sprites);
  return { ...written, concepts: concepts.length, drawings: counts };
}

type Sheets = Record<Style, Uint8Array<ArrayBuffer>>;

async function writeSet(out: string, concepts: readonly Concept[], sprites: Sheets) {
  const shape = [concepts.length, SPRITE_SIZE, SPRITE_SIZE, 4];
  const tensors: Record<string, SafetensorsInput> = {};
  for (const style of STYLES) tensors[style] = { dtype: "U8", shape, data: sprites[style] };
  const chunks = safetensorsChunks(tensors, {
    format: EMOJI_FORMAT,
    concepts: JSON.stringify(concepts),
    sources: JSON.stringify(PACKAGES),
  });
  const file = join(out, EMOJI_FILE);
  await writeWhole(join(out, HELD_OUT_FILE), [new TextEncoder().encode(writeHeldOutList(heldOutList(concepts)))]);
  return { file, bytes: await writeWhole(file, chunks) };
}
