// Makers of pictures as a user makes them: a pixel diffusion trained and sampled, a painter taught a subject and asked for it.
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { DiffusionRecipe } from "../../catalog/diffusion/recipe.ts";
import { savePictureSet } from "../../data/index.ts";
import { defaultOptimizer } from "../../nn/index.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

vi.setConfig({ testTimeout: 2 * SLOW });
let bench: Bench;
const path = (...names: string[]) => join(bench.folder, ...names);

const recipe: DiffusionRecipe = {
  ...{ name: "dots", kind: "diffusion", data: "set", question: "colour", seed: 1, batch: 2, averageDecay: 0.9 },
  config: {
    unet: {
      ...{ imageSize: 8, channels: 3, patch: 2, width: 4, multipliers: [1, 2], blocks: 1, attention: [2] },
      ...{ heads: 2, groups: 2 },
    },
    schedule: { kind: "cosine", steps: 20 },
    ...{ prediction: "velocity", variance: "learned" },
  },
  schedule: { learningRate: 1e-3, warmup: 1, steps: 6, floor: 0.1 },
  optimizer: defaultOptimizer,
};

beforeAll(async () => {
  bench = await openBench();
  for (const folder of ["recipe", "mascot"]) await mkdir(path(folder));
  await writeFile(path("recipe", "recipe.json"), JSON.stringify(recipe));
  const colours = ["red", "blue"];
  const pictures = colours.map((colour, i) => ({
    ...{ file: `${i}`, captions: [colour], labels: { colour }, pixels: new Uint8Array(8 * 8 * 3).fill(200 * i) },
  }));
  await savePictureSet({ size: 8, questions: { colour: colours }, pictures }, path("set"));
  for (const i of [1, 2, 3]) {
    const dot = { create: { width: 20, height: 20, channels: 3, background: "#71b" } } as const;
    const picture = sharp({ create: { width: 64, height: 64, channels: 3, background: "#fff" } }).composite([
      { input: await sharp(dot).png().toBuffer(), left: 8 * i, top: 20 },
    ]);
    await picture.png().toFile(path("mascot", `0${i}.png`));
  }
  await writeFile(path("mascot", "01.txt"), "zibo waving\n");
}, SLOW);
afterAll(() => bench?.dispose());

describe("onda train, for a pixel diffusion", () => {
  const train = (...options: string[]) => ["train", "recipe", "--threads", "1", ...options];

  it("says what it will take, and what does not apply", async () => {
    const ran = await bench.run(...train("--plan"));
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^diffusion-dots: .* parameters, 6 steps\n {2}work /);
    await bench.refused(train("--stages", "flow"), 2, /--stages does not apply to pixel diffusion/);
  });

  it("stops at Ctrl-C, goes on with --resume, and ends with the same weights and a sheet of samples", async () => {
    const whole = await bench.run(...train("--out", "whole"));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(/\nwhole\/dots\.safetensors\n {2}try it: onda sample whole\/dots\.safetensors/);
    const sheet = await sharp(path("whole", "diffusion", "samples.png")).metadata();
    expect(sheet.width).toBeGreaterThan(8 * 8);
    const stopped = await bench.runWith({ interruptAt: "step 2" }, ...train("--out", "parts"));
    expect(stopped.code).toBe(130);
    expect(await bench.run(...train("--out", "parts", "--resume"))).toMatchObject({ code: 0 });
    const [parts, together] = ["parts", "whole"].map((folder) => readFile(path(folder, "dots.safetensors")));
    expect((await parts!).equals(await together!)).toBe(true);
  });

  it("made a model that makes the same picture of a seed and a label again, whatever is made beside it", async () => {
    const sample = (...options: string[]) =>
      bench.run("sample", "whole/dots.safetensors", "--label", "blue", "--threads", "1", "--steps", "3", ...options);
    expect(await sample("--seed", "2", "--out", "one.png")).toMatchObject({ code: 0 });
    expect(await sample("--seed", "1", "--count", "2", "--out", "two.png")).toMatchObject({ code: 0 });
    const second = (await readdir(bench.folder)).filter((name) => name.startsWith("two")).sort()[1]!;
    const [alone, beside] = [await readFile(path("one.png")), await readFile(path(second))];
    expect(await sharp(alone).raw().toBuffer()).toEqual(await sharp(beside).raw().toBuffer());
    await bench.refused(["sample", "whole/dots.safetensors", "--label", "green"], 2, /Its labels: red, blue/);
    await bench.refused(
      ["sample", "whole/dots.safetensors", "--label", "red", "--steps", "99"],
      2,
      /99 steps\. It is a whole number from 1 to 20/,
    );
  });
});

