// Ten thousand training steps in the same memory; and what is written over itself is what it would be elsewhere.

import { expect, it } from "vitest";
import {
  add,
  affine,
  f32,
  i64,
  leavesOf,
  mapTree,
  mean,
  mul,
  type Spec,
  specOf,
  square,
  sub,
  type Tensor,
  type Tree,
  tanh,
  trace,
  type Value,
  valueAndGrad,
} from "../../src/graph/index.ts";
import {
  createRng,
  defaultOptimizer,
  initOptimizer,
  optimize,
  pack,
  packValues,
  planPacking,
  stepScalarSpecs,
  stepScalars,
  unpack,
} from "../../src/nn/index.ts";
import { inPlace, stateful, value, zerosOf } from "../../src/runtime/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";

const [WIDTH, BATCH] = [64, 16];
const net = { w: f32(8, WIDTH), b: f32(WIDTH), v: f32(WIDTH, 1), c: f32(1) };
type Net<T> = { readonly w: T; readonly b: T; readonly v: T; readonly c: T };
const lossOf = (p: Net<Tensor>, x: Tensor, y: Tensor): Tensor =>
  mean(square(sub(affine(tanh(affine(x, p.w, p.b)), p.v, p.c), y)));

/** Stochastic gradient descent with momentum. */
const step = trace(
  { state: { net, speed: net, step: i64() }, x: f32(BATCH, 8), y: f32(BATCH, 1) },
  ({ state, x, y }) => {
    const [loss, slope] = valueAndGrad(lossOf)(state.net, x, y);
    const each = (f: (key: keyof Net<Tensor>) => Tensor): Net<Tensor> => ({
      w: f("w"),
      b: f("b"),
      v: f("v"),
      c: f("c"),
    });
    const speed = each((key) => add(mul(state.speed[key], 0.9), slope[key]));
    const moved = each((key) => sub(state.net[key], mul(speed[key], 0.01)));
    return { state: { net: moved, speed, step: add(state.step, 1) }, loss };
  },
);

it("10,000 steps learn, and resident memory stays flat", { timeout: 120_000 }, async () => {
  const rng = createRng(1);
  const start = (shape: number[], deviation: number): Value =>
    value(
      rng.normal(shape.reduce((a, b) => a * b, 1)).map((n) => n * deviation),
      shape,
    );
  const zero = (): Net<Value> => ({ w: zerosOf(net.w), b: zerosOf(net.b), v: zerosOf(net.v), c: zerosOf(net.c) });
  const initial = {
    net: { ...zero(), w: start([8, WIDTH], 0.35), v: start([WIDTH, 1], 0.12) },
    speed: zero(),
    step: value([0], [], "int64"),
  };
  const executable = await onnxRuntime.compile(step, { threads: 1 });
  const training = stateful(executable, initial);
  const batches = Array.from({ length: 8 }, () => {
    const x = rng.normal(BATCH * 8);
    const y = Float32Array.from({ length: BATCH }, (_, i) => Math.sin(x[8 * i]! + x[8 * i + 1]!));
    return { x: value(x, [BATCH, 8]), y: value(y, [BATCH, 1]) };
  });
  const losses: number[] = [];
  const resident: number[] = [];
  for (let i = 0; i < 10_000; i++) {
    const { loss } = await training.run(batches[i % batches.length]!);
    losses.push(Number((loss as Value).data[0]));
    if (i % 500 === 499) resident.push(process.memoryUsage().rss / 2 ** 20);
  }
  await executable.dispose();
  expect(Number(training.state.step.data[0])).toBe(10_000);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! / 20);
  // The first quarter warms up: compiled code and the collector's heap. Then the middle is compared with the end.
  const median = (xs: readonly number[]) => xs.toSorted((a, b) => a - b)[Math.floor(xs.length / 2)]!;
  expect(median(resident.slice(-5)) - median(resident.slice(5, 10))).toBeLessThan(16); // a state kept each step: 25
  expect(Math.max(...resident.slice(5)) - resident[5]!).toBeLessThan(20);
});

it("a step in place gives the same numbers, bit by bit, as one into new memory", async () => {
  const { program, initialState, feeds } = tinyMachine();
  const executable = await onnxRuntime.compile(program, { threads: 2 });
  const paths = program.inputs.map(([path]) => path).filter((path) => path.startsWith("state."));
  expect([...inPlace(program)].sort()).toEqual(paths.sort()); // all of it
  const training = stateful(executable, initialState());
  let elsewhere = initialState();
  for (let i = 0; i < 5; i++) {
    await training.run(feeds(i));
    const { state } = await executable.run({ ...feeds(i), state: elsewhere });
    elsewhere = state as typeof elsewhere;
    const [here, there] = [training.state, elsewhere].map((state) => leavesOf<Value>(state as Tree<Value>));
    const different = here!.filter(([, { data }], i) => Buffer.compare(bytesOf(data), bytesOf(there![i]![1].data)));
    expect(different.map(([path]) => path)).toEqual([]);
  }
  await executable.dispose();
});

const bytesOf = ({ buffer, byteOffset, byteLength }: Value["data"]) => Buffer.from(buffer, byteOffset, byteLength);

/** Two layers, the first by Muon, with an average of the weights; larger than one thread's share. */
function tinyMachine() {
  const params = { w: f32(32, 512), b: f32(512), v: f32(512, 256), c: f32(256) };
  const packing = planPacking<Tree<Spec>>(params, { isMatrix: (path) => path === "w" });
  const rng = createRng(2);
  const values = mapTree<Spec, Value, Tree<Spec>>(params, ({ shape }, path) => {
    const size = (shape as number[]).reduce((a, b) => a * b, 1);
    return value(rng.split(path).normal(size), shape as number[]);
  }) as Tree<Value>;
  const initialState = () => initOptimizer(packing, packValues(packing, values));
  const specs = { state: specOf(initialState()), scalars: stepScalarSpecs, x: f32(64, 32) };
  const program = trace(specs, ({ state, scalars, x }) => {
    const [loss, gradients] = valueAndGrad((p: Net<Tensor>) => {
      const inner = tanh(affine(x, p.w, p.b));
      return mean(square(affine(inner, p.v, p.c)));
    })(unpack(packing, state.params) as unknown as Net<Tensor>);
    return { state: optimize(packing, state, pack(packing, gradients), scalars).state, loss };
  });
  const schedule = { learningRate: 0.01, warmup: 0, steps: 10, floor: 0 };
  const feeds = (i: number) => ({
    x: value(rng.split(`x${i}`).normal(64 * 32), [64, 32]),
    scalars: stepScalars(i, schedule, defaultOptimizer),
  });
  return { program, initialState, feeds };
}
