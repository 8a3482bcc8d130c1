// A painter from its file to finished pictures, on tiny random weights; and the bundled one, where it is.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ModelError, RequestError } from "./errors.ts";
import { weightsFolder } from "./models.ts";
import { type OpenPainter, openModel } from "./paint.ts";
import { encodePng, readProvenance } from "./pictures/index.ts";
import { repeatPicture } from "./repeat.ts";
import { saveTinyPainter } from "./tiny-painter.testing.ts";

let folder: string;
let painter: OpenPainter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-paint-"));
  await saveTinyPainter(join(folder, "tiny.safetensors"));
  await writeFile(join(folder, "emoji.json"), '{"🍎": "red apple"}');
  painter = await openModel(join(folder, "tiny.safetensors"));
}, 60_000);
afterAll(async () => {
  await painter.dispose();
  await rm(folder, { recursive: true, force: true });
});

const few = { prompt: "a red apple", seed: 7, steps: 2 };
const sizeOf = async (png: Uint8Array) => {
  const { width, height, format } = await sharp(png).metadata();
  return { width, height, format };
};

describe("painting", () => {
  it("gives the same pixels for the same request, others for another seed", async () => {
    const [a, b, c] = [await painter.paint(few), await painter.paint(few), await painter.paint({ ...few, seed: 8 })];
    expect(b.pixels).toEqual(a.pixels);
    expect(c.pixels).not.toEqual(a.pixels);
  });

  it.each([64, 100, 512])("writes a PNG of %i pixels that says how it was made", async (size) => {
    const png = await (await painter.paint({ ...few, size })).png();
    expect(await sizeOf(png)).toEqual({ width: size, height: size, format: "png" });
    expect(readProvenance(png)).toMatchObject({ ...few, size, model: { name: "tiny", sha256: painter.sha256 } });
  });

  it("reads emoji by their names, and says how many words it does not read", async () => {
    expect(await painter.read("two 🍎🍎")).toEqual({ text: "two red apple red apple", unread: 0 });
    expect((await painter.read("one two three four five six seven eight nine ten")).unread).toBe(2);
    const [named, drawn] = [
      await painter.paint({ ...few, prompt: "red apple" }),
      await painter.paint({ ...few, prompt: "🍎" }),
    ];
    expect(drawn.pixels).toEqual(named.pixels);
    await expect(painter.paint({ ...few, prompt: "🫥" })).rejects.toThrow(RequestError);
  });

  it("reports each step and stops when asked", async () => {
    const seen: number[] = [];
    await painter.paint(few, {
      onStep: async (step, steps, preview) => void seen.push(step, steps, (await preview()).length),
    });
    expect(seen).toEqual([1, 2, 12288, 2, 2, 12288]);
    await expect(painter.paint(few, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe("painting over a picture", async () => {
  const blue = {
    name: "blue.png",
    bytes: await encodePng(
      new Uint8Array(3 * 200 * 200).map((_, i) => (i % 3 === 2 ? 200 : 30)),
      200,
    ),
  };
  const left = new Uint8Array(3 * 64 * 64).map((_, i) => ((i / 3) % 64 < 32 ? 255 : 0));
  const mask = { name: "mask.png", bytes: await encodePng(left, 64) };

  it("keeps what the mask does not free, at every size", async () => {
    for (const size of [64, 256]) {
      const picture = await painter.paint({ ...few, from: blue, mask, size });
      const { data } = await sharp(await picture.png())
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([...data.subarray(3 * (size - 4), 3 * (size - 3))]).toEqual([30, 30, 200]);
      expect([...data.subarray(3 * 4, 3 * 5)]).not.toEqual([30, 30, 200]);
    }
  });

  it("says from what it was made: names and hashes, no content", async () => {
    const { provenance } = await painter.paint({ ...few, from: blue, strength: 0.4 });
    expect(provenance.from).toEqual({
      name: "blue.png",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      strength: 0.4,
    });
    expect(JSON.stringify(provenance).length).toBeLessThan(800);
  });

  it("repeats with its sources, and names the one that is missing", async () => {
    const png = await (await painter.paint({ ...few, from: blue, mask })).png();
    expect((await repeatPicture(painter, png, { sources: [mask, blue] })).different).toBe(0);
    await expect(repeatPicture(painter, png, { sources: [mask] })).rejects.toThrow(
      /made from blue\.png .* which is not here/,
    );
  });
});

describe("repeating", () => {
  it.each(["png", "svg"] as const)("gives the same %s", async (kind) => {
    const picture = await painter.paint({ ...few, size: 128 });
    const first = kind === "png" ? await picture.png() : Buffer.from(await picture.svg());
    const again = await repeatPicture(painter, first);
    expect([again.different, again.largest]).toEqual([0, 0]);
    expect(Buffer.from(again.file).equals(first)).toBe(true);
  });

  it("counts what differs in a picture that was changed", async () => {
    const picture = await painter.paint(few);
    const { data } = await sharp(await picture.png())
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    data[0] = (data[0]! + 9) % 256;
    const { signPng } = await import("./pictures/index.ts");
    const changed = signPng(await encodePng(data, 64), picture.provenance);
    expect((await repeatPicture(painter, changed)).different).toBe(1);
  });

  it("refuses another model unless told to go on", async () => {
    await saveTinyPainter(join(folder, "other.safetensors"), 2);
    const other = await openModel(join(folder, "other.safetensors"));
    const png = await (await painter.paint(few)).png();
    await expect(repeatPicture(other, png)).rejects.toThrow(/made by tiny [0-9a-f]{12}, this is other [0-9a-f]{12}/);
    expect((await repeatPicture(other, png, { anyway: true })).different).toBeGreaterThan(0);
    await other.dispose();
  });
});

describe("opening", () => {
  it("refuses a file whose SHA-256 is not the listed one", async () => {
    await mkdir(join(folder, "listed"));
    await saveTinyPainter(join(folder, "listed", "listed.safetensors"));
    await writeFile(join(folder, "listed", "SHA256SUMS"), `${"0".repeat(64)}  listed.safetensors\n`);
    await expect(openModel("listed", { folder })).rejects.toThrow(ModelError);
    await expect(openModel("listed", { folder })).rejects.toThrow(/SHA-256 differs/);
  });
});

const bundled = existsSync(join(weightsFolder, "painter", "painter.safetensors"));
describe.skipIf(!bundled)("the bundled painter", () => {
  it("paints, in English and in Chinese", async () => {
    const real = await openModel("painter", { threads: 1 });
    for (const prompt of ["a red apple", "一只红苹果"]) {
      const { pixels } = await real.paint({ prompt, seed: 1, steps: 8 });
      const mean = (c: number) => pixels.subarray(c * 4096, (c + 1) * 4096).reduce((a, b) => a + b, 0) / 4096;
      expect(mean(0)).toBeGreaterThan(mean(1) + 0.05); // more red than green
    }
    await real.dispose();
  });
});
