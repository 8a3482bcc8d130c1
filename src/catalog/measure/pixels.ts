/** Pictures of a set as the numbers that models and judges take. */
import { batchAt, type Picture } from "../../data/index.ts";

/** [N, 3, S, S] in [-1, 1], in their order. */
export function pixelsOf(pictures: readonly Pick<Picture, "pixels">[]): Float32Array {
  const queue = pictures.values();
  const next = () => {
    const { pixels } = queue.next().value!;
    return { pixels, size: Math.sqrt(pixels.length / 3), caption: "" };
  };
  return batchAt(next, pictures.length, 0, 0).pixels;
}
