import { describe, expect, it } from "vitest";
import {
  add,
  affine,
  attention,
  conv,
  exp,
  f32,
  grad,
  matmul,
  mean,
  mul,
  reshape,
  type Spec,
  square,
  sum,
  type Tensor,
  trace,
  transpose,
} from "../graph/index.ts";
import { onnxRuntime } from "../runtime/node/index.ts";
import { calibrate } from "./calibrate.ts";
import { peakLiveBytes } from "./memory.ts";
import { planText, planTraining } from "./planner.ts";
import { tinyTask } from "./tiny-task.testing.ts";
import { countWork } from "./work.ts";

const flops = (specs: Record<string, Spec>, body: (x: Record<string, Tensor>) => Tensor): number =>
  countWork(trace(specs, body as never)).flops;

describe("operations, counted by hand", () => {
  it.each<[string, number, Record<string, Spec>, (x: Record<string, Tensor>) => Tensor]>([
    ["[2, 3] × [3, 4]", 2 * 2 * 4 * 3, { a: f32(2, 3), b: f32(3, 4) }, ({ a, b }) => matmul(a!, b!)],
    [
      "[3, 2]ᵀ × [4, 3]ᵀ",
      2 * 2 * 4 * 3,
      { a: f32(3, 2), b: f32(4, 3) },
      ({ a, b }) => matmul(a!, b!, { transposeA: true, transposeB: true }),
    ],
    ["a batch of 5 × 7", 5 * 7 * 48, { a: f32(5, 7, 2, 3), b: f32(3, 4) }, ({ a, b }) => matmul(a!, b!)],
    [
      "affine, with its bias",
      2 * 5 * 4 * 3 + 5 * 4,
      { x: f32(5, 3), w: f32(3, 4), b: f32(4) },
      ({ x, w, b }) => affine(x!, w!, b!),
    ],
    [
      "3×3 convolution, 3 to 4 channels, 8×8",
      2 * (2 * 4 * 8 * 8) * (3 * 3 * 3),
      { x: f32(2, 3, 8, 8), w: f32(4, 3, 3, 3) },
      ({ x, w }) => conv(x!, w!, { padding: 1 }),
    ],
    [
      "the same at stride 2",
      2 * (2 * 4 * 4 * 4) * (3 * 3 * 3),
      { x: f32(2, 3, 8, 8), w: f32(4, 3, 3, 3) },
      ({ x, w }) => conv(x!, w!, { padding: 1, stride: 2 }),
    ],
    [
      "in 2 groups",
      2 * (1 * 6 * 4 * 4) * (2 * 1 * 1),
      { x: f32(1, 4, 4, 4), w: f32(6, 2, 1, 1) },
      ({ x, w }) => conv(x!, w!, { groups: 2 }),
    ],
    [
      "attention: QKᵀ and its use",
      2 * (2 * (2 * 3) * 5 * 5 * 4),
      { q: f32(2, 3, 5, 4), k: f32(2, 3, 5, 4), v: f32(2, 3, 5, 4) },
      ({ q, k, v }) => attention(q!, k!, v!),
    ],
    ["no product", 0, { x: f32(9) }, ({ x }) => mean(square(x!))],
  ])("%s", (_, wanted, specs, body) => {
    expect(flops(specs, body)).toBe(wanted);
  });

  it("a gradient: each product twice more, but for what nobody asks", () => {
    const body = ({ w, x }: Record<string, Tensor>) => grad((p: Tensor) => sum(square(matmul(x!, p))))(w!);
    expect(flops({ w: f32(3, 4), x: f32(2, 3) }, body)).toBe(2 * 48); // forward and dW; dX is not needed
  });

  it("a whole training step", () => {
    const forward = 2 * 16 * 8 * 3 + 16 * 8 + 2 * 16 * 8 + 16;
    const backward = 2 * 8 * 16 + 2 * 16 * 8 + 2 * 3 * 8 * 16; // dW and dX of the last layer, dW of the first
    const muon = 5 * (2 * 3 * 3 * 8 + 2 * 3 * 3 * 3 + 2 * 3 * 8 * 3);
    const { flops, flopsByOp, bytesMoved } = countWork(tinyTask().program);
    expect(flops).toBe(forward + backward + muon);
    expect(flopsByOp.affine).toBe(forward);
    expect(bytesMoved).toBeGreaterThan(0);
  });

  it("bytes: what is read and written, views for nothing", () => {
    const bytes = (body: (x: Tensor) => Tensor) => countWork(trace({ x: f32(10, 6) }, ({ x }) => body(x))).bytesMoved;
    expect(bytes((x) => exp(x))).toBe(2 * 240);
    expect(bytes((x) => reshape(x, [60]))).toBe(0);
    expect(bytes((x) => transpose(x))).toBe(2 * 240);
    expect(bytes((x) => add(x, x))).toBe(3 * 240);
    expect(bytes((x) => sum(x, 1))).toBe(240 + 40);
  });

  it("needs concrete sizes, and says so", () => {
    expect(() => countWork(trace({ x: f32("batch", 3) }, ({ x }) => exp(x)))).toThrow(/"batch".*concrete sizes/s);
  });
});

