import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { batchAt } from "./batches.ts";
import { fileCaption, readPictureFolder } from "./folder.ts";
import { openPictureSet, pictureSampler, savePictureSet } from "./pictures.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-folder-"));
});

const plain = (background: string, width = 20, height = 10) =>
  sharp({ create: { width, height, channels: 3, background } });
const reasons = (skipped: readonly { file: string; reason: string }[]) =>
  Object.fromEntries(skipped.map(({ file, reason }) => [file, reason]));

describe("a folder of pictures", () => {
  test("takes captions from names and from captions.jsonl", async () => {
    await mkdir(join(folder, "fruit"));
    await plain("#ff0000")
      .png()
      .toFile(join(folder, "fruit", "red-square_2.png"));
    await plain("#0000ff").jpeg().toFile(join(folder, "b.jpg"));
    const lines = ["a blue square", "蓝色方块"].map((text) => JSON.stringify({ file: "b.jpg", text }));
    await writeFile(join(folder, "captions.jsonl"), `\ufeff${lines.join("\r\n")}\n`);
    const { set, skipped } = await readPictureFolder(folder, { size: 16 });
    expect(skipped).toEqual([]);
    expect(set.pictures.map(({ file, captions }) => [file, captions])).toEqual([
      ["b.jpg", ["a blue square", "蓝色方块"]],
      ["fruit/red-square_2.png", ["red square"]],
    ]);
    expect([...set.pictures[1]!.pixels.subarray(0, 3)]).toEqual([255, 0, 0]);
    expect(set.pictures[1]!.pixels.length).toBe(16 * 16 * 3);
  });

  test("reports and skips what cannot be used", async () => {
    await plain("#00ff00").png().toFile(join(folder, "green square.png"));
    await plain("#00ff00", 300, 300).png().toFile(join(folder, "huge.png"));
    await plain("#00ff00").png().toFile(join(folder, "001.png"));
    await writeFile(join(folder, "broken.png"), "not a picture");
    await writeFile(join(folder, "empty.jpg"), "");
    await symlink("/etc/hostname", join(folder, "secret.png"));
    await symlink(join(folder, "nothing"), join(folder, "dangling.png"));
    await symlink("/", join(folder, "root"));
    const lines = [
      '{"file": "../../etc/passwd", "text": "x"}',
      '{"file": "/etc/passwd", "text": "x"}',
      "{nonsense",
      "null",
      '{"file": "gone.png", "text": "x"}',
      '{"file": "001.png", "text": " \\u0007 "}',
    ];
    await writeFile(join(folder, "captions.jsonl"), lines.join("\n"));
    const { set, skipped } = await readPictureFolder(folder, { maxPixels: 80_000 });
    expect(set.pictures.map(({ file }) => file)).toEqual(["green square.png"]);
    expect(reasons(skipped)).toMatchObject({
      "huge.png": "300 × 300 pixels; at most 80000 in all",
      "001.png": expect.stringMatching(/no caption/),
      "broken.png": expect.stringMatching(/unsupported image format/),
      "empty.jpg": "an empty file",
      "secret.png": "a link that leads out of the folder",
      "dangling.png": "not there, or a link that leads nowhere",
      "captions.jsonl:1": "a path that leads out of the folder",
      "captions.jsonl:2": "a path that leads out of the folder",
      "captions.jsonl:3": "not JSON",
      "captions.jsonl:4": 'not {"file": "…", "text": "…"}',
      "captions.jsonl:5": 'no picture "gone.png" in the folder',
      "captions.jsonl:6": "an empty caption",
    });
  });

  test("says what is wrong with a useless one", async () => {
    await expect(readPictureFolder(folder)).rejects.toThrow(/no pictures \(png, jpg, .*\) in it\. Give a folder/);
    await writeFile(join(folder, "a cat.png"), "junk");
    await expect(readPictureFolder(folder)).rejects.toThrow(
      /none of its pictures can be used \(1 skipped; the first, a cat\.png: /,
    );
    await expect(readPictureFolder(join(folder, "nowhere"))).rejects.toThrow(/cannot open .*nowhere: ENOENT/);
    await expect(readPictureFolder(join(folder, "a cat.png"))).rejects.toThrow(/is not a folder/);
    await expect(readPictureFolder(folder, { size: 1e9 })).rejects.toThrow(/size 1000000000 is not a whole number/);
  });
});

test("names become captions", () => {
  expect(
    ["red-apple_02.png", "a/b/Blue House (3).JPG", "红苹果.webp", "x.y.gif"].map((file) => fileCaption(file)[0]),
  ).toEqual(["red apple", "Blue House", "红苹果", "x y"]);
  expect(fileCaption("123.png")).toEqual([]);
});

test("a set is saved, opened again and drawn from", async () => {
  const left = Uint8Array.from({ length: 8 * 8 * 3 }, (_, i) => (Math.floor(i / 3) % 8 < 4 ? 0 : 255));
  const set = { size: 8, pictures: [{ file: "half.png", captions: ["half", "一半"], pixels: left }] };
  await savePictureSet(set, join(folder, "out"));
  const opened = await openPictureSet(join(folder, "out"));
  expect(opened).toEqual(set);
  const samples = batchAt(pictureSampler(opened, { mirror: true }), 40, 1, 0).samples;
  expect(new Set(samples.map(({ caption }) => caption))).toEqual(new Set(["half", "一半"]));
  expect(new Set(samples.map(({ pixels }) => pixels[0]))).toEqual(new Set([0, 255]));
  await expect(openPictureSet(folder)).rejects.toThrow(/cannot read .*\(ENOENT\)\. Make it with: onda data/);
});
