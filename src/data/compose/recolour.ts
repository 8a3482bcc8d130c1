/** Gives a drawing another colour: what has the main hue moves to the new one, shading and the rest stay. */
import { PALETTE } from "../colours.ts";
import type { ColourName, Tint } from "../emoji/concept.ts";
import { oklab, srgb } from "../oklab.ts";
import type { Recolour } from "./warp.ts";

/** Hues nearer than FULL degrees to the tint change wholly, beyond NONE not at all. */
const FULL = 34;
const NONE = 56;

/**
 * A map of colours for one drawing.
 * @param shade moves the new colour's lightness a little, in OKLab units (about ±0.03)
 */
export function recolouring(tint: Tint, colour: ColourName, shade: number): Recolour {
  const lab = new Float64Array(3);
  oklab(...PALETTE[colour].object, lab);
  const lightness = lab[0]! + shade;
  const chroma = Math.sqrt(lab[1]! ** 2 + lab[2]! ** 2);
  const goal = Math.atan2(lab[2]!, lab[1]!);
  const most = chroma < 0.03 ? 1 : 1.25;
  const contrast = colour === "white" ? 0.45 : colour === "black" ? 0.7 : 0.9;
  const tx = Math.cos(tint.hue * DEGREE);
  const ty = Math.sin(tint.hue * DEGREE);
  return remembering((rgb) => {
    oklab(Math.round(rgb[0]!), Math.round(rgb[1]!), Math.round(rgb[2]!), lab);
    const [l, a, b] = lab as unknown as [number, number, number];
    const own = Math.sqrt(a * a + b * b);
    if (own < 0.02) return;
    const away = Math.atan2(b * tx - a * ty, a * tx + b * ty);
    const weight = ramp(own, 0.02, 0.07) * (1 - ramp(Math.abs(away) / DEGREE, FULL, NONE));
    if (weight === 0) return;
    const strength = chroma * Math.min(most, own / tint.chroma);
    const angle = goal + 0.35 * away;
    const target = Math.max(0.12, Math.min(0.985, lightness + contrast * (l - tint.lightness)));
    const da = strength * Math.cos(angle) - a;
    const db = strength * Math.sin(angle) - b;
    srgb(l + weight * (target - l), a + weight * da, b + weight * db, rgb);
  });
}

const DEGREE = Math.PI / 180;

/** Flat drawings repeat a colour over long runs: the last answer is kept. */
function remembering(map: Recolour): Recolour {
  let [r, g, b] = [-1, -1, -1];
  let [r2, g2, b2] = [0, 0, 0];
  return (rgb) => {
    if (rgb[0] !== r || rgb[1] !== g || rgb[2] !== b) {
      r = rgb[0]!;
      g = rgb[1]!;
      b = rgb[2]!;
      map(rgb);
      r2 = rgb[0]!;
      g2 = rgb[1]!;
      b2 = rgb[2]!;
    }
    rgb[0] = r2;
    rgb[1] = g2;
    rgb[2] = b2;
  };
}

/** 0 below `low`, 1 above `high`, smooth between. */
function ramp(value: number, low: number, high: number): number {
  const t = Math.max(0, Math.min(1, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
}
