/** Pixels of a model as bytes, and as a PNG file. */
import sharp from "sharp";

/** [3, S, S] in [-1, 1] → S × S × 3 bytes. */
export function bytesOf(pixels: Float32Array): Uint8Array {
  const area = pixels.length / 3;
  const bytes = new Uint8Array(pixels.length);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) {
      bytes[3 * i + c] = Math.min(255, Math.max(0, Math.round((pixels[c * area + i]! + 1) * 127.5)));
    }
  }
  return bytes;
}

/** S × S × 3 bytes → [3, S, S] in [-1, 1]. */
export function pixelsOf(bytes: Uint8Array): Float32Array {
  const area = bytes.length / 3;
  const pixels = new Float32Array(bytes.length);
  for (let i = 0; i < area; i++) {
    for (let c = 0; c < 3; c++) pixels[c * area + i] = bytes[3 * i + c]! / 127.5 - 1;
  }
  return pixels;
}

/** S × S × 3 bytes as a PNG file. */
export const encodePng = (rgb: Uint8Array, size: number): Promise<Uint8Array> =>
  sharp(rgb, { raw: { width: size, height: size, channels: 3 } })
    .png({ adaptiveFiltering: true })
    .toBuffer();
