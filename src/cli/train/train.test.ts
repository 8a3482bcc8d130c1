// Training as a user does it: own pictures, a plan, Ctrl-C, --resume, and a painter that paints.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { languageRecipe, tale } from "../../catalog/tiny-language.testing.ts";
import { painterRecipe } from "../../catalog/tiny-painter.testing.ts";
import { type Bench, openBench, SLOW } from "../command.testing.ts";

vi.setConfig({ testTimeout: 2 * SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  for (const folder of ["drawings", "recipe", "tale"]) await mkdir(join(bench.folder, folder));
  for (const [name, background] of Object.entries({ "red square": "#d22", "blue square": "#22d" })) {
    const picture = sharp({ create: { width: 20, height: 20, channels: 3, background } });
    await picture.png().toFile(join(bench.folder, "drawings", `${name}.png`));
  }
  await writeFile(join(bench.folder, "recipe", "recipe.json"), JSON.stringify(painterRecipe));
  await writeFile(join(bench.folder, "tale", "recipe.json"), JSON.stringify(languageRecipe));
  await writeFile(join(bench.folder, "tale.txt"), tale);
  expect((await bench.run("data", "folder", "drawings", "--out", "set")).code).toBe(0);
}, SLOW);
afterAll(() => bench?.dispose());

const train = (...options: string[]) => ["train", "recipe", "--data", "set", "--threads", "1", ...options];
const weightsIn = (...names: string[]) => readFile(join(bench.folder, ...names));

describe("onda train, for a painter", () => {
  it("says what it will take, and does nothing with --plan", async () => {
    const ran = await bench.run(...train("--plan"));
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^painter-autoencoder: .* parameters, 6 steps\n {2}work /);
    expect(ran.stdout).toMatch(/\nin all about .*\n$/);
    await bench.refused(train("--stages", "polish"), 2, /no stage "polish". Known: autoencoder, text, flow/);
    await bench.refused(train("--stages", "flow"), 2, /--from/);
  });

  it("stops at Ctrl-C, goes on with --resume, and ends with the same weights", async () => {
    const whole = await bench.run(...train("--out", "whole"));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stdout).toMatch(/\nwhole\/painter\.safetensors\n {2}try it: onda paint/);
    const stopped = await bench.runWith({ interruptAt: "autoencoder  step 2" }, ...train("--out", "parts"));
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toMatch(/saved in parts\. Go on with: onda train recipe .*--out parts --resume\n/);
    await bench.refused(train("--out", "parts"), 2, /run that began\. Go on with --resume/);
    expect(await bench.run(...train("--out", "parts", "--resume"))).toMatchObject({ code: 0 });
    const [parts, together] = ["parts", "whole"].map((folder) => weightsIn(folder, "painter.safetensors"));
    expect((await parts!).equals(await together!)).toBe(true);
  });

  it("made a painter that paints", async () => {
    const ran = await bench.run("paint", "red square", "--model", "whole/painter.safetensors", "--steps", "2");
    expect(ran).toMatchObject({ code: 0 });
  });
});

describe("onda train, for a language model", () => {
  const tell = (...options: string[]) => ["train", "tale", "--data", "tale.txt", "--threads", "1", ...options];

  it("says what it will take, and what does not apply", async () => {
    const ran = await bench.run(...tell("--plan"));
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^tale: .* parameters, 8 steps\n {2}work /);
    await bench.refused(tell("--stages", "flow"), 2, /--stages is for painters/);
    await bench.refused(["train", "tale"], 1, /no text to learn from\. Give a file or a folder with --data/);
    await bench.refused(["train", "tale", "--data", "gone.txt"], 1, /gone\.txt does not exist/);
  });

  it("stops at Ctrl-C, goes on with --resume and its own vocabulary, and ends with the same weights", async () => {
    const whole = await bench.run(...tell("--out", "tale-whole"));
    expect(whole).toMatchObject({ code: 0 });
    expect(whole.stderr).toMatch(/\nstep 8 {2}loss \d\.\d+ on what is held out\n$/);
    expect(whole.stdout).toMatch(/\ntale-whole\/tale\.safetensors\n {2}try it: onda .*tale-whole\/tale/);
    const stopped = await bench.runWith({ interruptAt: "step 2/8" }, ...tell("--out", "tale-parts", "--force"));
    expect(stopped.code).toBe(130);
    const again = "onda train tale --data tale.txt --threads 1 --out tale-parts --resume";
    expect(stopped.stderr).toContain(`saved in tale-parts. Go on with: ${again}\n`);
    expect(await bench.run(...tell("--out", "tale-parts", "--resume", "--json"))).toMatchObject({ code: 0 });
    const [parts, together] = ["tale-parts", "tale-whole"].map((folder) => weightsIn(folder, "tale.safetensors"));
    expect((await parts!).equals(await together!)).toBe(true);
  });
});
