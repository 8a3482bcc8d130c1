/** The colours that captions name: what each looks like, and which name a colour has. */
import type { ColourName, Rgb } from "./emoji/concept.ts";
import { hueOf, oklab } from "./oklab.ts";

export interface NamedColour {
  /** Typical sRGB as an object, and as a plain background. */
  readonly object: Rgb;
  readonly background: Rgb;
  readonly en: readonly string[];
  /** The bare character that stands before a noun (红苹果), and the full word (红色). */
  readonly zh: readonly [short: string, full: string, ...others: string[]];
}

export const PALETTE: Readonly<Record<ColourName, NamedColour>> = {
  red: { object: [240, 48, 47], background: [232, 62, 58], en: ["red"], zh: ["红", "红色"] },
  orange: { object: [255, 134, 36], background: [255, 147, 58], en: ["orange"], zh: ["橙", "橙色", "橘色"] },
  yellow: { object: [253, 212, 55], background: [255, 219, 84], en: ["yellow"], zh: ["黄", "黄色"] },
  green: { object: [28, 176, 82], background: [66, 182, 99], en: ["green"], zh: ["绿", "绿色"] },
  blue: { object: [34, 122, 228], background: [62, 138, 232], en: ["blue"], zh: ["蓝", "蓝色"] },
  purple: { object: [139, 83, 206], background: [146, 98, 206], en: ["purple"], zh: ["紫", "紫色"] },
  pink: { object: [255, 120, 188], background: [255, 158, 205], en: ["pink"], zh: ["粉", "粉色", "粉红色"] },
  brown: { object: [128, 76, 52], background: [140, 92, 68], en: ["brown"], zh: ["棕", "棕色", "褐色"] },
  black: { object: [42, 42, 46], background: [28, 28, 31], en: ["black"], zh: ["黑", "黑色"] },
  white: { object: [243, 243, 245], background: [255, 255, 255], en: ["white"], zh: ["白", "白色"] },
  grey: { object: [152, 154, 160], background: [168, 170, 175], en: ["grey", "gray"], zh: ["灰", "灰色"] },
};

/**
 * The name that a plain eye gives an sRGB colour (bytes), or null between names: beige, pale glass, very dark purple.
 * Boundaries lie between the hues of the palette in OKLCh.
 */
export function nameOf(red: number, green: number, blue: number): ColourName | null {
  const lab = new Float64Array(3);
  oklab(Math.round(red), Math.round(green), Math.round(blue), lab);
  const [lightness, a, b] = lab as unknown as [number, number, number];
  const chroma = Math.sqrt(a * a + b * b);
  if (chroma < 0.04) return lightness > 0.9 ? "white" : lightness < 0.42 ? "black" : "grey";
  if (lightness < 0.3 && chroma < 0.09) return "black";
  if (chroma < 0.065 || (lightness < 0.4 && chroma < 0.1)) return null;
  const hue = hueOf(a, b);
  if (hue >= 18 && hue < 110) return warmName(lightness, chroma, hue);
  if (hue >= 336 || hue < 18) return lightness > 0.66 || hue < 350 ? "pink" : "red";
  if (hue < 178) return "green";
  return hue < 284 ? "blue" : "purple";
}

/** Between red and yellow: dull and dark is brown, dull and light is nothing in particular. */
function warmName(lightness: number, chroma: number, hue: number): ColourName | null {
  if (lightness < 0.68 && chroma < 0.13) return "brown";
  if (hue >= 42 && lightness < 0.62) return "brown";
  if (chroma < 0.115) return null;
  if (hue < 36) return lightness > 0.74 ? "pink" : "red";
  return hue < 70 ? "orange" : "yellow";
}

/** How different two sRGB colours look: their distance in OKLab, about 0.02 for just noticeable. */
export function difference(one: Rgb, other: Rgb): number {
  const [p, q] = [new Float64Array(3), new Float64Array(3)];
  oklab(one[0], one[1], one[2], p);
  oklab(other[0], other[1], other[2], q);
  return Math.hypot(p[0]! - q[0]!, p[1]! - q[1]!, p[2]! - q[2]!);
}