describe("onda tune, for a painter", () => {
  const tune = (...options: string[]) => [
    "tune",
    "tiny.safetensors",
    "--data",
    "mascot",
    "--threads",
    "1",
    "--steps",
    "4",
    "--batch",
    "2",
    ...options,
  ];
  const paint = (model: string, out: string) =>
    bench.run("paint", "zibo", "--model", model, "--seed", "1", "--steps", "2", "--threads", "1", "--out", out);
  const pixels = async (name: string) =>
    sharp(await readFile(path(name)))
      .raw()
      .toBuffer();

  it("says what it cannot do", async () => {
    await bench.refused(tune("--beta", "0.2"), 2, /--beta is for language models\. tiny\.safetensors paints\./);
    await bench.refused(["tune", "tiny.safetensors", "--data", "gone"], 1, /cannot open gone/);
  });

  it("makes a small adapter that paints otherwise than its painter, and alone with it", async () => {
    const ran = await bench.run(...tune("--name", "zibo", "--out", "shop"));
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toMatch(/tiny, by 3 pictures \(zibo waving, zibo\) and \d+ of its own: lora, batches of 2/);
    expect(ran.stdout).toMatch(/\nshop\/shop\.safetensors\n {2}try it: onda paint "zibo waving" --model shop\/shop/);
    const sizes = await Promise.all(["shop/shop.safetensors", "tiny.safetensors"].map((name) => stat(path(name))));
    expect(sizes[0]!.size).toBeLessThan(2 * sizes[1]!.size); // of a painter this small, LoRA is not
    for (const [model, out] of [
      ["shop/shop.safetensors", "tuned.png"],
      ["tiny.safetensors", "plain.png"],
    ] as const) {
      expect(await paint(model, out)).toMatchObject({ code: 0 });
    }
    expect((await pixels("tuned.png")).equals(await pixels("plain.png"))).toBe(false);
  });

  it("stops at Ctrl-C, goes on with --resume, and refuses another base's changes", async () => {
    const stopped = await bench.runWith({ interruptAt: "step 1/" }, ...tune("--name", "zibo", "--out", "parts/shop"));
    expect(stopped.code).toBe(130);
    expect(await bench.run(...tune("--name", "zibo", "--out", "parts/shop", "--resume"))).toMatchObject({ code: 0 });
    const [one, other] = ["parts/shop", "shop"].map((folder) => paint(`${folder}/shop.safetensors`, `${folder}/p.png`));
    expect([await one!, await other!].map(({ code }) => code)).toEqual([0, 0]);
    expect((await pixels("parts/shop/p.png")).equals(await pixels("shop/p.png"))).toBe(true);
    const full = await bench.run(...tune("--name", "zibo", "--method", "full", "--out", "all"));
    expect(full).toMatchObject({ code: 0 });
    expect(await paint("all/all.safetensors", "all.png")).toMatchObject({ code: 0 });
    await writeFile(path("tiny.safetensors"), await readFile(path("all/all.safetensors"))); // the base is another now
    const ran = await paint("shop/shop.safetensors", "again.png");
    expect(ran).toMatchObject({ code: 1 });
    expect(ran.stderr).toMatch(/changes the painter tiny, SHA-256 [0-9a-f]{64}, which is not here/);
  });
});
