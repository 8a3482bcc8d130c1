// Any picture file comes in as the model sees it; what is no picture is refused before it takes memory.
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { RequestError } from "../errors.ts";
import { decodeMask, decodePicture } from "./decode.ts";
import { bytesOf, pixelsOf } from "./png.ts";

const red = { r: 255, g: 0, b: 0, alpha: 1 };
const plain = (width: number, height: number, background: object) =>
  sharp({ create: { width, height, channels: 4, background } });
const range = (values: Float32Array) => [Math.min(...values), Math.max(...values)];

describe("a picture file", () => {
  it.each(["png", "jpeg", "webp", "gif", "tiff"] as const)(
    "of format %s becomes [3, S, S] in [-1, 1]",
    async (format) => {
      const pixels = await decodePicture(await plain(100, 60, red).toFormat(format).toBuffer(), 64);
      expect(pixels.length).toBe(3 * 64 * 64);
      expect(range(pixels.subarray(0, 4096))[0]).toBeGreaterThan(0.97);
      expect(range(pixels.subarray(4096))[1]).toBeLessThan(-0.97);
    },
  );

  it("is cropped around its middle, and white where it is transparent", async () => {
    const middle = await plain(64, 64, red).png().toBuffer();
    const wide = await plain(192, 64, { r: 0, g: 0, b: 0, alpha: 0 })
      .composite([{ input: middle, left: 64, top: 0 }])
      .png()
      .toBuffer();
    expect(range((await decodePicture(wide, 64)).subarray(0, 4096))).toEqual([1, 1]);
    expect(range(await decodePicture(await plain(9, 9, { r: 0, g: 0, b: 0, alpha: 0 }).png().toBuffer(), 64))).toEqual([
      1, 1,
    ]);
  });

  it("may be grey, of 16 bits, or as small as a pixel", async () => {
    const grey = await plain(1, 1, { r: 128, g: 128, b: 128, alpha: 1 }).toColourspace("grey16").png().toBuffer();
    const [low, high] = range(await decodePicture(grey, 64));
    expect(high! - low!).toBe(0);
    expect(Math.abs(low!)).toBeLessThan(0.02);
  });

  it("becomes a mask: 1 where white or transparent, 0 where black", async () => {
    const half = await plain(32, 64, { r: 0, g: 0, b: 0, alpha: 1 }).png().toBuffer();
    const mask = await decodeMask(
      await plain(64, 64, { r: 0, g: 0, b: 0, alpha: 0 })
        .composite([{ input: half, left: 0, top: 0 }])
        .png()
        .toBuffer(),
      64,
    );
    expect([mask.length, mask[0], mask[63]]).toEqual([4096, 0, 1]);
  });

  it("bytes and pixels are each other's inverse", () => {
    const bytes = Uint8Array.from({ length: 3 * 256 }, (_, i) => i % 256);
    expect(bytesOf(pixelsOf(bytes))).toEqual(bytes);
  });
});

describe("what is no picture", async () => {
  const png = await plain(64, 64, red).png().toBuffer();
  const huge = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"/>');
  const cases: [string, Uint8Array, RegExp][] = [
    ["empty", new Uint8Array(), /empty/],
    ["text", Buffer.from("no picture"), /format is unknown/],
    ["cut short", png.subarray(0, png.length - 40), /cannot be read/],
    ["a head without pixels", png.subarray(0, 40), /cannot be read/],
    ["too large", huge, /more than 50000000 pixels|cannot be read/],
  ];
  it.each(cases)("%s: one line with the file's name", async (_, file, message) => {
    const failed = decodePicture(file, 64, "cat.png");
    await expect(failed).rejects.toThrow(RequestError);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toThrow(/^cat\.png [^\n]*$/);
  });
});
