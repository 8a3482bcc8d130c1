/** One picture file as square RGB pixels: what it claims to be is checked before memory is taken for it. */
import { stat } from "node:fs/promises";
import sharp from "sharp";

export interface DecodeOptions {
  /** "cover" (default) crops to a square around the middle, "contain" puts white beside the picture. */
  readonly fit?: "cover" | "contain";
  /** Pictures with more pixels are not decoded; default 50 million. */
  readonly maxPixels?: number;
  /** Larger files are not opened; default 100 million bytes. */
  readonly maxBytes?: number;
}

export interface Decoded {
  /** RGB, size × size × 3 bytes. */
  readonly pixels: Uint8Array;
  /** Frames or pages; only the first is taken. */
  readonly frames: number;
}

/** Pixels on a side below which a picture shows nothing. */
const LEAST_SIDE = 8;

/**
 * The first frame, upright, on white, in sRGB with eight bits: also of CMYK, grey and 16-bit pictures.
 * @throws Error whose message says what is wrong with the file
 */
export async function decodePicture(path: string, size: number, options: DecodeOptions = {}): Promise<Decoded> {
  const { fit = "cover", maxPixels = 50_000_000, maxBytes = 100_000_000 } = options;
  const { size: bytes } = await stat(path);
  if (bytes === 0) throw new Error("an empty file");
  if (bytes > maxBytes) throw new Error(`${bytes} bytes; at most ${maxBytes}`);
  // The header alone, whatever size it claims; the limit is ours, in our words.
  const { width, height, pages = 1 } = await sharp(path, { limitInputPixels: false }).metadata();
  if (width * height > maxPixels) throw new Error(`${width} × ${height} pixels; at most ${maxPixels} in all`);
  if (Math.min(width, height) < LEAST_SIDE) {
    throw new Error(`${width} × ${height} pixels show nothing; at least ${LEAST_SIDE} on each side`);
  }
  const pixels = await sharp(path, { limitInputPixels: maxPixels, failOn: "error" })
    .rotate()
    .toColourspace("srgb")
    .resize(size, size, { fit, background: "#ffffff" })
    .flatten({ background: "#ffffff" })
    .raw({ depth: "uchar" })
    .toBuffer();
  if (pixels.length !== size * size * 3) throw new Error(`${pixels.length / size ** 2} channels instead of three`);
  return { pixels, frames: pages };
}
