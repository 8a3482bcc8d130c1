import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { MissingPackagesError } from "../packages.ts";
import { buildEmojiSet } from "./build.ts";
import { chooseConcepts } from "./choose.ts";
import type { EmojiSet } from "./concept.ts";
import { openEmojiSet } from "./open.ts";
import { findEmojiPackages } from "./packages.ts";
import { smallSet } from "./small-set.testing.ts";

describe("the chosen concepts", () => {
  const concepts = chooseConcepts(findEmojiPackages());
  const byId = new Map(concepts.map((concept) => [concept.id, concept]));

  test("are about a thousand, named in both languages, without flags, clocks and family pictures", () => {
    expect(concepts.length).toBeGreaterThan(950);
    expect(concepts.length).toBeLessThan(1100);
    for (const { en, zh } of concepts) {
      expect(en.label).toMatch(/^[\p{L}\p{N}][\p{L}\p{N} .,'-]*$/u);
      expect(zh.label).toMatch(/[\p{Script=Han}]|^(OK|DVD|DNA|T恤|X射线)$/u);
      expect(en.alternatives.length).toBeLessThanOrEqual(3);
    }
    expect(concepts.some(({ en }) => /o'clock|flag:|family/.test(en.label))).toBe(false);
  });

  test("have one label each in a language", () => {
    for (const language of ["en", "zh"] as const) {
      const labels = concepts.map((concept) => concept[language].label);
      const repeated = labels.filter((label, i) => labels.indexOf(label) !== i);
      expect(repeated).toEqual([]);
    }
  });

  test("carry everyday names", () => {
    expect(byId.get("1F34E")?.en).toMatchObject({ label: "red apple", alternatives: ["apple"] });
    expect(byId.get("1F697")?.en).toMatchObject({ label: "car", alternatives: ["automobile"] });
    expect(byId.get("1F697")?.zh.label).toBe("汽车");
    expect(byId.get("1F415")?.zh).toMatchObject({ label: "狗" });
  });

  test("know what is counted and what may be mirrored", () => {
    expect(byId.get("1F408")?.counts).toBe(true);
    expect(byId.get("1F347")?.counts).toBe(false); // grapes
    expect(byId.get("1F3E8")?.mirrors).toBe(false); // a hotel has writing on it
    expect(byId.get("1F408")?.mirrors).toBe(true);
  });
});

describe("a built set", () => {
  let set: EmojiSet;
  beforeAll(async () => {
    set = await smallSet();
  });

  test("holds trimmed, premultiplied drawings in three styles", () => {
    for (const { id, styles } of set.concepts) {
      expect(styles).toEqual(["flat", "noto", "3d"]);
      const { pixels, size, half } = set.sprite(id, "flat");
      expect([pixels.length, half.length]).toEqual([size * size * 4, size * size]);
      expect(pixels.every((value, i) => value <= pixels[i | 3]!)).toBe(true); // premultiplied
      expect(pixels.subarray(0, size * 8).every((value) => value === 0)).toBe(true); // the border
    }
  });

  test("knows dominant colours", () => {
    const colour = (id: string) => set.concept(id).looks.flat?.colour;
    expect([colour("1F34E"), colour("1F34C"), colour("1F332"), colour("1F4D8")]).toEqual([
      "red",
      "yellow",
      "green",
      "blue",
    ]);
    expect(set.concept("1F418").looks.flat?.tint).toBeNull(); // grey: nothing to exchange
    expect(set.concept("1F34E").looks["3d"]?.tint).not.toBeNull();
  });

  test("names an unknown concept", () => {
    expect(() => set.concept("FFFF")).toThrow('emoji: the set has no concept "FFFF".');
  });
});

test("a missing set, a broken one and a full report", async () => {
  const out = await mkdtemp(join(tmpdir(), "onda-emoji-"));
  await expect(openEmojiSet(out)).rejects.toThrow(/^emoji: no set at .*\. Run: onda data emoji --out /);
  await writeFile(join(out, "emoji.safetensors"), "not a set");
  await expect(openEmojiSet(out)).rejects.toThrow(/safetensors/);
  const labels: string[] = [];
  const report = await buildEmojiSet({ out, only: ["1F34E"], onProgress: ({ label }) => labels.push(label) });
  expect(labels).toEqual(["red apple"]);
  expect(report).toMatchObject({ concepts: 1, drawings: { flat: 1, noto: 1, "3d": 1 } });
  expect((await readFile(report.file)).length).toBe(report.bytes);
  expect(await readdir(out)).toEqual(["emoji.safetensors", "held-out.json"]);
});

test("missing packages are named with the command that installs them", () => {
  expect(() => findEmojiPackages(["file:///nowhere/else.js"])).toThrow(MissingPackagesError);
  expect(() => findEmojiPackages(["file:///nowhere/else.js"])).toThrow(
    /Run: npm install --no-save .*cldr-annotations-full@48\.2\.0/,
  );
});

test("an unwritable folder is refused before the work starts", async () => {
  const out = await mkdtemp(join(tmpdir(), "onda-emoji-"));
  await writeFile(join(out, "file"), "");
  const labels: string[] = [];
  const build = buildEmojiSet({ out: join(out, "file", "set"), onProgress: ({ label }) => labels.push(label) });
  await expect(build).rejects.toThrow(/^data: cannot make the folder .*: ENOTDIR\.$/);
  expect(labels).toEqual([]);
});
