/**
 * Enlarging that stays crisp for flat art: a smooth enlargement, then each pixel is pushed towards the one or the
 * other colour of the edge it lies on. Lanczos alone is soft at eight times the size, and tracing to vectors loses
 * shading and small details: docs/decisions/2026-11-23-enlarging.md.
 * Legend: S the side given, T the side wanted; pixels are planes [3, S, S] in [-1, 1].
 */
import { denoise } from "./denoise.ts";
import { type Edges, edgesOf } from "./edges.ts";
import { enlargePlanes, mitchell } from "./resample.ts";

/** Pixels [3, S, S] → [3, T, T]. `hardness` is the edges' steepness; by default it suits the size. */
export function enlarge(pixels: Float32Array, from: number, to: number, hardness = 1 + to / from / 2): Float32Array {
  if (to === from) return pixels;
  const clean = denoise(pixels, from);
  // What a decoder paints has edges of three and four pixels; a clean picture may have details of one.
  const edges = edgesOf(clean, from, clean === pixels ? 1 : 2);
  return sharpen(enlargePlanes(clean, 3, from, to, mitchell), from, to, edges, hardness);
}

/** Each pixel is sharpened by the edges of the four given pixels around it, and the results are mixed by distance. */
function sharpen(smooth: Float32Array, from: number, to: number, edges: Edges, hardness: number): Float32Array {
  const out = smooth.slice();
  const clamp = (i: number) => Math.min(from - 1, Math.max(0, i));
  for (let y = 0; y < to; y++) {
    const v = ((y + 0.5) * from) / to - 0.5;
    const top = Math.floor(v);
    for (let x = 0; x < to; x++) {
      const u = ((x + 0.5) * from) / to - 0.5;
      const left = Math.floor(u);
      for (let corner = 0; corner < 4; corner++) {
        const right = corner & 1;
        const below = corner >> 1;
        const at = clamp(top + below) * from + clamp(left + right);
        const weight = (right ? u - left : 1 - u + left) * (below ? v - top : 1 - v + top) * edges.strength[at]!;
        if (weight > 0) push(smooth, out, y * to + x, edges, at, weight, hardness);
      }
    }
  }
  return out;
}

/**
 * Along the line from colour a to colour b of the edge, with t the place of the pixel's own colour on it:
 * c ← c + weight (s(t) - t)(b - a), s steep around the middle.
 */
function push(
  smooth: Float32Array,
  out: Float32Array,
  pixel: number,
  { start, along, length }: Edges,
  at: number,
  weight: number,
  hardness: number,
): void {
  const large = smooth.length / 3;
  const small = length.length;
  let t = 0;
  for (let c = 0; c < 3; c++) t += (smooth[c * large + pixel]! - start[c * small + at]!) * along[c * small + at]!;
  t /= length[at]!;
  const move = weight * (step((t - 0.5) * hardness + 0.5) - t);
  for (let c = 0; c < 3; c++) out[c * large + pixel]! += move * along[c * small + at]!;
}

/** 0 to 1 with level ends: 3t² - 2t³. */
function step(t: number): number {
  const u = Math.min(1, Math.max(0, t));
  return u * u * (3 - 2 * u);
}
