/** How varied made pictures are, beside real ones: two numbers that need no other model. Legend: N pictures, S size. */
import type { Rows } from "../quality/gaussian.ts";

/** Pictures are compared at no more than this many blocks on a side: what is finer says little of what they show. */
const BLOCKS = 8;
/** The neighbour that says how far a real picture's surroundings reach. */
const NEIGHBOUR = 5;

export interface Variety {
  /** The mean distance between made pictures over that between real ones: 0 where all are one, about 1 where all is well. */
  readonly diversity: number;
  /** The share of real pictures that have a made one within the distance of their 5th real neighbour: Naeem et al. 2020, eq. 8. */
  readonly coverage: number;
}

/** Pictures [N, 3, S, S] as rows of 3 × 8 × 8 means. */
export function blocksOf(pixels: Float32Array, size: number): Rows {
  const side = Math.min(BLOCKS, size);
  const block = size / side;
  const width = 3 * side * side;
  const count = pixels.length / (3 * size * size);
  const data = new Float32Array(count * width);
  for (let i = 0; i < pixels.length; i++) {
    const [plane, y, x] = [Math.floor(i / (size * size)), Math.floor(i / size) % size, i % size];
    data[(plane * side + Math.floor(y / block)) * side + Math.floor(x / block)]! += pixels[i]! / (block * block);
  }
  return { data, count, width };
}

/** @throws RangeError where there are too few pictures to compare */
export function varietyOf(made: Rows, real: Rows): Variety {
  if (made.count < 2 || real.count <= NEIGHBOUR) {
    throw new RangeError(`watch: ${made.count} made and ${real.count} real pictures. Give 2 and ${NEIGHBOUR + 1}.`);
  }
  const spread = (rows: Rows) => {
    const all: number[] = [];
    for (let i = 0; i < rows.count; i++) for (let j = 0; j < i; j++) all.push(distance(rows, i, rows, j));
    return all.reduce((a, b) => a + b, 0) / all.length;
  };
  let covered = 0;
  for (let i = 0; i < real.count; i++) {
    const toReal = Array.from({ length: real.count }, (_, j) => (j === i ? Infinity : distance(real, i, real, j)));
    const reach = toReal.sort((a, b) => a - b)[NEIGHBOUR - 1]!;
    for (let j = 0; j < made.count; j++) {
      if (distance(real, i, made, j) > reach) continue;
      covered++;
      break;
    }
  }
  return { diversity: spread(made) / Math.max(1e-9, spread(real)), coverage: covered / real.count };
}

function distance(a: Rows, i: number, b: Rows, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.width; k++) sum += (a.data[i * a.width + k]! - b.data[j * b.width + k]!) ** 2;
  return Math.sqrt(sum);
}
