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
  const flat = await flatColours(bytesOf(enlarge(pixels, size, SIDE, HARDNESS)));
  const rgba = Buffer.alloc(SIDE * SIDE * 4, 255);
  for (const [i, colour] of flat.entries()) rgba.writeUIntBE(colour, 4 * i, 3);
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
  return { side: SIDE, shapes: shapesOf(svg, new Set(flat)) };
}

/** Each pixel's colour as 0xRRGGBB: at most COLOURS of them, without the thin mixed rims of soft edges. */
async function flatColours(rgb: Uint8Array): Promise<Uint32Array> {
  const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
  const indexed = await sharp(rgb, { raw }).png({ palette: true, colours: COLOURS, dither: 0 }).toBuffer();
  const few = await sharp(indexed).removeAlpha().raw().toBuffer();
  const colours = Uint32Array.from({ length: SIDE * SIDE }, (_, i) => few.readUIntBE(3 * i, 3));
  return majority(colours, VOTE);
}

/** Each pixel takes the colour that most of its neighbourhood has; its own wins a tie. */
function majority(colours: Uint32Array, reach: number): Uint32Array {
  const votes = new Map<number, number>();
  return colours.map((own, i) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    votes.clear();
    let [best, most] = [own, 0];
    for (let v = Math.max(0, y - reach); v <= Math.min(SIDE - 1, y + reach); v++) {
      for (let u = Math.max(0, x - reach); u <= Math.min(SIDE - 1, x + reach); u++) {
        const colour = colours[v * SIDE + u]!;
        const count = (votes.get(colour) ?? 0) + 1;
        votes.set(colour, count);
        if (count > most || (count === most && colour === own)) [best, most] = [colour, count];
      }
    }
    return best;
  });
}

/** The paths of VTracer's SVG, their colours (means of what they cover) put back to the nearest of the palette. */
function shapesOf(svg: string, palette: ReadonlySet<number>): Shape[] {
  const found = svg.matchAll(/<path d="([^"]*)" fill="#([0-9A-Fa-f]{6})" transform="translate\(([^,]+),([^)]+)\)"/g);
  return Array.from(found, ([, path, fill, x, y]) => ({
    path: path!.trim(),
    fill: `#${nearest(Number.parseInt(fill!, 16), palette).toString(16).padStart(6, "0")}`,
    at: [Number(x), Number(y)],
  }));
}

function nearest(colour: number, palette: ReadonlySet<number>): number {
  const part = (value: number, shift: number) => (value >> shift) & 255;
  const distance = (other: number) => [16, 8, 0].reduce((sum, s) => sum + (part(colour, s) - part(other, s)) ** 2, 0);
  return [...palette].reduce((best, other) => (distance(other) < distance(best) ? other : best));
}
