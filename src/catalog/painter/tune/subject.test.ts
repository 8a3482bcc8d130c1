import { describe, expect, it } from "vitest";
import { createRng } from "../../../nn/index.ts";
import { frameOf, showSubject } from "./subject.ts";

const SIZE = 32;
/** A red square of 8 pixels with its corner at (x, y), its left half blue, on white. */
const picture = (x: number, y: number): Uint8Array => {
  const pixels = new Uint8Array(SIZE * SIZE * 3).fill(255);
  for (let i = 0; i < 64; i++) {
    const colour = i % 8 < 4 ? [0, 0, 255] : [255, 0, 0];
    pixels.set(colour, 3 * ((y + Math.floor(i / 8)) * SIZE + x + (i % 8)));
  }
  return pixels;
};

describe("a subject's frame", () => {
  it("is the square around what is not background, and none where the border has many colours", () => {
    expect(frameOf(picture(4, 10), SIZE)).toEqual({
      ...{ x: 8 / SIZE, y: 14 / SIZE, side: 8 / SIZE },
      background: [255, 255, 255],
    });
    expect(frameOf(new Uint8Array(SIZE * SIZE * 3).fill(7), SIZE)).toBeUndefined();
    const noise = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (i * 7919) % 256);
    expect(frameOf(noise, SIZE)).toBeUndefined();
  });
});

describe("a subject that is shown", () => {
  it("stands where its layout says, upright in that thing's frame, wherever it stood", () => {
    for (const [x, y] of [
      [4, 10],
      [20, 2],
    ] as const) {
      const pixels = picture(x, y);
      const subject = { captions: ["a"], pixels, frame: frameOf(pixels, SIZE) };
      for (let seed = 0; seed < 20; seed++) {
        const shown = showSubject(subject, SIZE, createRng(seed));
        const place = shown.layout!.things[0]!;
        const at = (u: number, v: number) => {
          const w = place.mirror ? -u : u;
          const [cos, sin] = [Math.cos(place.angle), Math.sin(place.angle)];
          const px = Math.floor((place.x + (cos * w - sin * v) * place.side) * SIZE);
          const py = Math.floor((place.y + (sin * w + cos * v) * place.side) * SIZE);
          return [0, 1, 2].map((c) => Math.round(shown.pixels[c * SIZE * SIZE + py * SIZE + px]!));
        };
        expect(at(-0.25, 0)).toEqual([-1, -1, 1]);
        expect(at(0.25, 0)).toEqual([1, -1, -1]);
        expect([...shown.pixels.filter((x) => !(Math.abs(x) <= 1))]).toEqual([]);
      }
    }
  });

  it("is the picture as it is, with a layout that nobody knows, where it fills it", () => {
    const pixels = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => (i * 7919) % 256);
    const shown = showSubject({ captions: ["a"], pixels, frame: undefined }, SIZE, createRng(1));
    expect(shown.layout).toBeUndefined();
    expect(shown.pixels[SIZE * SIZE]).toBeCloseTo(pixels[1]! / 127.5 - 1, 6);
  });
});
