/**
 * Resampling of square pictures by separable kernels, in plain arithmetic: the same numbers on every machine,
 * which a library's vector code does not promise and `onda repeat` does.
 * Legend: C channels, S the side given, T the side wanted; planes are row-major.
 */

/** A kernel and how far it reaches, in pixels of the picture given. */
export interface Kernel {
  readonly radius: number;
  weight(distance: number): number;
}

/** Straight lines between pixels. */
export const linear: Kernel = { radius: 1, weight: (d) => 1 - Math.abs(d) };

/** Mitchell and Netravali 1988, B = C = 1/3: smooth, with little ringing. */
export const mitchell: Kernel = {
  radius: 2,
  weight(distance) {
    const d = Math.abs(distance);
    if (d < 1) return (7 * d ** 3 - 12 * d ** 2 + 16 / 3) / 6;
    return ((-7 / 3) * d ** 3 + 12 * d ** 2 - 20 * d + 32 / 3) / 6;
  },
};

/** Enlarges `channels` planes [C, S, S] → [C, T, T]; beyond the border the last pixel goes on. */
export function enlargePlanes(
  planes: Float32Array,
  channels: number,
  from: number,
  to: number,
  kernel: Kernel,
): Float32Array {
  const { count, at, weights } = tapsOf(from, to, kernel);
  const rows = channels * from;
  const wide = new Float32Array(rows * to); // [C, S, T]
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < to; x++) {
      let sum = 0;
      for (let k = x * count; k < (x + 1) * count; k++) sum += weights[k]! * planes[row * from + at[k]!]!;
      wide[row * to + x] = sum;
    }
  }
  const large = new Float32Array(channels * to * to); // [C, T, T]
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < to; y++) {
      const out = (c * to + y) * to;
      for (let k = y * count; k < (y + 1) * count; k++) {
        const row = (c * from + at[k]!) * to;
        const weight = weights[k]!;
        for (let x = 0; x < to; x++) large[out + x]! += weight * wide[row + x]!;
      }
    }
  }
  return large;
}

interface Taps {
  /** Taps of each wanted pixel. */
  readonly count: number;
  readonly at: Int32Array; // [T, count]
  readonly weights: Float64Array; // [T, count]
}

/** For each wanted pixel, the given pixels that it is made of; the weights sum to 1. */
function tapsOf(from: number, to: number, { radius, weight }: Kernel): Taps {
  const count = 2 * radius;
  const [at, weights] = [new Int32Array(to * count), new Float64Array(to * count)];
  for (let i = 0; i < to; i++) {
    const centre = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(centre) - radius + 1;
    const raw = Array.from({ length: count }, (_, k) => weight(first + k - centre));
    const sum = raw.reduce((a, b) => a + b, 0);
    for (let k = 0; k < count; k++) {
      at[i * count + k] = Math.min(from - 1, Math.max(0, first + k));
      weights[i * count + k] = raw[k]! / sum;
    }
  }
  return { count, at, weights };
}