describe("memory alive at once", () => {
  const peak = (body: (x: Tensor) => Tensor) => peakLiveBytes(trace({ x: f32(10) }, ({ x }) => body(x)));
  const B = 40;

  it("of a chain is two links: what is read and what is written", () => {
    expect(peak((x) => exp(exp(exp(exp(x)))))).toBe(2 * B);
    expect(peak((x) => exp(x))).toBe(0); // the result has memory of its own
  });

  it("keeps what is used later", () => {
    const body = (x: Tensor) => {
      const early = exp(x);
      return mul(exp(exp(exp(early))), early);
    };
    expect(peak(body)).toBe(3 * B);
  });

  it("gives a view no memory, and keeps what it shows", () => {
    const body = (x: Tensor) => {
      const early = exp(x);
      const view = reshape(early, [2, 5]);
      return add(exp(exp(view)), reshape(exp(exp(x)), [2, 5]));
    };
    expect(peak(body)).toBeLessThanOrEqual(3 * B);
    expect(peak((x) => exp(reshape(reshape(exp(x), [2, 5]), [10])))).toBe(B);
  });

  it("of a training step lies between its largest value and the sum of all", () => {
    const { program } = tinyTask();
    expect(peakLiveBytes(program)).toBeGreaterThan(16 * 8 * 4);
    expect(peakLiveBytes(program)).toBeLessThan(countWork(program).bytesMoved);
  });
});

describe("the plan", () => {
  const machine = { cores: 2, flopsPerSecond: 100e9, bytesPerSecond: 10e9 };
  const settings = { energy: { wattsPerCore: 10, pricePerKwh: 0.3, currency: "EUR" } };
  const task = tinyTask(1000);

  it("adds up", () => {
    const plan = planTraining(task, machine, settings);
    expect(plan.parameters).toBe(3 * 8 + 8 + 8 + 1);
    const state = 4 * (3 * 41 + 17); // params, first, average, and second without the 24 numbers of Muon's matrix
    expect(plan.memory).toMatchObject({ weights: 4 * 41, optimizer: state - 4 * 41 }); // all written over
    const { weights, optimizer, inputs, activations, base, total } = plan.memory;
    expect(total).toBe(weights + optimizer + inputs + activations + base);
    expect(plan.secondsPerStep).toBeCloseTo((plan.work.flops / 100e9 + plan.work.bytesMoved / 10e9) / 1.1, 12);
    expect(plan.joules).toBeCloseTo(1000 * plan.secondsPerStep * 20, 9);
    expect(plan).toMatchObject({ steps: 1000, currency: "EUR", cost: (plan.joules / 3.6e6) * 0.3 });
  });

  it("counts only the steps that are left", () => {
    expect(planTraining(task, machine, { done: 400 }).steps).toBe(600);
    expect(planTraining(task, machine, { done: 4000 })).toMatchObject({ steps: 0, seconds: 0, joules: 0 });
  });

  it("is a short table for people", () => {
    const plan = planTraining(task, machine, settings);
    const text = planText({ ...plan, seconds: 4000, secondsPerStep: 4, joules: 80_000, cost: 0.0067 });
    expect(text).toBe(
      [
        "tiny: 41 parameters, 1000 steps",
        `  work    4.16 kFLOP a step in products, ${(plan.work.bytesMoved / 1000).toPrecision(3)} kB through memory`,
        `  memory  about 110 MB: weights 164 B, optimiser 396 B, activations ${(plan.memory.activations / 1000).toPrecision(3)} kB, the rest 110 MB`,
        "  time    about 1 h 7 min: 4.0 s a step at 100 GFLOP/s and 10 GB/s, measured now",
        "  energy  about 22.2 Wh, 0.0067 EUR: 2 cores at 10 W each (estimate)",
        "",
      ].join("\n"),
    );
  });

  it("knows this machine from a short measurement", async () => {
    const begun = performance.now();
    const found = await calibrate(onnxRuntime, { threads: 1 });
    expect(found.cores).toBe(1);
    expect(found.flopsPerSecond).toBeGreaterThan(1e8);
    expect(found.bytesPerSecond).toBeGreaterThan(1e7);
    expect(performance.now() - begun).toBeLessThan(20_000); // half a second where nothing else runs
  });
});
