import { describe, expect, it } from "vitest";
import { expectSame } from "../../../test/engine/expect-same.ts";
import { expectDerivatives } from "../../../test/engine/finite-differences.ts";
import {
  grad,
  leavesOf,
  type Spec,
  specOf,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGrad,
} from "../../graph/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { gptConfig } from "../gpt/config.ts";
import { expectGolden, golden, goldenBatch, goldenParams } from "../gpt/golden.testing.ts";
import { learn, shaken, silent } from "../latent/tiny.testing.ts";
import { type MoeConfig, moeConfig } from "./config.ts";
import { denseExperts, type Experts, sparseExperts } from "./experts.ts";
import { moeFromHuggingFace } from "./hugging-face.ts";
import { initMoe, type MoeParams, moe, moeLoss, moeSpecs } from "./moe.ts";

const base = gptConfig({ vocabulary: 9, width: 8, layers: 2, heads: 2, context: 12, hidden: 6 });
const config = moeConfig(base, { experts: 4, sharedHidden: 5 });
const roomy = { ...config, capacityFactor: 4 };
const batch = {
  ids: integers([1, 2, 3, 4, 5, 6, 7, 8, 0, 3], 2, 5),
  targets: integers([2, 3, 4, 5, 6, 7, 8, 0, 3, 1]),
};
const x = float(createRng("x").normal(3 * 7 * 8), 3, 7, 8);
const expertsOf = (c: MoeConfig) => initMoe(createRng("moe"), c).model.layers[0]!.mlp;

const expectNear = (found: readonly number[], wanted: readonly number[]) => {
  expect(found.length).toBe(wanted.length);
  for (const [i, value] of found.entries()) expect(value).toBeCloseTo(wanted[i]!, 5);
};

/** The layer on numbers, as sparse as its places make it. */
const layer = (c: MoeConfig, p: Experts<Value> = expertsOf(c)) =>
  evaluate({ p, x }, ({ p, x }) => {
    const { y, routing } = sparseExperts(p, c, x);
    return { y, dense: denseExperts(p, c, x), ...routing };
  });

describe("a sparse layer", () => {
  it.each<[string, Partial<MoeConfig>]>([
    ["two of four", {}],
    ["one of four", { expertsPerToken: 1 }],
    ["all of three", { experts: 3, expertsPerToken: 3 }],
    ["without a shared expert", { sharedHidden: 0 }],
    ["with the router's own weights", { normalizeWeights: false }],
  ])("with room for all equals every expert on every token: %s", async (_, change) => {
    const { y, dense, dropped } = await layer(moeConfig(roomy, { experts: 4, ...change }));
    expectNear(numbers(y), numbers(dense));
    expect(numbers(dropped)).toEqual([0]);
  });

  it("fills places in order, first choices before second ones, and lets the rest pass", async () => {
    // Every token prefers expert 0, then 1: 21 tokens for ⌈2 · 21 / 4 · 1.25⌉ = 14 places each.
    const p = expertsOf({ ...config, sharedHidden: 0 });
    const gate = new Float32Array(4 * 8);
    const steady = { ...x, data: (x.data as Float32Array).map((v, i) => (i % 8 === 0 ? 1 : v)) };
    gate.set([9], 0);
    gate.set([8], 8);
    const c = { ...config, sharedHidden: 0 };
    const { y, dense, dropped, balance } = await evaluate(
      { p: { ...p, gate: { weight: float(gate, 4, 8) } }, x: steady },
      ({ p, x }) => {
        const { y, routing } = sparseExperts(p, c, x);
        return { y, dense: denseExperts(p, c, x), ...routing };
      },
    );
    expect(numbers(dropped)[0]).toBeCloseTo(1 / 3, 6);
    expectNear(
      numbers(y),
      numbers(dense).map((value, i) => (i < 14 * 8 ? value : 0)),
    );
    expect(numbers(balance)[0]).toBeCloseTo(4 * 0.5, 2); // f = ½, ½ and P adds up to nearly 1 on both
  });

  it("balances at 1 where the router knows no difference", async () => {
    const p = { ...expertsOf(config), gate: { weight: float(new Float32Array(4 * 8), 4, 8) } };
    const { balance, size } = await layer(config, p);
    expect(numbers(balance)[0]).toBeCloseTo(1, 6);
    expect(numbers(size)[0]).toBeCloseTo(Math.log(4) ** 2, 5);
  });
});

