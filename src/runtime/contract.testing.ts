/** What every runtime promises: one suite, run by each adapter's test. */
import { afterAll, describe, expect, it } from "vitest";
import {
  add,
  bool,
  cast,
  concat,
  constant,
  exp,
  f16,
  f32,
  f64,
  gather,
  grad,
  i8,
  i32,
  i64,
  matmul,
  mul,
  neg,
  type Program,
  type Spec,
  sub,
  sum,
  type Tensor,
  type Tree,
  trace,
  u8,
  type Value,
  type ValuesOf,
} from "../graph/index.ts";
import { type Executable, type Runtime, RuntimeError } from "./runtime.ts";
import { stateful } from "./stateful.ts";
import { value, zerosOf } from "./values.ts";

const numbers = (y: Value): number[] => Array.from(y.data as ArrayLike<number | bigint>, Number);

/** Declares the suite for one adapter. Every program is disposed of at the end. */
export function describeRuntime(runtime: Runtime): void {
  const compiled: { dispose(): Promise<void> }[] = [];
  const compile = async <S extends Tree<Spec>, R extends Tree<Tensor>>(program: Program<S, R>) => {
    const executable = await runtime.compile(program);
    compiled.push(executable);
    return executable;
  };
  afterAll(async () => {
    for (const executable of compiled) await executable.dispose();
  });
  describe(`the runtime contract: ${runtime.name}`, () => {
    describeInputs(compile);
    describeOutputs(compile);
    describeBuffers(compile);
    describeLife(compile);
  });
}

type Compile = <S extends Tree<Spec>, R extends Tree<Tensor>>(program: Program<S, R>) => Promise<Executable<S, R>>;

function describeInputs(compile: Compile): void {
  const program = trace({ x: f32(2, 2), layers: [{ w: f32(2) }], ids: i64(2) }, ({ x, layers, ids }) => ({
    y: gather(add(x, layers[0]!.w), ids),
  }));
  const good = {
    x: value([1, 2, 3, 4], [2, 2]),
    layers: [{ w: value([10, 20], [2]) }],
    ids: value([1, 0], [2], "int64"),
  };
  const run = async (inputs: object) => (await compile(program)).run(inputs as typeof good);

  it("takes nested inputs", async () => {
    expect(numbers((await run(good)).y)).toEqual([13, 24, 11, 22]);
  });
  it.each([
    ["a missing input", { layers: [] }, "input layers.0.w is missing. It must be float32 [2]."],
    ["a wrong dtype", { ids: value([1, 0], [2], "int32") }, "input ids is int32 [2]. It must be int64 [2]."],
    ["a wrong size", { x: value([1, 2], [1, 2]) }, "input x is float32 [1, 2]. It must be float32 [2, 2]."],
    ["a wrong rank", { x: value([1, 2, 3, 4], [4]) }, "input x is float32 [4]. It must be float32 [2, 2]."],
    [
      "too few numbers",
      { x: { dtype: "float32", shape: [2, 2], data: new Float32Array(3) } },
      "input x is [2, 2] but holds 3 numbers, not 4.",
    ],
    [
      "another array",
      { x: { dtype: "float32", shape: [2, 2], data: new Float64Array(4) } },
      "input x keeps its numbers in Float64Array. float32 needs Float32Array.",
    ],
  ])("refuses %s", async (_, change, message) => {
    const answer = run({ ...good, ...change });
    await expect(answer).rejects.toThrow(RuntimeError);
    await expect(answer).rejects.toThrow(`run: ${message}`);
  });
  it("ignores inputs that the program does not know", async () => {
    expect(numbers((await run({ ...good, extra: value([1], [1]) })).y)).toEqual([13, 24, 11, 22]);
  });
  it("refuses an index outside", async () => {
    await expect(run({ ...good, ids: value([0, 2], [2], "int64") })).rejects.toThrow(RuntimeError);
  });
  it("takes every dtype and gives it back", async () => {
    const specs = { a: f32(2), b: f64(2), c: i64(2), d: i32(2), e: i8(2), f: u8(2), g: bool(2), h: f16(2) };
    const inputs = {
      ...Object.fromEntries(Object.entries(specs).map(([key, { dtype }]) => [key, zerosOf({ dtype, shape: [2] })])),
      c: value([-1, 2 ** 40], [2], "int64"),
      e: value([-128, 127], [2], "int8"),
      h: value(Uint16Array.of(0x3c00, 0xc000), [2], "float16"), // 1, -2
    } as ValuesOf<typeof specs>;
    const executable = await compile(trace(specs, (given) => ({ ...given, half: cast(given.h, "float32") })));
    const results = await executable.run(inputs);
    expect(results).toMatchObject(inputs);
    expect(numbers(results.half)).toEqual([1, -2]);
  });
  describeNames(compile);
}

