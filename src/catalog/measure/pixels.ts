/** Pictures as the numbers that models and judges take, at the size that is wanted. */
import { batchAt, type Picture } from "../../data/index.ts";
import { enlargePlanes, linear } from "../pictures/resample.ts";

/** [N, 3, S, S] in [-1, 1], in their order. */
export function pixelsOf(pictures: readonly Pick<Picture, "pixels">[]): Float32Array {
  const queue = pictures.values();
  const next = () => {
    const { pixels } = queue.next().value!;
    return { pixels, size: Math.sqrt(pixels.length / 3), caption: "" };
  };
  return batchAt(next, pictures.length, 0, 0).pixels;
}

/** [N, 3, from, from] → [N, 3, to, to]: lines between pixels to enlarge, means of blocks to reduce. */
export function fitPixels(pixels: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return pixels;
  const planes = pixels.length / (from * from);
  const block = Math.ceil(from / to);
  const side = block * to; // from 24 to 16: by way of 32
  const large = side === from ? pixels : enlargePlanes(pixels, planes, from, side, linear);
  return block === 1 ? large : blockMeans(large, planes, side, block);
}

function blockMeans(planes: Float32Array, count: number, side: number, block: number): Float32Array {
  const small = side / block;
  const out = new Float32Array(count * small * small);
  for (let row = 0; row < count * side; row++) {
    const to = Math.floor(row / block) * small; // planes lie one after the other, each a whole number of blocks high
    for (let x = 0; x < side; x++) out[to + Math.floor(x / block)]! += planes[row * side + x]! / (block * block);
  }
  return out;
}
