// Digits and faces: what is in them, that their captions tell the truth, and that no picture is in both parts.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { batchAt } from "./batches.ts";
import { buildDigits } from "./digits/build.ts";
import { buildFaces } from "./faces/build.ts";
import { faceCaptions, labelsOf } from "./faces/looks.ts";
import { MissingPackagesError } from "./packages.ts";
import { pictureSampler } from "./pictures.ts";
import { openSplit, type SplitSet } from "./split.ts";

let out: string;
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "onda-splits-"));
});
afterAll(() => rm(out, { recursive: true }));

const key = (pixels: Uint8Array) => Buffer.from(pixels).toString("latin1");

function expectApart({ train, test }: SplitSet): void {
  const all = [...train.pictures, ...test.pictures].map(({ pixels }) => key(pixels));
  expect(new Set(all).size).toBe(all.length);
}

describe("digits", () => {
  test("are the 10,000 of the package, framed, in two parts of which every digit has its share", async () => {
    const report = await buildDigits({ out: join(out, "digits") });
    expect(report).toMatchObject({ train: 8000, test: 2000 });
    const set = await openSplit(join(out, "digits"));
    expectApart(set);
    for (const digit of set.train.questions!.digit!) {
      const share = set.test.pictures.filter(({ labels }) => labels!.digit === digit).length / 2000;
      expect(share).toBeGreaterThan(0.07);
      expect(share).toBeLessThan(0.14);
    }
    const { pixels, captions, labels } = set.train.pictures[0]!;
    expect(pixels.length).toBe(32 * 32 * 3);
    expect(pixels.subarray(0, 2 * 32 * 3).every((x) => x === 0)).toBe(true);
    expect(Math.max(...pixels)).toBeGreaterThan(200);
    expect(captions).toContain(`a handwritten ${labels!.digit}`);
    const { samples } = batchAt(pictureSampler(set.train), 8, 1, 0);
    for (const { caption, labels } of samples) expect(caption).toMatch(wordsFor[Number(labels!.digit)]!);
  });

  test("say what to install", async () => {
    await expect(buildDigits({ out, from: ["/nowhere/at/all.js"] })).rejects.toThrow(MissingPackagesError);
  });
});

const wordsFor = ["zero|0|零", "one|1|一", "two|2|二", "three|3|三", "four|4|四"]
  .concat(["five|5|五", "six|6|六", "seven|7|七", "eight|8|八", "nine|9|九"])
  .map((words) => new RegExp(words));

describe("faces", () => {
  test("are drawn again alike from their seed, no two of them the same, the test's unlike the others", async () => {
    await buildFaces({ out: join(out, "faces"), train: 150, test: 50 });
    await buildFaces({ out: join(out, "again"), train: 150, test: 50 });
    await buildFaces({ out: join(out, "other"), train: 150, test: 50, seed: 2 });
    const [set, again, other] = await Promise.all(["faces", "again", "other"].map((f) => openSplit(join(out, f))));
    expect(set).toEqual(again);
    expectApart(set!);
    expect(other!.train.pictures[0]!.pixels).not.toEqual(set!.train.pictures[0]!.pixels);
    for (const { captions, labels, pixels } of set!.train.pictures) {
      expect([...pixels.subarray(0, 3)]).toEqual([255, 255, 255]); // the ground
      expect(captions[0]).toContain(`${labels!.hair} hair`);
      expect(captions[0]!.includes("glasses")).toBe(labels!.glasses === "yes");
    }
    const first = set!.train.pictures[0]!.pixels;
    for (let i = 0; i < 16; i++) expect(first.subarray(i * 6, i * 6 + 3)).toEqual(first.subarray(i * 6 + 3, i * 6 + 6));
  });

  test("have their colours where the labels say", async () => {
    const set = await openSplit(join(out, "faces"));
    const mean = (skin: string) => {
      const some = set.train.pictures.filter(({ labels }) => labels!.skin === skin);
      const nose = (16 * 32 + 16) * 3; // the middle of the face
      return some.reduce((sum, { pixels }) => sum + pixels[nose + 1]!, 0) / some.length;
    };
    expect(mean("light")).toBeGreaterThan(mean("tan") + 15);
    expect(mean("tan")).toBeGreaterThan(mean("dark") + 15);
  });

  test("are named by what was drawn", () => {
    const labels = labelsOf({ hair: "long03", hairColor: "#91cb15", skinColor: "#8d5524", glasses: "dark01" });
    expect(labels).toEqual({ hair: "green", length: "long", skin: "dark", glasses: "yes" });
    expect(faceCaptions(labels)).toEqual([
      "a face with long green hair and dark skin, wearing glasses",
      "long green hair, dark skin, glasses",
      "一张脸，绿色长发，深色皮肤，戴眼镜",
    ]);
    expect(() => labelsOf({ hair: "long03", hairColor: "#123456", skinColor: "#8d5524" })).toThrow("no name");
  });
});
