// A GAN as a user has it: trained from a recipe under the watch, stopped, resumed, and asked for pictures.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { barSet, tinyRecipe } from "../../catalog/gan/tiny-gan.testing.ts";
import { readProvenance } from "../../catalog/pictures/provenance.ts";
import { savePictureSet } from "../../data/index.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

vi.setConfig({ testTimeout: 2 * SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  await savePictureSet(barSet(), join(bench.folder, "bars"));
  const recipe = { ...tinyRecipe, question: "colour", schedule: { ...tinyRecipe.schedule, steps: 30 } };
  const write = async (name: string, text: object) => {
    await mkdir(join(bench.folder, name));
    await writeFile(join(bench.folder, name, "recipe.json"), JSON.stringify(text));
  };
  await write("recipe", recipe);
  await write("wrong", { ...recipe, settings: { ...recipe.settings, loss: "log" } });
  await write("elsewhere", { ...recipe, question: "shape" });
}, SLOW);
afterAll(() => bench?.dispose());

const train = (...options: string[]) => ["train", "recipe", "--threads", "1", ...options];

describe("onda train, for a GAN", () => {
  it("plans, and refuses what does not fit", async () => {
    const ran = await bench.run(...train("--plan"));
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^gan-bars: .* parameters, 30 steps\n {2}work /);
    await bench.refused(train("--stages", "flow"), 2, /--stages does not apply to a GAN/);
    await bench.refused(train("--watch", "closely"), 2, /--watch/);
    await bench.refused(["train", "wrong"], 1, /settings.loss is "log"\. It must be one of non-saturating, hinge/);
    await bench.refused(["train", "elsewhere"], 1, /does not answer the question shape\. Its questions: colour/);
  });

  it("stops at Ctrl-C, goes on with --resume, and ends with the same weights", async () => {
    const whole = await bench.run(...train("--out", "whole"));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(/\nwhole\/bars\.safetensors\n {2}try it: onda sample whole\/bars/);
    const stopped = await bench.runWith({ interruptAt: "step 2/30" }, ...train("--out", "parts", "--watch", "step-in"));
    expect(stopped.code).toBe(130);
    expect(await bench.run(...train("--out", "parts", "--resume"))).toMatchObject({ code: 0 });
    const [parts, together] = ["parts", "whole"].map((folder) =>
      readFile(join(bench.folder, folder, "bars.safetensors")),
    );
    expect((await parts!).equals(await together!)).toBe(true);
  });
});

describe("onda sample", () => {
  const model = "whole/bars.safetensors";
  it("makes pictures that say how they were made", async () => {
    const ran = await bench.run("sample", model, "--label", "red", "--seed", "5", "--count", "2", "--out", "made.png");
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toMatch(/^made-1\.png\nmade-2\.png\n {2}2 pictures, seeds from 5 · /);
    const second = readProvenance(await readFile(join(bench.folder, "made-2.png")));
    expect(second).toMatchObject({ seed: 6, prompt: "red", sampler: "gan", size: 8, model: { name: "bars" } });
  });
  it("makes a sheet of all labels, and says what is wrong", async () => {
    const ran = await bench.run("sample", model, "--count", "9", "--seed", "1", "--sheet");
    expect(ran.stdout).toMatch(/^bars-1-sheet\.png\n {2}9 pictures/);
    await bench.refused(["sample", model], 2, /needs a label\. Its labels: red, green, blue, white/);
    await bench.refused(["sample", model, "--label", "pink"], 2, /"pink", which the model does not know/);
    await bench.refused(["sample", model, "--label", "red", "--steps", "9"], 2, /neither steps nor guidance/);
    await bench.refused(["sample", "gone.safetensors"], 2, /gone\.safetensors does not exist/);
    const about = await bench.run("models", "info", model);
    expect(about.stdout).toMatch(/pictures of 8×8 pixels, in one pass/);
  });
});
