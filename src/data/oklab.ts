/**
 * OKLab, where equal steps look equal: colours are named and exchanged in it.
 * Ottosson 2020, "A perceptual color space for image processing".
 */

/** sRGB byte → linear light in [0, 1]. */
const LINEAR = Float32Array.from({ length: 256 }, (_, byte) => {
  const v = byte / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** Linear light in 1/4095 steps → sRGB in [0, 255]. */
const ENCODED = Float32Array.from({ length: 4096 }, (_, step) => {
  const v = step / 4095;
  return 255 * (v <= 0.0031308 ? v * 12.92 : 1.055 * v ** (1 / 2.4) - 0.055);
});

/** Writes L, a, b of an sRGB colour (bytes, 0 to 255) into `out`. */
export function oklab(red: number, green: number, blue: number, out: Float64Array): void {
  const r = LINEAR[red] ?? 0;
  const g = LINEAR[green] ?? 0;
  const b = LINEAR[blue] ?? 0;
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  out[0] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
  out[1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  out[2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
}

/** Writes the sRGB colour (0 to 255, clipped to what a screen shows) of an OKLab colour into `out`. */
export function srgb(lightness: number, a: number, b: number, out: Float64Array): void {
  const l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const s = cube(lightness - 0.0894841775 * a - 1.291485548 * b);
  out[0] = encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  out[1] = encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  out[2] = encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
}

/** A product: `** 3` would call the slow general power for every pixel. */
function cube(x: number): number {
  return x * x * x;
}

function encode(light: number): number {
  return ENCODED[Math.max(0, Math.min(4095, Math.round(light * 4095)))] as number;
}

/** Hue angle of (a, b) in degrees, 0 to 360. */
export function hueOf(a: number, b: number): number {
  return ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360;
}

/** The smaller angle between two hues, 0 to 180 degrees. */
export function hueDistance(one: number, other: number): number {
  const d = Math.abs(one - other) % 360;
  return d > 180 ? 360 - d : d;
}
