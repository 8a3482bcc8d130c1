/**
 * A picture as an SVG of few colours. VTracer (visioncortex, by `@neplex/vectorizer`) draws the outlines; it is given
 * the picture enlarged with hard edges and laid out in flat colours, because it would trace every soft edge as rings.
 */
import sharp from "sharp";
import { enlarge } from "./enlarge.ts";
import { bytesOf } from "./png.ts";

/** Side of the drawing that is traced, and of the SVG's own coordinates. */
const SIDE = 256;
const HARDNESS = 8;
const COLOURS = 16;
/** Colours nearer than this, of 255 levels, become one. */
const ALIKE = 16;
/** Spots with fewer pixels than the square of this are left out. */
const SPECKLE = 5;
/** How far around a pixel its neighbours vote on its colour. */
const VOTE = 2;

export interface Shape {
  /** `#rrggbb` */
  readonly fill: string;
  readonly path: string;
  /** Where the path's origin lies. */
  readonly at: readonly [x: number, y: number];
}

export interface Drawing {
  readonly side: number;
  /** From the back to the front. */
  readonly shapes: readonly Shape[];
}

/** Traces pixels [3, S, S] in [-1, 1]. */
export async function vectorize(pixels: Float32Array, size: number): Promise<Drawing> {
  const { vectorizeRaw, ColorMode, Hierarchical, PathSimplifyMode } = await import("@neplex/vectorizer");
  const { palette, labels } = await flatColours(bytesOf(enlarge(pixels, size, SIDE, HARDNESS)));
  const rgba = Buffer.alloc(SIDE * SIDE * 4, 255);
  for (const [i, label] of labels.entries()) rgba.writeUIntBE(palette[label]!, 4 * i, 3);
  const svg = await vectorizeRaw(
    rgba,
    { width: SIDE, height: SIDE },
    {
      colorMode: ColorMode.Color,
      hierarchical: Hierarchical.Stacked, // cut-outs leave white slits between neighbours
      filterSpeckle: SPECKLE,
      colorPrecision: 8,
      layerDifference: 0,
      mode: PathSimplifyMode.Spline,
      cornerThreshold: 60,
      lengthThreshold: 8,
      maxIterations: 10,
      spliceThreshold: 45,
      pathPrecision: 1,
    },
  );
  return { side: SIDE, shapes: shapesOf(svg, palette) };
}

interface FlatPicture {
  /** 0xRRGGBB */
  readonly palette: readonly number[];
  /** Each pixel's place in the palette. */
  readonly labels: Uint8Array;
}

/** At most COLOURS colours that differ, without the thin mixed rims of soft edges. */
async function flatColours(rgb: Uint8Array): Promise<FlatPicture> {
  const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
  const indexed = await sharp(rgb, { raw }).png({ palette: true, colours: COLOURS, dither: 0 }).toBuffer();
  const few = await sharp(indexed).removeAlpha().raw().toBuffer();
  const counts = new Map<number, number>();
  const colours = Uint32Array.from({ length: SIDE * SIDE }, (_, i) => few.readUIntBE(3 * i, 3));
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const places = new Map<number, number>();
  const palette: number[] = [];
  for (const [colour] of [...counts].sort(([, a], [, b]) => b - a)) {
    const like = palette.findIndex((known) => distance(known, colour) < ALIKE ** 2);
    places.set(colour, like >= 0 ? like : palette.push(colour) - 1);
  }
  return {
    palette,
    labels: majority(
      Uint8Array.from(colours, (colour) => places.get(colour)!),
      VOTE,
    ),
  };
}

/** Each pixel takes the label that most of its neighbourhood has; its own wins a tie. */
function majority(labels: Uint8Array, reach: number): Uint8Array {
  const votes = new Uint8Array(256);
  return labels.map((own, i) => {
    const x = i % SIDE;
    const y = Math.floor(i / SIDE);
    const [left, right] = [Math.max(0, x - reach), Math.min(SIDE - 1, x + reach)];
    votes.fill(0);
    let best = own;
    for (let v = Math.max(0, y - reach); v <= Math.min(SIDE - 1, y + reach); v++) {
      for (let at = v * SIDE + left; at <= v * SIDE + right; at++) {
        const label = labels[at]!;
        const count = ++votes[label]!;
        if (count > votes[best]! || (count === votes[best]! && label === own)) best = label;
      }
    }
    return best;
  });
}

/** The paths of VTracer's SVG, their colours (means of what they cover) put back to the nearest of the palette. */
function shapesOf(svg: string, palette: readonly number[]): Shape[] {
  const found = svg.matchAll(/<path d="([^"]*)" fill="#([0-9A-Fa-f]{6})" transform="translate\(([^,]+),([^)]+)\)"/g);
  return Array.from(found, ([, path, fill, x, y]) => {
    const mean = Number.parseInt(fill!, 16);
    const colour = palette.reduce((best, other) => (distance(other, mean) < distance(best, mean) ? other : best));
    return { path: path!.trim(), fill: `#${colour.toString(16).padStart(6, "0")}`, at: [Number(x), Number(y)] };
  });
}

/** The squared distance of two colours 0xRRGGBB. */
function distance(a: number, b: number): number {
  const part = (shift: number) => (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2;
  return part(16) + part(8) + part(0);
}
