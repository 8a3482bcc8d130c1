/** Smooths what a decoder leaves on flat colour and keeps edges; a clean picture passes unchanged. Planes [3, S, S]. */

/** Colours this many deviations of noise apart still count as one. */
const TOLERANCE = 4;
const REACH = 2;
const SPREAD = 1.3;
/** Below this deviation, in units of [-1, 1], there is nothing to remove. */
const CLEAN = 0.004;

/** The bilateral filter (Tomasi and Manduchi 1998) over colour, its range set by the picture's own noise. */
export function denoise(pixels: Float32Array, size: number): Float32Array {
  const noise = noiseOf(pixels, size);
  if (noise < CLEAN) return pixels;
  const out = new Float32Array(pixels.length);
  const area = size * size;
  const range = 2 * (TOLERANCE * noise) ** 2;
  const near = neighbours();
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const here = y * size + x;
      let sum = 0;
      let r = 0;
      let g = 0;
      let b = 0;
      for (const { dx, dy, weight } of near) {
        const there = clamp(y + dy, size) * size + clamp(x + dx, size);
        const w = weight * Math.exp(-colourDistance(pixels, area, here, there) / range);
        sum += w;
        r += w * pixels[there]!;
        g += w * pixels[area + there]!;
        b += w * pixels[2 * area + there]!;
      }
      out[here] = r / sum;
      out[area + here] = g / sum;
      out[2 * area + here] = b / sum;
    }
  }
  return out;
}

/**
 * The deviation of noise: Immerkær's mask (1996), which flat and sloping areas answer with 0, its size taken as the
 * median over the picture, which edges do not move.
 */
export function noiseOf(pixels: Float32Array, size: number): number {
  const area = size * size;
  const answers: number[] = [];
  for (let c = 0; c < 3; c++) {
    for (let y = 1; y < size - 1; y++) {
      for (let x = 1; x < size - 1; x++) {
        const at = (dy: number, dx: number) => pixels[c * area + (y + dy) * size + x + dx]!;
        const sides = at(0, 1) + at(0, -1) + at(1, 0) + at(-1, 0);
        const corners = at(1, 1) + at(1, -1) + at(-1, 1) + at(-1, -1);
        answers.push(Math.abs(4 * at(0, 0) - 2 * sides + corners));
      }
    }
  }
  answers.sort((a, b) => a - b);
  return (answers[answers.length >> 1] ?? 0) / (6 * 0.6745);
}

function neighbours(): { dx: number; dy: number; weight: number }[] {
  const found = [];
  for (let dy = -REACH; dy <= REACH; dy++) {
    for (let dx = -REACH; dx <= REACH; dx++) {
      found.push({ dx, dy, weight: Math.exp(-(dx * dx + dy * dy) / (2 * SPREAD ** 2)) });
    }
  }
  return found;
}

const clamp = (i: number, size: number): number => Math.min(size - 1, Math.max(0, i));

function colourDistance(pixels: Float32Array, area: number, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) sum += (pixels[c * area + a]! - pixels[c * area + b]!) ** 2;
  return sum;
}
