// Differentiation as a whole: nested records, gradients of gradients, what is stopped, what is computed again.

import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import {
  add,
  affine,
  f32,
  grad,
  i64,
  leavesOf,
  matmul,
  mean,
  mul,
  neg,
  type Program,
  rematerialize,
  reshape,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  type Tensor,
  tanh,
  trace,
  valueAndGrad,
  valueAndGradWithAux,
} from "../../src/graph/index.ts";
import { decodeOnnx, encodeOnnx, lower } from "../../src/onnx/index.ts";
import { value } from "../../src/runtime/index.ts";
import { expectClose, expectSame } from "./expect-same.ts";
import { expectDerivatives } from "./finite-differences.ts";
import { drawAll, normal, type Sample } from "./samples.ts";

const draw = (...samples: Sample[]) => drawAll(samples, 4);
const numbers = (y: { readonly data: ArrayLike<number | bigint> }) => Array.from(y.data, Number);

type Layer = { readonly weight: Tensor; readonly bias: Tensor };
const perceptron = (p: { readonly layers: readonly Layer[]; readonly steps: Tensor }, x: Tensor): Tensor =>
  mean(square(p.layers.reduce((h, { weight, bias }) => tanh(affine(h, weight, bias)), x)));

describe("valueAndGrad", () => {
  const specs = {
    p: {
      layers: [
        { weight: f32(3, 4), bias: f32(4) },
        { weight: f32(4, 2), bias: f32(2) },
      ],
      steps: i64(),
    },
    x: f32(5, 3),
  };
  type Net = Parameters<typeof perceptron>[0];
  const program = trace(specs, (all) => {
    const [loss, gradient] = valueAndGrad((own: { readonly p: Net; readonly x: Tensor }) => perceptron(own.p, own.x))(
      all,
    );
    return { loss, gradient };
  });
  const [w0, b0, w1, b1, x] = draw(normal(3, 4), normal(4), normal(4, 2), normal(2), normal(5, 3));
  const steps = value([7], [], "int64");
  const inputs = {
    p: {
      layers: [
        { weight: w0!, bias: b0! },
        { weight: w1!, bias: b1! },
      ],
      steps,
    },
    x: x!,
  };

  it("keeps the nesting, and gives integers zeros", async () => {
    const { gradient } = await expectSame(program, inputs);
    expect(gradient.p.layers[1]!.weight.shape).toEqual([4, 2]);
    expect(gradient.p.steps).toEqual(value([0], [], "int64"));
  });
  it("is the derivative", () => {
    const { loss, gradient } = program.result;
    const all = leavesOf<Tensor>(gradient).map(([, leaf]) => leaf);
    expectDerivatives(program, [w0!, b0!, w1!, b1!, steps, x!], loss, all);
  });
  it("gives zeros to what the loss does not use", async () => {
    const unused = trace({ a: f32(2), b: f32(2) }, (p) => grad(({ a }: { a: Tensor; b: Tensor }) => sum(a))(p));
    const [a, b] = draw(normal(2), normal(2));
    expect(numbers((await expectSame(unused, { a: a!, b: b! })).b)).toEqual([0, 0]);
  });
  it("hands metrics through", async () => {
    const metrics = trace(f32(2), (p) => {
      const [loss, gradient, aux] = valueAndGradWithAux(
        (w: Tensor) => [sum(square(w)), { norm: sqrt(sum(square(w))) }] as const,
      )(p);
      return { loss, gradient, aux };
    });
    const { gradient, aux } = await expectSame(metrics, value([3, 4], [2]));
    expect([numbers(gradient), numbers(aux.norm)]).toEqual([[6, 8], [5]]);
  });
  it("takes only this use of a tensor that is used elsewhere too", async () => {
    const program = trace(f32(), (x) => grad((w: Tensor) => mul(w, x))(x));
    expect(numbers(await expectSame(program, value([3], [])))).toEqual([3]);
  });
});

describe("grad of grad", () => {
  it("trains through a gradient penalty (R1: Mescheder et al. 2018, eq. 9)", async () => {
    const specs = { w: f32(3, 1), v: f32(3, 3), x: f32(4, 3) };
    type Net = { readonly w: Tensor; readonly v: Tensor; readonly x: Tensor };
    const critic = (p: Net, x: Tensor) => matmul(tanh(matmul(x, p.v)), p.w); // [4, 1]
    const penalty = (p: Net, x: Tensor) => {
      const slope = grad((u: Tensor) => sum(critic(p, u)))(x);
      return mul(mean(sum(square(slope), 1)), 5);
    };
    const program = trace(specs, (p) => {
      const [loss, gradient] = valueAndGrad((q: Net) => add(mean(neg(critic(q, q.x))), penalty(q, q.x)))(p);
      return { loss, gradient };
    });
    const values = draw(normal(3, 1), normal(3, 3), normal(4, 3));
    await expectSame(program, { w: values[0]!, v: values[1]!, x: values[2]! });
    const { loss, gradient } = program.result;
    expectDerivatives(program, values, loss, [gradient.w, gradient.v, gradient.x]);
  });
  it("goes three deep: d³x⁴ = 24x", async () => {
    const power = (x: Tensor) => square(square(x));
    const program = trace(f32(), (x) => grad(grad(grad(power)))(x));
    expect(numbers(await expectSame(program, value([2], [])))).toEqual([48]);
  });
});

