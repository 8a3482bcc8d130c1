// The codes, scale and zero point that lose least of a block of values: value ≈ (code − zero) · scale.

/** A block's codes as they are fitted, and the loss so far. Made once and used for every block. */
export interface Fit {
  readonly bits: 4 | 8;
  readonly zeroPoints: boolean;
  /** Clamped: a store rounds to the nearest of 0 to 255. */
  readonly codes: Uint8ClampedArray;
  scale: number;
  zero: number;
  /** Sum of squared losses. */
  errors: number;
  /** Sum of squared values. */
  squares: number;
}

export function createFit(bits: 4 | 8, zeroPoints: boolean): Fit {
  return { bits, zeroPoints, codes: new Uint8ClampedArray(32), scale: 0, zero: 0, errors: 0, squares: 0 };
}

/**
 * 8 bits from smaller codes c whose scale and offset are known, value = scale · c + offset: every step of the old grid
 * becomes k steps of the new. Without an offset k is 1 and nothing is lost. With one, the zero point −k · offset / scale
 * must be rounded: of all k whose grid still fits into 8 bits, the one is taken that rounds least.
 * @returns false where no such grid fits: then `fitBlock` has to do.
 */
export function fitCodes(fit: Fit, from: Int8Array, at: number, count: number, scale: number, offset: number): boolean {
  const { codes } = fit;
  if (scale === 0 || (scale < 0 && offset !== 0)) return false;
  fit.zero = fit.zeroPoints ? 0 : 128;
  if (offset === 0 && !fit.zeroPoints) {
    fit.scale = scale;
    for (let i = 0; i < count; i++) codes[i] = from[at + i]! + 128;
    return true;
  }
  const zero = offset === 0 ? 0 : -offset / scale;
  let low = Math.floor(zero);
  let high = Math.ceil(zero);
  let sum = 0;
  let square = 0;
  for (let i = at; i < at + count; i++) {
    const code = from[i]!;
    if (code < low) low = code;
    if (code > high) high = code;
    sum += code;
    square += code * code;
  }
  const k = bestStep(zero, Math.floor(255 / (high - low)));
  if (k === 0) return false;
  const shift = -k * low; // so that neither a code nor the zero point is negative
  for (let i = 0; i < count; i++) codes[i] = k * from[at + i]! + shift;
  fit.zero = Math.round(k * zero) + shift;
  fit.scale = Math.fround(scale / k);
  fit.errors += count * (scale * (Math.round(k * zero) / k - zero)) ** 2;
  fit.squares += scale * scale * square + 2 * scale * offset * sum + count * offset * offset;
  return true;
}

/** The k, from the most that fits down to half of it, for which k · zero is nearest to an integer; 0 if none fits. */
function bestStep(zero: number, most: number): number {
  let best = 0;
  let miss = Number.POSITIVE_INFINITY;
  for (let k = most; k > most / 2; k--) {
    const off = Math.abs(Math.round(k * zero) / k - zero);
    if (off < miss) {
      miss = off;
      best = k;
    }
  }
  return best;
}

/** Any values. 8 bits cover the range; 4 bits are few enough that scales which clip a little are tried too. */
export function fitBlock(fit: Fit, values: Float32Array, at: number, count: number): void {
  let low = 0; // the zero point is a code, so 0 is in the range
  let high = 0;
  for (let i = at; i < at + count; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low === high) {
    fit.zero = fit.zeroPoints ? 0 : 1 << (fit.bits - 1);
    fit.codes.fill(fit.zero, 0, count);
    fit.scale = 0;
  } else if (fit.bits === 8) fitEights(fit, values, at, count, low, high);
  else fitFours(fit, values, at, count, low, high);
  addLoss(fit, values, at, count);
}

function addLoss(fit: Fit, values: Float32Array, at: number, count: number): void {
  const { codes, zero, scale } = fit;
  let errors = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const value = values[at + i]!;
    const lost = value - (codes[i]! - zero) * scale;
    errors += lost * lost;
    squares += value * value;
  }
  fit.errors += errors;
  fit.squares += squares;
}

function fitEights(fit: Fit, values: Float32Array, at: number, count: number, low: number, high: number): void {
  const scale = fit.zeroPoints ? (high - low) / 255 : Math.max(high / 127, -low / 128);
  const zero = fit.zeroPoints ? Math.round(-low / scale) : 128;
  for (let i = 0; i < count; i++) fit.codes[i] = values[at + i]! / scale + zero;
  fit.zero = zero;
  fit.scale = Math.fround(scale);
}

/** How much more or less than the whole range is spread over the codes. */
const spreads = [0, -0.8, 0.6, 1.2];

function fitFours(fit: Fit, values: Float32Array, at: number, count: number, low: number, high: number): void {
  const extreme = -low > high ? low : high;
  let bestGain = -1;
  let bestInverse = 0;
  let bestZero = 0;
  for (const spread of spreads) {
    // Without zero points there is one code more below zero than above: the extreme value gets it, as in Q4_0.
    const inverse = fit.zeroPoints ? (15 + spread) / (high - low) : -(8 + spread / 2) / extreme;
    const exact = fit.zeroPoints ? -low * inverse : 8;
    for (let zero = Math.floor(exact); zero <= Math.min(15, Math.ceil(exact)); zero++) {
      const gain = gainOf(values, at, count, inverse, zero);
      if (gain > bestGain) {
        bestGain = gain;
        bestInverse = inverse;
        bestZero = zero;
      }
    }
  }
  let product = 0;
  let square = 0;
  for (let i = 0; i < count; i++) {
    const code = fourOf(values[at + i]! * bestInverse + bestZero);
    fit.codes[i] = code;
    product += values[at + i]! * (code - bestZero);
    square += (code - bestZero) * (code - bestZero);
  }
  fit.zero = bestZero;
  fit.scale = Math.fround(product / square);
}

/**
 * What codes u = code − zero save of the squared loss when their scale is the best one, Σxu / Σu²: the loss is
 * Σx² − (Σxu)² / Σu².
 */
function gainOf(values: Float32Array, at: number, count: number, inverse: number, zero: number): number {
  let product = 0;
  let square = 0;
  for (let i = at; i < at + count; i++) {
    const value = values[i]!;
    const code = fourOf(value * inverse + zero) - zero;
    product += value * code;
    square += code * code;
  }
  return square > 0 ? (product * product) / square : 0;
}

/** The nearest of 0 to 15. */
function fourOf(value: number): number {
  const code = (value + 0.5) | 0;
  return code < 0 ? 0 : Math.min(code, 15);
}
