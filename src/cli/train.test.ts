// Training as a user does it: own pictures, a plan, Ctrl-C, --resume, and a painter that paints.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { painterRecipe } from "../catalog/tiny-painter.testing.ts";
import { type Bench, openBench, SLOW } from "./command.testing.ts";

vi.setConfig({ testTimeout: 2 * SLOW });
let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
  for (const folder of ["drawings", "recipe"]) await mkdir(join(bench.folder, folder));
  for (const [name, background] of Object.entries({ "red square": "#d22", "blue square": "#22d" })) {
    const picture = sharp({ create: { width: 20, height: 20, channels: 3, background } });
    await picture.png().toFile(join(bench.folder, "drawings", `${name}.png`));
  }
  await writeFile(join(bench.folder, "recipe", "recipe.json"), JSON.stringify(painterRecipe));
  expect((await bench.run("data", "folder", "drawings", "--out", "set")).code).toBe(0);
}, SLOW);
afterAll(() => bench?.dispose());

const train = (...options: string[]) => ["train", "recipe", "--data", "set", "--threads", "1", ...options];
const weightsIn = (folder: string) => readFile(join(bench.folder, folder, "painter.safetensors"));

describe("onda train", () => {
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
    expect((await weightsIn("parts")).equals(await weightsIn("whole"))).toBe(true);
  });

  it("made a painter that paints", async () => {
    const ran = await bench.run("paint", "red square", "--model", "whole/painter.safetensors", "--steps", "2");
    expect(ran).toMatchObject({ code: 0 });
  });
});
