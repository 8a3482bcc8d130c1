import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { leavesOf, mapTree, type Tree, type Value } from "../graph/index.ts";
import { onnxRuntime } from "../runtime/node/index.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { CHECKPOINT_FILE, type TrainOptions, train } from "./loop.ts";
import type { StepReport } from "./progress.ts";
import type { TrainingTask } from "./task.ts";
import { tinyTask } from "./tiny-task.testing.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "train-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const folderOf = (name: string) => join(root, name);
const run = (
  name: string,
  task: TrainingTask<Tree<Value>> | ReturnType<typeof tinyTask>,
  more: Partial<TrainOptions> = {},
) => train(onnxRuntime, task as TrainingTask, { folder: folderOf(name), compile: { threads: 1 }, ...more });
const stateOf = async (name: string) => readCheckpoint(join(folderOf(name), CHECKPOINT_FILE));
const metricsOf = (name: string): StepReport[] =>
  readFileSync(join(folderOf(name), "metrics.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
/** A signal that fires when so many steps are done. */
const stopAfter = (steps: number): Pick<TrainOptions, "signal" | "onStep"> => {
  const controller = new AbortController();
  return { signal: controller.signal, onStep: ({ step }) => step === steps && controller.abort() };
};

describe("training", () => {
  it("lowers the loss, and leaves checkpoint, metrics and curve", async () => {
    const steps = 60;
    const reports: StepReport[] = [];
    const result = await run("long", tinyTask(steps), { onStep: (report) => reports.push(report) });
    expect(result).toMatchObject({ step: steps, finished: true });
    expect(reports.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
    expect(reports.at(-1)!.smoothLoss).toBeLessThan(0.5 * reports[0]!.metrics.loss!);
    expect(reports.at(-1)).toMatchObject({ steps, secondsLeft: 0, metrics: { gradientNorm: expect.any(Number) } });
    expect(metricsOf("long")).toEqual(reports);
    expect(readFileSync(join(folderOf("long"), "loss.svg"), "utf8")).toContain("<polyline");
    const { tensors, metadata } = await stateOf("long");
    expect(metadata).toMatchObject({ task: "tiny", step: "60", config: "{}" });
    for (const [path, { data }] of leavesOf<Value>(result.params)) {
      expect(data).toEqual(tensors.get(`average.${path}`)!.data);
    }
    expect(result.energy.joules).toBeGreaterThan(0);
    expect(JSON.parse(metadata.spent!).joules).toBeGreaterThan(0);
  });

  it("is the same on every run", async () => {
    await run("one", tinyTask());
    await run("two", tinyTask());
    expect((await stateOf("one")).tensors).toEqual((await stateOf("two")).tensors);
  });
});

describe("a training that was stopped", () => {
  it("goes on bit by bit as if it had not been: 6 steps are 3 and 3", async () => {
    await run("whole", tinyTask());
    const stopped = await run("parts", tinyTask(), stopAfter(3));
    expect(stopped).toMatchObject({ step: 3, finished: false });
    expect((await stateOf("parts")).metadata.step).toBe("3");
    expect(await run("parts", tinyTask(), { resume: true })).toMatchObject({ step: 6, finished: true });
    const [whole, parts] = [await stateOf("whole"), await stateOf("parts")];
    expect([...parts.tensors.keys()]).toEqual([...whole.tensors.keys()]);
    for (const [name, { data }] of whole.tensors) {
      expect(Buffer.from(parts.tensors.get(name)!.data.buffer)).toEqual(Buffer.from(data.buffer));
    }
    const losses = (name: string) => metricsOf(name).map(({ step, metrics }) => [step, metrics]);
    expect(losses("parts")).toEqual(losses("whole"));
  });

  it("adds up what its runs used", async () => {
    const first = await run("cost", tinyTask(), stopAfter(3));
    const second = await run("cost", tinyTask(), { resume: true });
    expect(second.spent.cpuSeconds).toBeGreaterThan(first.spent.cpuSeconds);
    expect(second.spent.joules - second.energy.joules).toBeCloseTo(first.spent.joules, 0);
  });

  it("drops the metrics of steps that its checkpoint does not know", async () => {
    await run("ahead", tinyTask(), stopAfter(3));
    const file = join(folderOf("ahead"), "metrics.jsonl");
    const later = { step: 4, steps: 6, metrics: { loss: 99 } };
    writeFileSync(file, `${readFileSync(file, "utf8")}${JSON.stringify(later)}\n{"step":5,"met`);
    await run("ahead", tinyTask(), { resume: true });
    expect(metricsOf("ahead").map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(metricsOf("ahead")[3]!.metrics.loss).toBeLessThan(99);
  });

  it("before its first step keeps what the folder held", async () => {
    await run("kept", tinyTask());
    const before = readFileSync(join(folderOf("kept"), CHECKPOINT_FILE));
    const result = await run("kept", tinyTask(), { signal: AbortSignal.abort() });
    expect(result).toMatchObject({ step: 0, finished: false });
    expect(readFileSync(join(folderOf("kept"), CHECKPOINT_FILE))).toEqual(before);
  });

  it("without resume begins anew, records too", async () => {
    await run("anew", tinyTask(), stopAfter(5));
    await run("anew", tinyTask(), stopAfter(2));
    expect(metricsOf("anew").map(({ step }) => step)).toEqual([1, 2]);
    expect((await stateOf("anew")).metadata.step).toBe("2");
  });

  it("and is finished needs no runtime to say so", async () => {
    await run("done", tinyTask());
    const saves: number[] = [];
    const idle = { name: "none", compile: () => Promise.reject(new Error("not needed")) };
    const options: TrainOptions = { folder: folderOf("done"), resume: true, onSave: (step) => void saves.push(step) };
    expect(await train(idle, tinyTask(), options)).toMatchObject({ step: 6, finished: true });
    expect(saves).toEqual([6]);
  });

  it("with nothing to resume begins", async () => {
    expect(await run("nothing", tinyTask(2), { resume: true })).toMatchObject({ step: 2, finished: true });
  });
});

describe("saving", () => {
  it("happens as often as asked, and hands out the average", async () => {
    const saved: [number, Tree<Value>][] = [];
    const onSave = (step: number, average: Tree<Value>) => void saved.push([step, average]);
    await run("often", tinyTask(3), { saveEverySeconds: 0, onSave });
    expect(saved.map(([step]) => step)).toEqual([1, 2, 3]); // the last step is not saved twice
    expect(leavesOf(saved[0]![1]).map(([path]) => path)).toContain("hidden.weight");
    await run("seldom", tinyTask(3), { saveEverySeconds: 3600, onSave });
    expect(saved.map(([step]) => step)).toEqual([1, 2, 3, 3]);
  });
});

describe("numbers that are not finite", () => {
  const poisoned = (at: number): ReturnType<typeof tinyTask> => {
    const task = tinyTask();
    return {
      ...task,
      async feeds(step) {
        const feeds = (await task.feeds(step)) as { x: Value; y: Value };
        if (step === at) feeds.y.data.fill(Number.NaN as never);
        return feeds;
      },
    };
  };

  it("stop the training and leave the last good checkpoint", async () => {
    await expect(run("bad", poisoned(3), { saveEverySeconds: 0 })).rejects.toThrow(
      /^tiny: the loss of step 4 is not finite. .*checkpoint.safetensors still holds the last good state/,
    );
    const { tensors, metadata } = await stateOf("bad");
    expect(metadata.step).toBe("3");
    for (const { data } of tensors.values()) expect((data as Float32Array).every(Number.isFinite)).toBe(true);
    expect(metricsOf("bad").map(({ step }) => step)).toEqual([1, 2, 3]);
    await run("good", tinyTask(), stopAfter(3));
    expect(tensors).toEqual((await stateOf("good")).tensors);
    expect(await run("bad", tinyTask(), { resume: true })).toMatchObject({ finished: true });
  });

  it("are followed to where they began: an input, in a step that is done again", async () => {
    await expect(run("bad", poisoned(3), { saveEverySeconds: 3600 })).rejects.toThrow(
      /It began in step 4 in the input y\.$/,
    );
    await expect(run("bad", poisoned(3), { saveEverySeconds: 0 })).rejects.toThrow(
      /It began in step 4 in the input y\.$/,
    );
  });
  it.each([
    [
      "hidden.weight",
      /^tiny: the loss of step 1 .* It began in step 1 at \w+ of hidden.weight( and hidden.bias)?, on the way to the loss\.$/,
    ],
    ["out.bias", /It began in step 1 at mul after out.weight and out.bias, on the way to the loss\.$/],
  ])("are followed to the layer: of %s, whose numbers are too large to add", async (path, message) => {
    const task = tinyTask();
    const params = mapTree<Value, Value, Tree<Value>>(task.params as Tree<Value>, (v, at) =>
      at === path ? { ...v, data: v.data.map(() => 3e38 as never) as Float32Array } : v,
    );
    await expect(run("huge", { ...task, params: params as never })).rejects.toThrow(message);
  });

  it("in the first step leave nothing", async () => {
    await expect(run("worse", poisoned(0))).rejects.toThrow(/Nothing was saved before/);
    expect(existsSync(join(folderOf("worse"), CHECKPOINT_FILE))).toBe(false);
  });
});