function describeNames(compile: Compile): void {
  const program = trace({ past: f32("past", 2), now: f32("now", 2), w: f32(2, 3) }, ({ past, now, w }) =>
    matmul(concat([past, now], 0), w),
  );
  const w = value([1, 0, 1, 0, 1, 1], [2, 3]);
  it("serves several sizes with one program", async () => {
    const executable = await compile(program);
    for (const [past, now] of [
      [1, 2],
      [3, 1],
      [0, 1],
    ] as const) {
      const inputs = {
        past: zerosOf(f32(past, 2)),
        now: value(
          Float32Array.from({ length: 2 * now }, (_, i) => i),
          [now, 2],
        ),
        w,
      };
      const y = await executable.run(inputs);
      expect(y.shape).toEqual([past + now, 3]);
      expect(numbers(y).slice(3 * past, 3 * past + 3)).toEqual([0, 1, 1]);
    }
  });
  it("wants one number for one name", async () => {
    const executable = await compile(trace({ a: f32("n"), b: f32("n") }, ({ a, b }) => add(a, b)));
    await expect(executable.run({ a: value([1], [1]), b: value([1, 2], [2]) })).rejects.toThrow(
      'run: input b has size 2 where its spec says "n", which is 1 elsewhere.',
    );
  });
  it("checks sums of names", async () => {
    const executable = await compile(trace({ a: f32("n"), b: f32("n + 1") }, ({ a, b }) => concat([a, b], 0)));
    const ok = await executable.run({ a: value([1], [1]), b: value([1, 2], [2]) });
    expect(ok.shape).toEqual([3]);
    await expect(executable.run({ a: value([1], [1]), b: value([1], [1]) })).rejects.toThrow(
      'run: input b is [1]. Its spec is float32 [n + 1], and "n + 1" is 2.',
    );
  });
}