describe("the golden Qwen 2 MoE", () => {
  const net = golden.nets.qwen2_moe;
  const c = { ...moeFromHuggingFace(net.config), balanceWeight: 0, routerWeight: 0 };
  const params: MoeParams<Value> = goldenParams(net, moeSpecs(c));

  it("has the names and shapes of the checkpoint, and no other", () => {
    const shapes = leavesOf<Spec>(moeSpecs(c)).map(([path, { shape }]) => [path, shape] as const);
    expect(shapes.sort()).toEqual(
      Object.entries(net.params)
        .map(([path, { shape }]) => [path, shape])
        .sort(),
    );
  });

  it("has the logits, the loss and the gradients", async () => {
    const { logits, loss, gradients } = await evaluate({ params, batch: goldenBatch(net) }, ({ params, batch }) => {
      const [loss, gradients] = valueAndGrad((p: MoeParams<Tensor>) => moeLoss(p, c, batch)[0])(params);
      return { logits: moe(params, c, batch.ids).logits, loss, gradients };
    });
    expectGolden(numbers(logits), net.logits, "logits");
    expectGolden(numbers(loss), [net.loss], "loss");
    for (const [path, gradient] of leavesOf<Value>(gradients)) {
      expectGolden(numbers(gradient), net.params[path]!.gradient, path);
    }
  });

  it.each<[object, string]>([
    [{ model_type: "mixtral" }, 'moe: a model of type "mixtral". Onda reads qwen2_moe.'],
    [{ mlp_only_layers: [0] }, "moe: some layers have no experts."],
    [{ num_experts: undefined }, "moe: experts is NaN."],
    [{ moe_intermediate_size: undefined }, "gpt: config.json has intermediate_size undefined."],
  ])("is refused with %j", (change, message) => {
    expect(() => moeFromHuggingFace({ ...net.config, ...change })).toThrow(message);
  });
});

describe("a moe", () => {
  it.each<[string, Partial<MoeConfig>]>([
    ["two of four experts and a shared one", {}],
    ["one of two, places for half", { experts: 2, expertsPerToken: 1, capacityFactor: 0.5, sharedHidden: 0 }],
  ])("has the gradients that differences say: %s", async (_, change) => {
    const c = moeConfig({ ...config, layers: 1 }, { experts: 4, balanceWeight: 0.5, routerWeight: 0.3, ...change });
    const params = shaken(initMoe(createRng(5), c)); // the steps of a difference are small beside embeddings of 0.2
    const flat = leavesOf<Value>(params);
    const program = trace({ params: specOf(params), batch: specOf(batch) }, ({ params, batch }) => {
      const [loss, gradients] = valueAndGrad((p: MoeParams<Tensor>) => moeLoss(p, c, batch)[0])(params);
      return { loss, gradients };
    });
    const inputs = { params, batch };
    await expectSame(program, inputs);
    const gradients = new Map(leavesOf<Tensor>(program.result.gradients as Tree<Tensor>));
    const all = program.inputs.map(([path, input]) => gradients.get(path.replace(/^params\./, "")) ?? input);
    const values = [...flat.map(([, value]) => value), batch.ids, batch.targets];
    expectDerivatives(program, values, program.result.loss as Tensor, all);
  });

  it("learns, in all its parameters, and says how its router does", async () => {
    const params = initMoe(createRng(6), config);
    const lossOf = (p: MoeParams<Tensor>, { batch }: { batch: { ids: Tensor; targets: Tensor } }) =>
      moeLoss(p, config, batch)[0];
    const losses = await learn(params, { batch }, lossOf, 30);
    expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]!);
    const { gradients, parts, loss } = await evaluate({ params, batch }, ({ params, batch }) => {
      const [loss, parts] = moeLoss(params, config, batch);
      return { loss, parts: { ...parts }, gradients: grad((p: MoeParams<Tensor>) => lossOf(p, { batch }))(params) };
    });
    expect(silent(gradients)).toEqual([]);
    const [total, tokens, balance, size] = [loss, parts.tokens, parts.balance, parts.size].map((v) => numbers(v)[0]!);
    expect(total).toBeCloseTo(tokens! + 0.01 * balance! + 0.001 * size!, 5);
    expect(balance).toBeGreaterThanOrEqual(0.9);
  });

  it("gives logits that the reference gives too", async () => {
    const params = initMoe(createRng(7), config);
    const program = trace(
      { params: moeSpecs(config), ids: specOf(batch.ids) as Spec },
      ({ params, ids }) => moe(params, config, ids).logits,
    );
    const wanted = await (await reference.compile(program)).run({ params, ids: batch.ids });
    const found = await evaluate({ params, ids: batch.ids }, ({ params, ids }) => moe(params, config, ids).logits);
    expectNear(numbers(found), numbers(wanted));
  });

  it.each<[string, Partial<MoeConfig>, string]>([
    ["no experts", { experts: 0 }, "moe: experts is 0. It must be a whole number from 1 to 1024."],
    [
      "more than there are",
      { expertsPerToken: 5 },
      "moe: expertsPerToken is 5. It must be a whole number from 1 to 4.",
    ],
    ["half a shared one", { sharedHidden: 0.5 }, "moe: sharedHidden is 0.5."],
    ["no places", { capacityFactor: 0 }, "moe: capacityFactor is 0. It must be above 0."],
  ])("refuses %s", (_, change, message) => {
    expect(() => moeConfig(config, { experts: 4, ...change })).toThrow(message);
  });
});
