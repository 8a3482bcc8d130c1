import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { sheet } from "./sheet.ts";

describe("sheet", () => {
  it("lays pictures out row by row", async () => {
    const plane = (value: number) => Array<number>(16).fill(value);
    const [red, green, blue] = [
      [...plane(1), ...plane(-1), ...plane(-1)],
      [...plane(-1), ...plane(1), ...plane(-1)],
      [...plane(-1), ...plane(-1), ...plane(1)],
    ];
    const png = await sheet(Float32Array.from([...red!, ...green!, ...blue!]), 4, { columns: 2, scale: 1 });
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([14, 14]);
    const at = (x: number, y: number) => [...data.subarray((y * 14 + x) * 3, (y * 14 + x) * 3 + 3)];
    expect([at(4, 4), at(10, 4), at(4, 10)]).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ]);
    expect(at(10, 10)).toEqual(at(0, 0)); // an empty place shows the ground
  });

  it("refuses what is no picture", async () => {
    await expect(sheet(new Float32Array(7), 4, { columns: 1 })).rejects.toThrow("no pictures");
  });
});
