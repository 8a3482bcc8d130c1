// Folders as people have them: one picture, one picture a thousand times, and files that are not what they seem.
import { link, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRng } from "../nn/random.ts";
import { readPictureFolder } from "./folder.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-bad-pictures-"));
});
afterEach(() => rm(folder, { recursive: true }));

const place = (name: string) => join(folder, name);
const plain = (background: string, side = 20) =>
  sharp({ create: { width: side, height: side, channels: 3, background } });
const noise = (seed: number, side = 64) => {
  const bytes = Buffer.from(createRng(seed).uniform(side * side * 3, 0, 255));
  return sharp(bytes, { raw: { width: side, height: side, channels: 3 } });
};
const read = () => readPictureFolder(folder, { size: 16 });
const reasonOf = (skipped: readonly { readonly file: string; readonly reason: string }[], file: string) =>
  skipped.find((one) => one.file === file)?.reason;

describe("what a set cannot teach", () => {
  test("is said of a single picture", async () => {
    await plain("#ff0000").png().toFile(place("red.png"));
    expect((await read()).warnings).toEqual(["only one picture: a model can do no more than repeat it"]);
  });

  test("is said of a thousand copies of one", async () => {
    await noise(1, 16).png().toFile(place("cat.png"));
    await Promise.all(Array.from({ length: 999 }, (_, i) => link(place("cat.png"), place(`cat ${i}.png`))));
    const { set, warnings } = await read();
    expect(set.pictures).toHaveLength(1000);
    expect(warnings).toEqual(["all 1000 pictures are alike: a model can do no more than repeat one"]);
  }, 120_000);

  test("is said of one picture compressed twice, and of copies among others; of different ones nothing", async () => {
    await plain("#cc3300", 64).png().toFile(place("a.png"));
    await plain("#cc3300", 64).jpeg({ quality: 40 }).toFile(place("b.jpg"));
    expect((await read()).warnings[0]).toMatch(/^all 2 pictures are alike/);
    await plain("#0033cc", 64).png().toFile(place("c.png"));
    await plain("#0033cc", 64).png().toFile(place("d.png"));
    expect((await read()).warnings).toEqual(["1 of 4 pictures are copies of others"]);
    await rm(place("d.png"));
    await rm(place("b.jpg"));
    expect((await read()).warnings).toEqual([]);
  });
});

describe("a picture that is", () => {
  beforeEach(() => plain("#00ff00").png().toFile(place("good.png")));

  test("1 × 1 is skipped, and says why", async () => {
    await plain("#ff0000", 1).png().toFile(place("dot.png"));
    const { set, skipped } = await read();
    expect(set.pictures.map(({ file }) => file)).toEqual(["good.png"]);
    expect(reasonOf(skipped, "dot.png")).toBe("1 × 1 pixels show nothing; at least 8 on each side");
  });

  test("20,000 × 20,000 takes no memory, as PNG and as SVG", async () => {
    await writeFile(place("vast.png"), vastPng(20_000));
    await writeFile(place("vast.svg"), '<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"/>');
    const before = process.memoryUsage.rss();
    const { set, skipped } = await read();
    expect(set.pictures).toHaveLength(1);
    for (const file of ["vast.png", "vast.svg"]) {
      expect(reasonOf(skipped, file)).toBe("20000 × 20000 pixels; at most 50000000 in all");
    }
    expect(process.memoryUsage.rss() - before).toBeLessThan(400e6); // decoded, it would be 1,200 MB
  });

  test("animated gives its first frame, and a warning", async () => {
    const frames = Buffer.concat([Buffer.alloc(32 * 32 * 3, 255), Buffer.alloc(32 * 32 * 3, 0)]);
    await sharp(frames, { raw: { width: 32, height: 64, channels: 3, pageHeight: 32 } })
      .gif({ delay: [100, 100], loop: 0 })
      .toFile(place("moving.gif"));
    const { set, warnings } = await read();
    expect([...set.pictures[1]!.pixels.subarray(0, 3)]).toEqual([255, 255, 255]);
    expect(warnings).toEqual(["1 of the pictures move or have pages: only the first frame is taken"]);
  });

  test("CMYK, grey, 16-bit or half transparent has the colours that one sees", async () => {
    await plain("#ff0000").toColourspace("cmyk").jpeg({ quality: 95 }).toFile(place("print.jpg"));
    await plain("#808080").toColourspace("b-w").png().toFile(place("grey.png"));
    await plain("#4080c0").toColourspace("rgb16").png().toFile(place("deep.png"));
    await plain("#000000").ensureAlpha(0.5).png().toFile(place("glass.png"));
    expect((await sharp(place("print.jpg")).metadata()).space).toBe("cmyk");
    expect((await sharp(place("deep.png")).metadata()).depth).toBe("ushort");
    const { set, skipped } = await read();
    expect(skipped).toEqual([]);
    const colour = (file: string) => [...set.pictures.find((one) => one.file === file)!.pixels.subarray(0, 3)];
    const [red, green, blue] = colour("print.jpg") as [number, number, number];
    expect(red).toBeGreaterThan(200);
    expect(Math.max(green, blue)).toBeLessThan(80);
    expect(colour("grey.png").every((x) => Math.abs(x - 128) <= 2)).toBe(true);
    expect(colour("deep.png").every((x, i) => Math.abs(x - [64, 128, 192][i]!) <= 2)).toBe(true);
    expect(colour("glass.png").every((x) => Math.abs(x - 127) <= 2)).toBe(true);
  });

  test("cut off is skipped, whatever its kind", async () => {
    for (const kind of ["png", "jpeg", "webp", "gif", "tiff", "avif"] as const) {
      const bytes = await noise(3).toFormat(kind).toBuffer();
      await writeFile(place(`cut ${kind}.${kind}`), bytes.subarray(0, Math.floor(bytes.length / 2)));
    }
    const { set, skipped } = await read();
    expect(set.pictures.map(({ file }) => file)).toEqual(["good.png"]);
    expect(skipped).toHaveLength(6);
    for (const { reason } of skipped) expect(reason).not.toBe("");
  });

  test("without a name is taken where no caption is needed", async () => {
    await writeFile(place("001.png"), await readFile(place("good.png")));
    expect((await read()).skipped).toHaveLength(1);
    const { set, skipped } = await readPictureFolder(folder, { size: 16, captions: "optional" });
    expect(skipped).toEqual([]);
    expect(set.pictures.map(({ captions }) => captions[0])).toEqual(["", "good"]);
  });
});

/** A PNG that claims to be large: a true header and little behind it. */
function vastPng(side: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.alloc(1000));
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
