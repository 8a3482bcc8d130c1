/** Draws a sprite onto a canvas: turned, mirrored, scaled, with smooth edges, and optionally in another colour. */
import type { Sprite } from "../emoji/concept.ts";
import type { Place } from "./arrange.ts";

/** An RGB picture in [0, 255], row-major, three numbers a pixel. */
export interface Canvas {
  readonly size: number;
  readonly pixels: Float32Array;
}

/** Changes the first three numbers, straight (not premultiplied) RGB, in place. */
export type Recolour = (rgb: Float64Array) => void;

/** `over` of Porter and Duff 1984, with four bilinear samples a pixel. The place is in pixels, its side the whole sprite's. */
export function drawSprite(canvas: Canvas, sprite: Sprite, place: Place, recolour?: Recolour): void {
  const small = sprite.size / place.side > 2.4;
  const source = small ? sprite.half : sprite.pixels;
  const size = small ? sprite.size >> 1 : sprite.size;
  const cos = (Math.cos(place.angle) * size) / place.side;
  const sin = (Math.sin(place.angle) * size) / place.side;
  const flip = place.mirror ? -1 : 1;
  const reach = (place.side / 2) * (Math.abs(Math.cos(place.angle)) + Math.abs(Math.sin(place.angle)));
  const top = Math.max(0, Math.floor(place.y - reach));
  const bottom = Math.min(canvas.size, Math.ceil(place.y + reach));
  const left = Math.max(0, Math.floor(place.x - reach));
  const right = Math.min(canvas.size, Math.ceil(place.x + reach));
  const texel = new Float64Array(4);
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const dx = x + 0.5 - place.x;
      const dy = y + 0.5 - place.y;
      const u = flip * (cos * dx + sin * dy) + size / 2 - 0.5;
      const v = cos * dy - sin * dx + size / 2 - 0.5;
      if (sample(source, size, u, v, flip * cos * 0.25, flip * sin * 0.25, -sin * 0.25, cos * 0.25, texel)) {
        blend(canvas.pixels, (y * canvas.size + x) * 3, texel, recolour);
      }
    }
  }
}

/**
 * Adds up the bilinear samples at (u, v) ± a quarter of the target pixel; outside the sprite lies nothing.
 * (ux, vx) and (uy, vy) are the steps of a quarter pixel to the right and down. False if nothing is visible.
 */
function sample(
  source: Uint8Array,
  size: number,
  u: number,
  v: number,
  ux: number,
  uy: number,
  vx: number,
  vy: number,
  out: Float64Array,
): boolean {
  let r = 0;
  let g = 0;
  let b = 0;
  let a = 0;
  for (let k = 0; k < 4; k++) {
    const right = k & 1 ? 1 : -1;
    const down = k & 2 ? 1 : -1;
    const su = u + right * ux + down * uy;
    const sv = v + right * vx + down * vy;
    if (su < 0 || sv < 0 || su >= size - 1 || sv >= size - 1) continue;
    const column = su | 0;
    const row = sv | 0;
    const i = (row * size + column) * 4;
    const j = i + size * 4;
    const w11 = (su - column) * (sv - row);
    const w10 = sv - row - w11;
    const w01 = su - column - w11;
    const w00 = 1 - w11 - w10 - w01;
    const alpha = w00 * source[i + 3]! + w01 * source[i + 7]! + w10 * source[j + 3]! + w11 * source[j + 7]!;
    if (alpha === 0) continue;
    r += w00 * source[i]! + w01 * source[i + 4]! + w10 * source[j]! + w11 * source[j + 4]!;
    g += w00 * source[i + 1]! + w01 * source[i + 5]! + w10 * source[j + 1]! + w11 * source[j + 5]!;
    b += w00 * source[i + 2]! + w01 * source[i + 6]! + w10 * source[j + 2]! + w11 * source[j + 6]!;
    a += alpha;
  }
  out[0] = r / 4;
  out[1] = g / 4;
  out[2] = b / 4;
  out[3] = Math.min(1, a / 1020);
  return a > 0;
}

/** Lays one premultiplied `texel` (alpha in [0, 1]) over the canvas. */
function blend(pixels: Float32Array, at: number, texel: Float64Array, recolour: Recolour | undefined): void {
  const alpha = texel[3]!;
  if (recolour) {
    for (let c = 0; c < 3; c++) texel[c] = Math.min(255, texel[c]! / alpha);
    recolour(texel);
    for (let c = 0; c < 3; c++) texel[c] = texel[c]! * alpha;
  }
  const under = 1 - alpha;
  pixels[at] = pixels[at]! * under + texel[0]!;
  pixels[at + 1] = pixels[at + 1]! * under + texel[1]!;
  pixels[at + 2] = pixels[at + 2]! * under + texel[2]!;
}
