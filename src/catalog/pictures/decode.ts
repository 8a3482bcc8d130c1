/** A user's picture file as a model sees it. Its size is checked before its pixels take memory. */
import sharp, { type Sharp } from "sharp";
import { firstLine, RequestError } from "../errors.ts";
import { pixelsOf } from "./png.ts";

/** Files with more bytes are not opened, pictures with more pixels are not decoded. */
export const MAX_PICTURE_BYTES = 100_000_000;
const MAX_PICTURE_PIXELS = 50_000_000;

/**
 * The first frame of any picture file, upright, cropped to a square around its middle, transparent parts white:
 * [3, S, S] in [-1, 1]. `name` stands in the error.
 * @throws RequestError when the file is no picture, damaged, or too large.
 */
export async function decodePicture(file: Uint8Array, size: number, name = "picture"): Promise<Float32Array> {
  const rgb = await decode(file, name, (picture) =>
    picture.resize(size, size, { fit: "cover" }).flatten({ background: "#ffffff" }).toColourspace("srgb").removeAlpha(),
  );
  return pixelsOf(rgb);
}

/** A mask [S, S]: 1 where the picture is white or transparent (painted anew), 0 where it is black (kept). */
export async function decodeMask(file: Uint8Array, size: number, name = "mask"): Promise<Float32Array> {
  const grey = await decode(file, name, (picture) =>
    picture.resize(size, size, { fit: "cover" }).flatten({ background: "#ffffff" }).toColourspace("b-w"),
  );
  return Float32Array.from(grey, (level) => level / 255);
}

export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * The first frame of any picture file, upright, transparent parts white, stretched to the size that is chosen for its
 * own: [height, width, channels] bytes. `name` stands in the error.
 * @throws RequestError as `decodePicture`, and for a chosen size of too many pixels.
 */
export async function decodePixels(
  file: Uint8Array,
  choose: (own: PixelSize) => PixelSize,
  channels: 1 | 3,
  name = "picture",
): Promise<PixelSize & { readonly data: Uint8Array }> {
  let size: PixelSize = { width: 1, height: 1 };
  const data = await decode(file, name, async (picture) => {
    size = choose((await picture.metadata()).autoOrient);
    if (size.width * size.height > MAX_PICTURE_PIXELS) {
      throw new RequestError(`${size.width} × ${size.height} pixels. At most ${MAX_PICTURE_PIXELS} are made.`);
    }
    const stretched = picture.resize(size.width, size.height, { fit: "fill" }).flatten({ background: "#ffffff" });
    return stretched.toColourspace(channels === 1 ? "b-w" : "srgb").removeAlpha();
  });
  return { ...size, data };
}

async function decode(
  file: Uint8Array,
  name: string,
  prepare: (picture: Sharp) => Sharp | Promise<Sharp>,
): Promise<Uint8Array> {
  if (file.length === 0) throw new RequestError(`${name} is empty. Give a picture: PNG, JPEG, WebP, GIF, AVIF, SVG.`);
  if (file.length > MAX_PICTURE_BYTES) {
    throw new RequestError(`${name} has ${file.length} bytes. At most ${MAX_PICTURE_BYTES} are read.`);
  }
  try {
    const picture = sharp(file, { limitInputPixels: MAX_PICTURE_PIXELS, failOn: "error" }).rotate();
    return await (await prepare(picture)).raw().toBuffer();
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(`${name} cannot be read as a picture: ${reasonOf(error)}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  const line = firstLine(error).replace(/\.$/, "");
  if (/unsupported image format/i.test(line)) return "its format is unknown or it is damaged";
  if (/pixel limit/i.test(line)) return `it has more than ${MAX_PICTURE_PIXELS} pixels`;
  return line;
}