function describeOutputs(compile: Compile): void {
  const x = value([1, 2], [2]);
  it("gives back the nesting of the result", async () => {
    const executable = await compile(
      trace({ x: f32(2) }, ({ x }) => ({ list: [neg(x), { deep: add(x, 1) }], last: sum(x) })),
    );
    const { list, last } = await executable.run({ x });
    const [first, second] = list as readonly [Value, { deep: Value }];
    expect([numbers(first), numbers(second.deep), numbers(last)]).toEqual([[-1, -2], [2, 3], [3]]);
    expect([first.dtype, first.shape, last.shape]).toEqual(["float32", [2], []]);
  });
  it("takes and gives a single tensor", async () => {
    expect(numbers(await (await compile(trace(f32(2), (given) => mul(given, 2)))).run(x))).toEqual([2, 4]);
  });
  it("gives an input back as an output", async () => {
    const same = await (await compile(trace({ x: f32(2) }, ({ x }) => ({ x, twice: mul(x, 2) })))).run({ x });
    expect([numbers(same.x), numbers(same.twice)]).toEqual([
      [1, 2],
      [2, 4],
    ]);
  });
  it("gives one tensor under two names, in arrays of their own", async () => {
    const executable = await compile(
      trace({ x: f32(2) }, ({ x }) => {
        const y = exp(x);
        return { a: y, b: y };
      }),
    );
    const { a, b } = await executable.run({ x: value([0, 0], [2]) });
    expect([numbers(a), numbers(b)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(a.data).not.toBe(b.data);
  });
  it("runs a program without inputs", async () => {
    const executable = await compile(trace({}, () => ({ y: add(constant([1, 2], [2]), 1) })));
    expect(numbers((await executable.run({})).y)).toEqual([2, 3]);
  });
  it("runs a program that leaves an input unused", async () => {
    const executable = await compile(trace({ unused: f32(2), x: f32(2) }, ({ x }) => sub(x, 1)));
    expect(numbers(await executable.run({ unused: x, x }))).toEqual([0, 1]);
  });
  it("keeps results apart from later runs", async () => {
    const executable = await compile(trace({ x: f32(2) }, ({ x }) => mul(x, 3)));
    const first = await executable.run({ x });
    await executable.run({ x: value([7, 7], [2]) });
    expect(numbers(first)).toEqual([3, 6]);
  });
}

function describeBuffers(compile: Compile): void {
  const program = trace({ x: f32(2), ids: i64(2) }, ({ x, ids }) => ({ y: mul(x, 2), nested: { ids: add(ids, 1) } }));
  const inputs = { x: value([1, 2], [2]), ids: value([3, 4], [2], "int64") };
  it("writes into preallocated values", async () => {
    const y = zerosOf(f32(2));
    const ids = zerosOf(i64(2));
    const executable = await compile(program);
    const results = await executable.run(
      inputs,
      new Map([
        ["y", y],
        ["nested.ids", ids],
      ]),
    );
    expect([results.y, results.nested.ids]).toEqual([y, ids]);
    expect(results.y.data).toBe(y.data);
    expect([numbers(y), numbers(ids)]).toEqual([
      [2, 4],
      [4, 5],
    ]);
    await executable.run({ ...inputs, x: value([5, 6], [2]) }, new Map([["y", y]]));
    expect([numbers(y), numbers(ids)]).toEqual([
      [10, 12],
      [4, 5],
    ]);
  });
  it.each([
    [
      "an unknown output",
      new Map([["z", zerosOf(f32(2))]]),
      "there is no output z to write into. Outputs: y, nested.ids.",
    ],
    ["a wrong dtype", new Map([["y", zerosOf(i32(2))]]), "output y is int32 [2]. It must be float32 [2]."],
    ["a wrong size", new Map([["y", zerosOf(f32(3))]]), "output y is float32 [3]. It must be float32 [2]."],
  ])("refuses %s", async (_, into, message) => {
    await expect((await compile(program)).run(inputs, into)).rejects.toThrow(`run: ${message}`);
  });
  it("writes also what is an input, and one tensor twice", async () => {
    const executable = await compile(
      trace({ x: f32(2) }, ({ x }) => {
        const y = neg(x);
        return { x, y, again: y };
      }),
    );
    const into = new Map(["x", "y", "again"].map((path) => [path, zerosOf(f32(2))]));
    await executable.run({ x: value([1, 2], [2]) }, into);
    expect([...into.values()].map(numbers)).toEqual([
      [1, 2],
      [-1, -2],
      [-1, -2],
    ]);
  });
  it("swaps the buffers of a state, or writes over it where nothing reads it later", async () => {
    const step = trace({ state: { w: f32(2), n: i64() }, x: f32(2) }, ({ state, x }) => ({
      state: {
        w: sub(state.w, mul(grad((w: Tensor) => sum(mul(sub(w, x), sub(w, x))))(state.w), 0.25)),
        n: add(state.n, 1),
      },
      n: state.n,
    }));
    const initial = { w: value([0, 8], [2]), n: value([0], [], "int64") };
    const training = stateful(await compile(step), initial);
    const seen = { w: new Set<unknown>(), n: new Set<unknown>() };
    for (let i = 0; i < 3; i++) {
      const { n } = await training.run({ x: value([4, 4], [2]) });
      expect(numbers(n as Value)).toEqual([i]);
      for (const name of ["w", "n"] as const) seen[name].add(training.state[name].data);
    }
    expect(numbers(training.state.w)).toEqual([3.5, 4.5]); // each step halves the distance to 4
    expect(numbers(training.state.n)).toEqual([3]);
    expect([seen.w.size, seen.n.size]).toEqual([1, 2]);
  });
}

function describeLife(compile: Compile): void {
  const program = trace({ x: f32(3, 4), w: f32(4, 3) }, ({ x, w }) => exp(matmul(x, w)));
  const inputs = {
    x: value(
      Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
      [3, 4],
    ),
    w: value(
      Float32Array.from({ length: 12 }, (_, i) => Math.cos(i)),
      [4, 3],
    ),
  };
  it("gives the same numbers, bit by bit, run after run and compiled again", async () => {
    const [one, two] = [await compile(program), await compile(program)];
    const results = [await one.run(inputs), await one.run(inputs), await two.run(inputs)];
    expect(numbers(results[1]!)).toEqual(numbers(results[0]!));
    expect(numbers(results[2]!)).toEqual(numbers(results[0]!));
  });
  it("says so when it was disposed of, and may be disposed of twice", async () => {
    const executable = await compile(program);
    await executable.dispose();
    await executable.dispose();
    await expect(executable.run(inputs)).rejects.toThrow("run: the program was disposed of. Compile it again.");
  });
  it("knows its program", async () => {
    expect((await compile(program)).program).toBe(program);
  });
}
