// Losses and penalties against formulas, and the gradient through a gradient against finite differences in float64.
import { describe, expect, it } from "vitest";
import {
  leavesOf,
  mapTree,
  matmul,
  mul,
  reshape,
  type Spec,
  specOf,
  square,
  sum,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGrad,
} from "../../graph/index.ts";
import { evaluate, float, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import {
  type GanSettings,
  games,
  ganLosses,
  gradientPenalty,
  initGan,
  largestSingularValue,
  r1Penalty,
} from "./index.ts";
import { tinyGan } from "./tiny.testing.ts";

const [real, fake] = [float([2, -1]), float([0.5, -3])];
const softplus = (x: number) => Math.log1p(Math.exp(x));
const meanOf = (...xs: number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;

describe("what the players want", () => {
  it.each([
    [
      "non-saturating",
      meanOf(softplus(-2), softplus(1)) + meanOf(softplus(0.5), softplus(-3)),
      meanOf(softplus(-0.5), softplus(3)),
    ],
    ["hinge", meanOf(0, 2) + meanOf(1.5, 0), meanOf(-0.5, 3)],
    ["wasserstein", meanOf(0.5, -3) - meanOf(2, -1), meanOf(-0.5, 3)],
  ] as const)("%s", async (name, discriminator, generator) => {
    const found = await evaluate({ real, fake }, ({ real, fake }) => ({
      discriminator: games[name].discriminator(real, fake),
      generator: games[name].generator(fake),
    }));
    expect(found.discriminator.data[0]).toBeCloseTo(discriminator, 5);
    expect(found.generator.data[0]).toBeCloseTo(generator, 5);
  });
});

describe("the penalties on a judge whose slope is known", () => {
  const [x, w] = [float([1, 2, 3, 4, 5, 6], 2, 3), float([2, -1, 2], 3, 1)];
  it("R1 of w·x is ‖w‖², and of ½‖x‖² the mean of ‖x‖²", async () => {
    const found = await evaluate({ x, w }, ({ x, w }) => ({
      linear: r1Penalty((x) => reshape(matmul(x, w), [-1]), x),
      square: r1Penalty((x) => mul(sum(square(x), 1), 0.5), x),
    }));
    expect(found.linear.data[0]).toBeCloseTo(9, 5);
    expect(found.square.data[0]).toBeCloseTo((14 + 77) / 2, 4);
  });
  it("the gradient penalty of w·x is (‖w‖ − 1)², and looks between real and made", async () => {
    const found = await evaluate({ x, w, mix: float([0.25, 0.5], 2, 1) }, ({ x, w, mix }) => ({
      linear: gradientPenalty((x) => reshape(matmul(x, w), [-1]), x, mul(x, 3), mix),
      // x̂ = 3x + (x − 3x)ε, so that ‖x̂‖ = (3 − 2ε)‖x‖
      square: gradientPenalty((x) => mul(sum(square(x), 1), 0.5), x, mul(x, 3), mix),
    }));
    expect(found.linear.data[0]).toBeCloseTo(4, 4);
    const wanted = meanOf((2.5 * Math.sqrt(14) - 1) ** 2, (2 * Math.sqrt(77) - 1) ** 2);
    expect(found.square.data[0]! as number).toBeCloseTo(wanted, 2);
  });
});

describe("a weight's largest singular value", () => {
  it("is that of a matrix whose singular values are known, and of a single column its norm", async () => {
    // diag(3, 1) turned by a rotation on each side
    const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
    const w = float([3 * c, -s, 3 * s, c], 2, 2, 1, 1);
    const found = await evaluate({ w, v: float([3, 4], 2, 1) }, ({ w, v }) => ({
      w: largestSingularValue(w),
      v: largestSingularValue(v),
    }));
    expect([...numbers(found.w), ...numbers(found.v)].map((n) => +n.toFixed(4))).toEqual([3, 5]);
  });
});

describe("the gradient of both losses", () => {
  it.each([
    [
      "non-saturating with R1",
      { loss: "non-saturating", penalty: { kind: "r1", weight: 3, pictures: 2 }, augment: [] },
    ],
    [
      "Wasserstein with the gradient penalty",
      { loss: "wasserstein", penalty: { kind: "gradient", weight: 10, pictures: 2 }, augment: [] },
    ],
  ] as const)("%s is that of finite differences", async (_, settings) => {
    for (const player of ["discriminator", "generator"] as const) {
      const { slope, difference } = await slopes(settings, player);
      expect(Math.abs(slope)).toBeGreaterThan(1e-4);
      expect(slope / difference).toBeCloseTo(1, 5);
    }
  });
});

/** The loss's slope along a random direction of the player's parameters: by the graph, and by a difference. */
async function slopes(settings: GanSettings, player: "discriminator" | "generator") {
  const rng = createRng("slopes");
  const wide = (data: ArrayLike<number>, shape: readonly number[]): Value => ({
    ...{ dtype: "float64", shape, data: Float64Array.from(data) },
  });
  // Weights of zero would hide a part of the graph.
  const params = mapTree<Value, Value, Tree<Value>>(initGan(rng, tinyGan), ({ shape, data }) =>
    wide(
      Float64Array.from(data as Float32Array, (x) => x + 0.05 * rng.gaussian()),
      shape,
    ),
  );
  const along = mapTree<Value, Value, Tree<Value>>(params, ({ shape, data }, path) =>
    wide(path.startsWith(player) ? rng.normal(data.length) : new Float32Array(data.length), shape),
  );
  const inputs = {
    real: wide(rng.uniform(2 * 3 * 64, -1, 1), [2, 3, 8, 8]),
    z: wide(rng.normal(2 * tinyGan.latent), [2, tinyGan.latent]),
    mix: wide([0.3, 0.8], [2, 1, 1, 1]),
    labels: { dtype: "int64", shape: [2], data: BigInt64Array.of(0n, 1n) } satisfies Value,
  };
  const specs = { ...inputs, params, along, step: wide([0], []) };
  const program = trace<Tree<Spec>, Record<"loss" | "slope", Tensor>>(
    specOf<Tree<Value>>(specs) as Tree<Spec>,
    (all) => {
      const { params, along, step, ...given } = all as unknown as Record<keyof typeof specs, Tensor>;
      const direction = new Map(leavesOf<Tensor>(along));
      const moved = mapTree<Tensor, Tensor, Tree<Tensor>>(params, (p, path) => p.add(direction.get(path)!.mul(step)));
      const given2 = { ...given, augmentReal: {}, augmentFake: {} };
      const [loss, gradients] = valueAndGrad(
        (p: Tree<Tensor>) => ganLosses(p as never, tinyGan, settings, given2)[player],
      )(moved);
      const slope = leavesOf<Tensor>(gradients)
        .map(([path, g]) => sum(mul(g, direction.get(path)!)))
        .reduce((a, b) => a.add(b));
      return { loss, slope };
    },
  );
  const executable = await reference.compile(program);
  const at = async (step: number) => {
    const { loss, slope } = await executable.run({ ...specs, step: wide([step], []) } as never);
    return { loss: Number((loss as Value).data[0]), slope: Number((slope as Value).data[0]) };
  };
  const h = 1e-5;
  const [low, here, high] = [await at(-h), await at(0), await at(h)];
  await executable.dispose();
  return { slope: here.slope, difference: (high.loss - low.loss) / (2 * h) };
}
