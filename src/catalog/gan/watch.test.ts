// The collapse watch on real, small trainings: one that is set up to collapse, and three that are well.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Reading, readCheckpoint } from "../../train/index.ts";
import { openPictureMaker } from "../maker/open.ts";
import type { GanRecipe } from "./recipe.ts";
import { labelled } from "./source.ts";
import type { StepIn } from "./step-in.ts";
import { barSet, tinyRecipe } from "./tiny-gan.testing.ts";
import { runGan, trainingOf, type Watch } from "./train.ts";
import type { Alarm } from "./watcher.ts";

vi.setConfig({ testTimeout: 240_000 });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gan-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function watched(change: Partial<GanRecipe>, steps: number, watch: Watch) {
  const recipe: GanRecipe = { ...tinyRecipe, ...change, schedule: { ...tinyRecipe.schedule, steps } };
  const readings: Reading[] = [];
  const alarms: (Omit<Alarm, "pixels"> & { readonly stepIn: StepIn | undefined })[] = [];
  const model = await runGan(trainingOf(recipe, labelled(barSet(), recipe)), {
    ...{ out: folder, threads: 1, watch },
    onReading: (reading) => readings.push(reading),
    onAlarm({ pixels: _, ...alarm }, stepIn) {
      alarms.push({ ...alarm, stepIn });
    },
  });
  return { model: model!, readings, alarms };
}

/** No penalty, and a generator far ahead of its judge: it finds the picture that passes, and the next, and the next. */
const collapsing: Partial<GanRecipe> = {
  settings: { ...tinyRecipe.settings, penalty: { kind: "none", weight: 0, pictures: 1 } },
  rates: { generator: 4, discriminator: 0.1 },
};

describe("the watch", () => {
  it("catches a collapse, shows it, steps in, and the training recovers", async () => {
    const { model, readings, alarms } = await watched(collapsing, 400, "step-in");
    expect(alarms).toHaveLength(1);
    const [{ kind, step, text, picture, stepIn }] = alarms as [(typeof alarms)[number]];
    expect(kind).toMatch(/^collaps/);
    expect(step).toBeLessThan(500);
    expect(text).toMatch(/its seeds differ by \d+ % of what real pictures do/);
    expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG");
    expect(stepIn).toMatchObject({ seen: step });
    expect(stepIn!.from).toBeLessThan(step);
    // After it: from the sound state on, with another game, and no further alarm.
    const after = readings.slice(readings.findIndex((r) => r.step === step) + 1);
    expect(after[0]!.step).toBe(stepIn!.from + 25);
    expect(after.at(-1)!.step).toBe(400);
    for (const { diversity } of after.slice(-3)) expect(diversity).toBeGreaterThan(0.5);
    const { metadata } = await readCheckpoint(join(folder, "gan", "checkpoint.safetensors"));
    expect(JSON.parse(metadata.stepIns!)).toEqual([stepIn]);
    expect(JSON.parse(metadata.recipe!)).toMatchObject({ settings: { penalty: { kind: "r1", weight: 1 } } });
    expect(existsSync(model)).toBe(true);
  });

  it.each<[string, Partial<GanRecipe>]>([
    ["the plain game", {}],
    [
      "hinge and spectral norm",
      { settings: { ...tinyRecipe.settings, loss: "hinge" }, config: { ...tinyRecipe.config, spectralNorm: true } },
    ],
    ["labels", { question: "colour" }],
  ])("is silent on a run that is well: %s", async (name, change) => {
    const { model, readings, alarms } = await watched(change, 150, "warn");
    expect(alarms).toEqual([]);
    expect(readings.at(-1)!.diversity).toBeGreaterThan(0.5);
    if (name === "labels") await makes(model);
  });
});

/** The model is a maker of pictures: by label and seed, each by itself. */
async function makes(model: string): Promise<void> {
  const maker = await openPictureMaker(model, { threads: 1 });
  try {
    expect(maker).toMatchObject({ kind: "gan", imageSize: 8, labels: ["red", "green", "blue", "white"] });
    const one = await maker.make([{ seed: 7, label: "blue" }]);
    const two = await maker.make([
      { seed: 1, label: "red" },
      { seed: 7, label: "blue" },
    ]);
    expect(Math.max(...one.map((x, i) => Math.abs(x - two[192 + i]!)))).toBeLessThan(1e-5);
    const brightness = (channel: number) => one.slice(64 * channel, 64 * channel + 64).reduce((a, b) => a + b, 0);
    expect(brightness(2)).toBeGreaterThan(brightness(0) + 5); // blue, not red
    await expect(maker.make([{ seed: 1 }])).rejects.toThrow(
      "this model needs a label. Its labels: red, green, blue, white.",
    );
    await expect(maker.make([{ seed: 1, label: "pink" }])).rejects.toThrow(
      /the label is "pink", which the model does not/,
    );
    await expect(maker.make([{ seed: -1, label: "red" }])).rejects.toThrow(/seed is -1/);
    await expect(maker.make([{ seed: 1, label: "red" }], { steps: 4 })).rejects.toThrow(
      /has neither steps nor guidance/,
    );
  } finally {
    await maker.dispose();
  }
}
