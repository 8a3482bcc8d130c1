/** How a drawing is coloured: the colour that covers most of it, and whether that colour can be exchanged. */
import { nameOf } from "../colours.ts";
import { hueDistance, hueOf, oklab } from "../oklab.ts";
import type { ColourName, Look, Rgb, Tint } from "./concept.ts";

/** Share of the visible area that one colour name must cover to be the drawing's colour. */
const NAMED_SHARE = 0.5;
/** Share of the visible area near the main hue that makes a drawing recolourable. */
const TINTED_SHARE = 0.58;
/** Half width of the tinted band in degrees, and the chroma below which a pixel counts as grey. */
const HUE_REACH = 34;
const MIN_CHROMA = 0.06;

/** Looks at premultiplied RGBA bytes. */
export function lookOf(sprite: Uint8Array): Look {
  const named = new Map<ColourName | null, number>();
  const sum = [0, 0, 0];
  const pixels: Tint[] = [];
  const lab = new Float64Array(3);
  let visible = 0;
  for (let i = 0; i < sprite.length; i += 4) {
    const alpha = sprite[i + 3] as number;
    if (alpha < 128) continue;
    visible++;
    const channel = (c: number) => Math.min(255, Math.round(((sprite[i + c] as number) * 255) / alpha));
    const [r, g, b] = [channel(0), channel(1), channel(2)];
    sum[0]! += r;
    sum[1]! += g;
    sum[2]! += b;
    const name = nameOf(r, g, b);
    named.set(name, (named.get(name) ?? 0) + 1);
    oklab(r, g, b, lab);
    const [lightness, a, bb] = lab as unknown as [number, number, number];
    const chroma = Math.hypot(a, bb);
    if (chroma >= MIN_CHROMA) pixels.push({ lightness, chroma, hue: hueOf(a, bb) });
  }
  const [colour, count] = [...named].reduce((best, next) => (next[1] > best[1] ? next : best), [null, 0]);
  return {
    mean: sum.map((total) => Math.round(total / Math.max(1, visible))) as unknown as Rgb,
    colour: count >= NAMED_SHARE * visible ? colour : null,
    tint: mainTint(pixels, TINTED_SHARE * visible),
  };
}

/** The middle of the heaviest band of hues, if it holds at least `needed` pixels. */
function mainTint(pixels: readonly Tint[], needed: number): Tint | null {
  const bins = new Float64Array(360);
  for (const { hue } of pixels) {
    const bin = Math.floor(hue) % 360;
    bins[bin] = (bins[bin] as number) + 1;
  }
  let best = 0;
  let weight = 0;
  for (let centre = 0; centre < 360; centre++) {
    let sum = 0;
    for (let d = -18; d <= 18; d++) sum += (bins[(centre + d + 360) % 360] as number) * (1 - Math.abs(d) / 40);
    if (sum > weight) [best, weight] = [centre, sum];
  }
  const band = pixels.filter(({ hue }) => hueDistance(hue, best) <= HUE_REACH);
  if (band.length === 0 || band.length < needed) return null;
  const median = (key: "lightness" | "chroma") => band.map((p) => p[key]).sort((x, y) => x - y)[band.length >> 1]!;
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { lightness: round(median("lightness")), chroma: round(median("chroma")), hue: best };
}
