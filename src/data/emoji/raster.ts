/** A drawing from its package, as premultiplied RGBA: trimmed to what is visible, centred, one size for all styles. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { SPRITE_MARGIN, SPRITE_SIZE, type Style } from "./concept.ts";
import type { PackageFolders } from "./packages.ts";
import { readJson } from "./packages.ts";

/** Flat drawings are rendered this large before they are trimmed. */
const VECTOR_SIZE = 256;

export interface Drawings {
  /** The source of a drawing: SVG text or a file path; null where the style lacks this emoji. */
  find(id: string, style: Style): Buffer | string | null;
}

interface IconSet {
  readonly icons: Record<string, { readonly body: string } | undefined>;
  readonly width: number;
  readonly height: number;
}

/** Looks drawings up by code point in the three picture packages. */
export function openDrawings(folders: PackageFolders): Drawings {
  const icons = readJson(join(folders.flat, "icons.json")) as IconSet;
  const characters = readJson(join(folders.flat, "chars.json")) as Record<string, string | undefined>;
  const file = (folder: string, extension: string) => (name: string) => {
    const path = join(folder, `${name}.${extension}`);
    return existsSync(path) ? path : null;
  };
  const noto = file(join(folders.noto, "img", "google", "64"), "png");
  const glossy = file(join(folders["3d"], "assets"), "webp");
  const flat = (name: string) => {
    const body = icons.icons[characters[name] ?? ""]?.body;
    if (!body) return null;
    const box = `0 0 ${icons.width} ${icons.height}`;
    return Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${VECTOR_SIZE}" height="${VECTOR_SIZE}" viewBox="${box}">${body}</svg>`,
    );
  };
  const lookups = { flat, noto, "3d": glossy };
  return {
    find(id, style) {
      for (const name of spellings(id)) {
        const found = lookups[style](name);
        if (found) return found;
      }
      return null;
    },
  };
}

/** Packages disagree about the variation selector FE0F in file names. */
function spellings(id: string): readonly string[] {
  const name = id.toLowerCase();
  return [...new Set([name, name.replaceAll("-fe0f", ""), `${name}-fe0f`])];
}

/** Renders a drawing to SPRITE_SIZE² × 4 premultiplied bytes; throws if nothing in it is visible. */
export async function rasterise(source: Buffer | string): Promise<Uint8Array> {
  const { data, info } = await sharp(source).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const box = visibleBox(data, info.width, info.height);
  const inner = SPRITE_SIZE - 2 * SPRITE_MARGIN;
  const scale = inner / Math.max(box.width, box.height);
  const width = Math.max(1, Math.round(box.width * scale));
  const height = Math.max(1, Math.round(box.height * scale));
  const left = Math.floor((SPRITE_SIZE - width) / 2);
  const top = Math.floor((SPRITE_SIZE - height) / 2);
  const straight = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .extract(box)
    .resize(width, height, { kernel: "lanczos3", fit: "fill" })
    .extend({
      left,
      top,
      right: SPRITE_SIZE - width - left,
      bottom: SPRITE_SIZE - height - top,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    })
    .raw()
    .toBuffer();
  return premultiply(straight);
}

/** The smallest rectangle around all pixels that are more than faintly visible. */
function visibleBox(rgba: Uint8Array, width: number, height: number) {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((rgba[(y * width + x) * 4 + 3] as number) < 16) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (right < 0) throw new Error("emoji: an empty drawing.");
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function premultiply(rgba: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgba.length);
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] as number;
    for (let c = 0; c < 3; c++) out[i + c] = Math.round(((rgba[i + c] as number) * alpha) / 255);
    out[i + 3] = alpha;
  }
  return out;
}