describe("stopGradient", () => {
  it("takes its argument as a constant, at every order", async () => {
    const program = trace(f32(), (x) => ({
      first: grad((w: Tensor) => mul(w, stopGradient(square(w))))(x), // w²
      second: grad(grad((w: Tensor) => mul(square(w), stopGradient(w))))(x), // 2w
    }));
    const { first, second } = await expectSame(program, value([3], []));
    expect([numbers(first), numbers(second)]).toEqual([[9], [6]]);
  });
});

describe("rematerialize", () => {
  const block = (h: Tensor, w: Tensor): Tensor => tanh(matmul(tanh(matmul(h, w)), w));
  const deep = (again: boolean) => {
    const layer = again ? rematerialize("block", block) : block;
    return trace({ x: f32(4, 3), w: f32(3, 3) }, ({ x, w }) => {
      const [loss, gradient] = valueAndGrad((p: Tensor) => mean(square(layer(layer(layer(x, p), p), p))))(w);
      const slope = (p: Tensor) => sum(grad((q: Tensor) => mean(square(layer(x, q))))(p));
      return { loss, gradient, second: grad(slope)(w) };
    });
  };
  const [x, w] = draw(normal(4, 3), normal(3, 3));

  it("changes no number, at either order", async () => {
    const [plain, again] = [
      await expectSame(deep(false), { x: x!, w: w! }),
      await expectSame(deep(true), { x: x!, w: w! }),
    ];
    expectClose(again, plain, 1e-6);
  });
  it("passes integers and scalars", async () => {
    const part = rematerialize("part", (h: Tensor, options: { readonly scale: Tensor; readonly count: Tensor }) =>
      mul(tanh(h), options.scale),
    );
    const program = trace({ x: f32(3), scale: f32(), count: i64() }, ({ x, ...o }) =>
      grad((u: Tensor) => sum(part(u, o)))(x),
    );
    const { data } = await expectSame(program, {
      x: value([0, 0, 0], [3]),
      scale: value([2], []),
      count: value([1], [], "int64"),
    });
    expect(Array.from(data as Float32Array)).toEqual([2, 2, 2]);
  });
  it("stays a recomputation after ONNX Runtime's optimiser", async () => {
    const first = (again: boolean) => {
      const layer = again ? rematerialize("block", block) : block;
      return trace({ x: f32(4, 3), w: f32(3, 3) }, ({ x, w }) =>
        grad((p: Tensor) => mean(square(layer(layer(x, p), p))))(w),
      );
    };
    // Two layers of two tanh: 4 to go forward, and again 4 on the way back.
    expect(await optimizedCount(first(false), "Tanh")).toBe(4);
    expect(await optimizedCount(first(true), "Tanh")).toBe(8);
  });
});

/** How many nodes of a kind are left in the graph that ONNX Runtime executes. */
async function optimizedCount(program: Program, opType: string): Promise<number> {
  const file = join(tmpdir(), `onda-optimized-${process.pid}.onnx`);
  const session = await ort.InferenceSession.create(encodeOnnx(lower(program, "native")), {
    optimizedModelFilePath: file,
    graphOptimizationLevel: "all",
    logSeverityLevel: 4,
  });
  await session.release();
  const { nodes } = decodeOnnx(readFileSync(file));
  rmSync(file);
  return nodes.filter((node) => node.opType === opType).length;
}

describe("grad refuses", () => {
  it("a loss that is no scalar", () => {
    const loss = () => trace(f32(3), (x) => grad((w: Tensor) => w)(x));
    expect(loss).toThrow("grad: the loss is [3]. It must be a scalar: take its mean or sum.");
  });
  it("a loss that is no float", () => {
    const loss = () => trace(i64(), (x) => grad((w: Tensor) => sub(w, 1))(x));
    expect(loss).toThrow("grad: the loss is int64. It must be a float: use cast.");
  });
  it("a gradient that needs a concrete size", () => {
    const loss = () => trace(f32("batch"), (x) => grad((w: Tensor) => mean(w))(x));
    expect(loss).toThrow(
      'gradient of mean: the size "batch" of [batch] is a name. This needs a number: trace the program at concrete sizes.',
    );
  });
  it("works with names where no size is needed", async () => {
    const program = trace({ x: f32("batch", 3), w: f32(3, 2) }, ({ x, w }) =>
      grad((p: Tensor) => sum(square(reshape(affine(x, p), [-1]))))(w),
    );
    const [x, w] = draw(normal(5, 3), normal(3, 2));
    await expectSame(program, { x: x!, w: w! });
  });
});
