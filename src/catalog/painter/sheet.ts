/** A grid of pictures as one PNG. It carries no writing: fonts differ between machines, so captions stand beside it. */
import sharp from "sharp";

export interface SheetOptions {
  readonly columns: number;
  /** Each picture is shown this many times larger, smoothed by nothing but the enlargement. */
  readonly scale?: number;
  /** Pixels of space between pictures, before enlarging. */
  readonly gap?: number;
}

/** @param pixels pictures [N, 3, S, S] in [-1, 1], laid out row by row */
export async function sheet(pixels: Float32Array, size: number, options: SheetOptions): Promise<Uint8Array> {
  const { columns, scale = 2, gap = 2 } = options;
  const count = pixels.length / (3 * size * size);
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`sheet: ${pixels.length} numbers are no pictures.`);
  const step = size + gap;
  const [width, height] = [columns * step + gap, Math.ceil(count / columns) * step + gap];
  const canvas = new Uint8Array(width * height * 3).fill(GROUND);
  for (let i = 0; i < count; i++) {
    const [left, top] = [gap + (i % columns) * step, gap + Math.floor(i / columns) * step];
    place(canvas, width, left, top, pixels.subarray(i * 3 * size * size, (i + 1) * 3 * size * size), size);
  }
  return sharp(canvas, { raw: { width, height, channels: 3 } })
    .resize(width * scale, height * scale, { kernel: "mitchell" })
    .png({ compressionLevel: 9, effort: 10 })
    .toBuffer();
}

/** Light grey: pictures on white keep their outline. */
const GROUND = 232;

function place(
  canvas: Uint8Array,
  width: number,
  left: number,
  top: number,
  picture: Float32Array,
  size: number,
): void {
  const area = size * size;
  for (let i = 0; i < area; i++) {
    const to = ((top + Math.floor(i / size)) * width + left + (i % size)) * 3;
    for (let c = 0; c < 3; c++) {
      canvas[to + c] = Math.max(0, Math.min(255, Math.round((picture[c * area + i]! + 1) * 127.5)));
    }
  }
}
