/** Is flat art flat? Areas of one colour and clean edges, without any network: mottled pictures lose their areas. */

export interface Texture {
  /** Share of neighbouring pixels that look equal: less than `STEP` apart in every channel. */
  readonly flat: number;
  /** Mean difference of neighbours that do not, in units of the whole range: large for clean edges. */
  readonly edge: number;
}

/** Four grey levels of 256, where pictures lie in [-1, 1]. */
const STEP = 4 / 127.5;

/** @param pictures planes [3, S, S] in [-1, 1], one after the other */
export function textureOf(pictures: Float32Array, size: number): Texture {
  const area = size * size;
  let [flat, pairs, height] = [0, 0, 0];
  for (let at = 0; at + 3 * area <= pictures.length; at += 3 * area) {
    for (let i = 0; i < area; i++) {
      for (const next of [i % size < size - 1 ? i + 1 : -1, i + size < area ? i + size : -1]) {
        if (next < 0) continue;
        const d = largest(pictures, at + i, at + next, area);
        pairs++;
        if (d < STEP) flat++;
        else height += d / 2;
      }
    }
  }
  return { flat: flat / Math.max(1, pairs), edge: height / Math.max(1, pairs - flat) };
}

function largest(pictures: Float32Array, one: number, other: number, area: number): number {
  let most = 0;
  for (let c = 0; c < 3; c++) {
    const d = Math.abs(pictures[one + c * area]! - pictures[other + c * area]!);
    if (d > most) most = d;
  }
  return most;
}

/** Peak signal-to-noise ratio in dB of pictures in [-1, 1]. */
export function peakRatio(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i]! - other[i]!) ** 2;
  return 10 * Math.log10((4 * one.length) / sum);
}
