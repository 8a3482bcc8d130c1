// Two players with one parameter each: who moves by which loss, at which rate, and that a stopped game goes on.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { f32, mul, reshape, type Spec, type Tensor, type Value } from "../graph/index.ts";
import { defaultOptimizer } from "../nn/index.ts";
import { onnxRuntime } from "../runtime/node/index.ts";
import { playersTask, readCheckpoint, restart, restoreState, type TrainingTask, train } from "./index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "players-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const value = (x: number): Value => ({ dtype: "float32", shape: [1], data: Float32Array.of(x) });
type Two<T> = { readonly generator: { readonly g: T }; readonly discriminator: { readonly d: T } };

/** The game of Mescheder et al. 2018, section 2, without its function: the generator wants g·d small, the other large. */
const game = (steps: number, rates = { generator: 1, discriminator: 1 }): TrainingTask =>
  playersTask({
    name: "dirac",
    params: { generator: { g: value(1) }, discriminator: { d: value(2) } },
    rates,
    inputs: { x: f32() } as Record<string, Spec>,
    lossesOf: (players: never, { x }) => {
      const { generator, discriminator } = players as unknown as Two<Tensor>;
      const product = reshape(mul(mul(generator.g, discriminator.d), x!), []);
      return { generator: product, discriminator: mul(product, -1), metrics: { product } };
    },
    optimizer: { ...defaultOptimizer, weightDecay: 0 },
    schedule: { learningRate: 0.1, warmup: 0, steps, floor: 1 },
    averageDecay: 0.9,
    feeds: () => ({ x: { dtype: "float32", shape: [], data: Float32Array.of(1) } }),
    metadata: {},
  }) as unknown as TrainingTask;

const play = async (task: TrainingTask, more: object = {}, where = "one") => {
  const metrics: Record<string, number>[] = [];
  const onStep = (report: { readonly metrics: Readonly<Record<string, number>> }) => metrics.push(report.metrics);
  const path = join(folder, where);
  await train(onnxRuntime, task, { folder: path, compile: { threads: 1 }, onStep, ...more });
  const { tensors } = await readCheckpoint(join(path, "checkpoint.safetensors"));
  const at = (name: string) => Number(tensors.get(name)!.data[0]);
  return { metrics, at };
};

describe("two players", () => {
  it("each move by their own loss, at the same time, and at their own rate", async () => {
    const { metrics, at } = await play(game(1, { generator: 1, discriminator: 0.5 }));
    // Adam's first step is as long as the rate. d grows though g falls: it saw the old g.
    expect(at("params.generator.g")).toBeCloseTo(0.9, 4);
    expect(at("params.discriminator.d")).toBeCloseTo(2.05, 4);
    expect(metrics[0]).toMatchObject({ loss: -2, generator: 2, product: 2, generatorNorm: 2, discriminatorNorm: 1 });
  });
  it("go on as if they had not been stopped", async () => {
    await play(game(6));
    await play(game(3), {}, "two");
    const [whole, parts] = [await play(game(6), { resume: true }), await play(game(6), { resume: true }, "two")];
    for (const name of ["params.generator.g", "second.discriminator.d", "average.generator.g"]) {
      expect(parts.at(name)).toBe(whole.at(name));
    }
  });
  it("can be looked at, kept, and restarted with one of them new", async () => {
    const kept = join(folder, "kept.safetensors");
    const task = game(6);
    const look = async ({ step, keep }: { step: number; keep(path: string): Promise<void> }) => {
      if (step === 2) await keep(kept);
      return step === 4 ? "stop" : "go on";
    };
    const result = await train(onnxRuntime, task, { folder, inspect: { every: 2, look } as never });
    expect(result).toMatchObject({ step: 4, finished: false });
    const { step, state } = await restoreState(kept, task);
    const again = restart(task, state, (path) => path.startsWith("discriminator."));
    const numbers = (part: "params" | "first") => Object.values(again[part]).map(({ data }) => Number(data[0]));
    expect(step).toBe(2);
    expect(numbers("params")[0]).toBeCloseTo(0.8, 1);
    expect(numbers("params")[1]).toBe(2);
    expect(numbers("first")).toEqual([0, 0]);
  });
});
