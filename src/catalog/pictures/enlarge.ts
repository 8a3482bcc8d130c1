/**
 * Enlarging that stays crisp for flat art: a smooth enlargement, then each pixel is pushed towards the darker or the
 * lighter side of the edge it lies on. Lanczos alone is soft at eight times the size, and tracing to vectors loses
 * small details and shading: docs/decisions/2026-11-23-enlarging.md.
 */
import { denoise } from "./denoise.ts";
import { enlargePlanes, linear, mitchell } from "./resample.ts";

/** Ranges of colour in which an edge begins to be one, and surely is one, in units of [-1, 1]. */
const EDGE = { from: 0.09, to: 0.38 };

/** Pixels [3, S, S] in [-1, 1] → [3, T, T]. `hardness` is the edges' steepness; by default it suits the size. */
export function enlarge(pixels: Float32Array, from: number, to: number, hardness = 1 + to / from / 2): Float32Array {
  if (to === from) return pixels;
  const clean = denoise(pixels, from);
  const smooth = enlargePlanes(clean, 3, from, to, mitchell);
  const [low, high] = extremes(clean, from).map((planes) => enlargePlanes(planes, 3, from, to, linear));
  return pushed(smooth, low!, high!, hardness);
}

/** The smallest and the largest number of each 3×3 neighbourhood. */
function extremes(planes: Float32Array, size: number): [low: Float32Array, high: Float32Array] {
  const low = new Float32Array(planes.length);
  const high = new Float32Array(planes.length);
  for (let i = 0; i < planes.length; i++) {
    const x = i % size;
    const y = Math.floor(i / size) % size;
    let least = planes[i]!;
    let most = least;
    for (let dy = y > 0 ? -1 : 0; dy <= (y + 1 < size ? 1 : 0); dy++) {
      for (let dx = x > 0 ? -1 : 0; dx <= (x + 1 < size ? 1 : 0); dx++) {
        const near = planes[i + dy * size + dx]!;
        if (near < least) least = near;
        if (near > most) most = near;
      }
    }
    low[i] = least;
    high[i] = most;
  }
  return [low, high];
}

/** v ← low + (high - low) s(v), s steep around the middle; where colours differ little, v stays: shading is no edge. */
function pushed(smooth: Float32Array, low: Float32Array, high: Float32Array, hardness: number): Float32Array {
  const area = smooth.length / 3;
  const out = new Float32Array(smooth.length);
  for (let i = 0; i < area; i++) {
    let range = 0;
    for (let c = 0; c < 3; c++) range = Math.max(range, high[c * area + i]! - low[c * area + i]!);
    const edge = step((range - EDGE.from) / (EDGE.to - EDGE.from));
    for (let c = 0; c < 3; c++) {
      const at = c * area + i;
      const a = low[at]!;
      const b = high[at]!;
      const v = Math.min(b, Math.max(a, smooth[at]!)); // the kernel rings a little
      const side = b - a < 1e-6 ? v : a + (b - a) * step(((v - a) / (b - a) - 0.5) * hardness + 0.5);
      out[at] = v + edge * (side - v);
    }
  }
  return out;
}

/** 0 to 1 with level ends: 3t² - 2t³. */
function step(t: number): number {
  const u = Math.min(1, Math.max(0, t));
  return u * u * (3 - 2 * u);
}
