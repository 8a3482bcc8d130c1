import { describe, expect, it } from "vitest";
import { expectGradients } from "../../../test/engine/whole-gradients.ts";
import { leavesOf, type Spec, specOf, type Tensor, trace, type Value, valueAndGrad } from "../../graph/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng, crossEntropy } from "../../nn/index.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { learn, shaken, silent } from "../latent/tiny.testing.ts";
import { gptConfig } from "./config.ts";
import { expectGolden, golden, goldenNet } from "./golden.testing.ts";
import { type GptParams, gpt, gptLoss, gptSpecs, initGpt } from "./gpt.ts";
import { gptFromHuggingFace } from "./hugging-face/index.ts";
import { ropeFrequencies } from "./rope.ts";

const tiny = gptConfig({ vocabulary: 9, width: 16, layers: 2, heads: 4, keyValueHeads: 2, context: 12, hidden: 24 });
/** With all that Gemma 3 has beyond Llama. */
const around = gptConfig({
  ...tiny,
  gate: "gelu",
  headNorms: true,
  outputNorms: true,
  embeddingScale: 4,
  queryScale: 0.3,
  local: { window: 2, layers: [0], ropeBase: 100 },
});
const shapesOf = (params: GptParams<Spec>) => leavesOf<Spec>(params).map(([path, { shape }]) => [path, shape] as const);

describe.each(["llama", "qwen2"] as const)("the golden %s", (name) => {
  const { net, config, params, ids, targets } = goldenNet(name);

  it("has the names and shapes of the checkpoint, and no other", () => {
    const wanted = Object.entries(net.params).map(([path, { shape }]) => [path, shape] as const);
    expect(shapesOf(gptSpecs(config)).sort()).toEqual(wanted.sort());
  });

  it.each([onnxRuntime, reference])("has the logits, the loss and the gradients, on $name", async (runtime) => {
    const specs = { params: gptSpecs(config), ids: specOf(ids), targets: specOf(targets) };
    const program = trace(specs, ({ params, ids, targets }) => {
      const [loss, gradients] = valueAndGrad((p: GptParams<Tensor>) => gptLoss(p, config, { ids, targets }))(params);
      return { logits: gpt(params, config, ids), loss, gradients };
    });
    const executable = await runtime.compile(program);
    const { logits, loss, gradients } = await executable.run({ params, ids, targets });
    await executable.dispose();
    expectGolden(numbers(logits), net.logits, "logits");
    expectGolden(numbers(loss), [net.loss], "loss");
    for (const [path, gradient] of leavesOf<Value>(gradients)) {
      expectGolden(numbers(gradient), net.params[path]!.gradient, path);
    }
  });
});

describe("rotary frequencies", () => {
  it.each(Object.entries(golden.rope))("scaled as %s", (_, { config, length, theta, gain }) => {
    const found = ropeFrequencies({ ...gptFromHuggingFace(config), context: length });
    expectGolden(found.theta, theta, "theta");
    expect(found.gain).toBeCloseTo(gain, 6);
  });
});

describe("a gpt", () => {
  it("sees the past alone", async () => {
    const params = initGpt(createRng(1), tiny);
    const logitsOf = async (list: number[]) =>
      numbers(await evaluate({ params, ids: integers(list, 1, 6) }, ({ params, ids }) => gpt(params, tiny, ids)));
    const [one, other] = [await logitsOf([1, 2, 3, 4, 5, 6]), await logitsOf([1, 2, 3, 8, 5, 6])];
    expect(one.slice(0, 27)).toEqual(other.slice(0, 27));
    for (let t = 3; t < 6; t++) expect(one.slice(9 * t, 9 * t + 9)).not.toEqual(other.slice(9 * t, 9 * t + 9));
  });

  it.each([
    ["Qwen 2's", { ...tiny, biases: true, tiedEmbeddings: false }],
    ["Gemma 3's", around],
  ])("of %s layout begins near the loss of a guess, and learns in all its parameters", async (_, config) => {
    const params = initGpt(createRng(2), config);
    const batch = { ids: integers([1, 2, 3, 4, 5, 6, 7, 8], 2, 4), targets: integers([2, 3, 4, 5, 6, 7, 8, 0]) };
    const lossOf = (p: GptParams<Tensor>, { batch }: { batch: { ids: Tensor; targets: Tensor } }) =>
      gptLoss(p, config, batch);
    const losses = await learn(params, { batch }, lossOf);
    expect(Math.abs(losses[0]! - Math.log(9))).toBeLessThan(0.2);
    expect(losses.at(-1)).toBeLessThan(0.5 * losses[0]!);
    const gradients = await evaluate(
      { params, batch },
      ({ params, batch }) => valueAndGrad((p: GptParams<Tensor>) => lossOf(p, { batch }))(params)[1],
    );
    expect(silent(gradients)).toEqual([]);
  });

  it("has the gradients that differences say, in a layout with everything", async () => {
    const sizes = { vocabulary: 6, width: 4, layers: 1, heads: 2, keyValueHeads: 1, hidden: 4 };
    const config = { ...around, ...sizes, embeddingScale: 1.5 };
    const p = shaken(shaken(initGpt(createRng(4), config)));
    await expectGradients(
      { p, ids: integers([1, 2, 3, 4], 1, 4), targets: integers([2, 3, 4, 5], 1, 4) },
      ({ p, ...batch }: { p: GptParams<Tensor>; ids: Tensor; targets: Tensor }) => gptLoss(p, config, batch),
    );
  });

  it("sees no further than the window where all layers are local", async () => {
    const config = { ...tiny, local: { window: 2, layers: [0, 1] } };
    const params = initGpt(createRng(1), config);
    const lastOf = async (list: number[]) =>
      numbers(
        await evaluate({ params, ids: integers(list, 1, 6) }, ({ params, ids }) => gpt(params, config, ids)),
      ).slice(-9);
    const last = await lastOf([1, 2, 3, 4, 5, 6]); // two layers of window 2: the last token sees three
    expect(await lastOf([8, 8, 8, 4, 5, 6])).toEqual(last);
    expect(await lastOf([1, 2, 3, 8, 5, 6])).not.toEqual(last);
  });

  it.each<[string, Partial<typeof tiny>, string]>([
    ["an empty window", { local: { window: 0, layers: [0] } }, "gpt: a local window of 0 tokens."],
    ["a layer between", { local: { window: 1, layers: [0.5] } }, "gpt: 0.5 among the local layers."],
    ["a turn by nothing", { local: { window: 1, layers: [0], ropeBase: 1 } }, "gpt: local ropeBase 1."],
    ["queries of no length", { queryScale: 0 }, "gpt: queryScale is 0. It must be above 0."],
    ["no layers", { layers: 0 }, "gpt: layers is 0. It must be a whole number from 1 to 16777216."],
    ["half a head", { headSize: 2.5 }, "gpt: headSize is 2.5."],
    ["an odd head", { headSize: 3 }, "gpt: headSize is 3. It must be even"],
    ["groups that do not come out", { keyValueHeads: 3 }, "gpt: 4 heads for 3 keyValueHeads."],
    ["no epsilon", { epsilon: 0 }, "gpt: epsilon 0, ropeBase 10000."],
  ])("refuses %s", (_, change, message) => {
    expect(() => gptConfig({ ...tiny, ...change })).toThrow(message);
  });

  it("refuses more tokens than its context", () => {
    const specs = { params: gptSpecs(tiny), ids: { dtype: "int64", shape: [1, 13] } as const };
    expect(() => trace(specs, ({ params, ids }) => gpt(params, tiny, ids))).toThrow(
      "gpt: 13 tokens. At most 12, the model's context, fit.",
    );
  });
});

describe("dropout", () => {
  const config = { ...tiny, width: 8, headSize: 2, hidden: 6 };
  const [parts, rows] = [2 * config.layers + 1, 2];
  const p = shaken(shaken(initGpt(createRng(3), config))); // small embeddings would be far from linear
  const ids = integers([1, 2, 3, 4, 5, 6], rows, 3);
  const targets = integers([2, 3, 4, 5, 6, 7], rows, 3);
  const factors = (at: (i: number) => number) =>
    float(
      Float32Array.from({ length: parts * rows * config.width }, (_, i) => at(i)),
      parts,
      rows,
      1,
      config.width,
    );
  const logits = async (dropout?: Value) =>
    numbers(
      await evaluate({ p, ids, ...(dropout === undefined ? {} : { dropout }) }, ({ p, ids, ...rest }) =>
        gpt(p, config, ids, (rest as { dropout?: Tensor }).dropout),
      ),
    );

  it("of factors 1 changes nothing, and each factor something", async () => {
    const plain = await logits();
    expect(await logits(factors(() => 1))).toEqual(plain);
    for (let part = 0; part < parts; part++) {
      const [from, to] = [part * rows * config.width, part * rows * config.width + config.width];
      const changed = await logits(factors((i) => (i >= from && i < to ? 0 : 1)));
      const half = plain.length / rows; // the first row's factors change the first row alone
      expect(changed.slice(0, half)).not.toEqual(plain.slice(0, half));
      expect(changed.slice(half)).toEqual(plain.slice(half));
    }
  });

  it("has the gradients that differences say", async () => {
    const dropout = factors((i) => (i % 3 === 0 && i > rows * config.width ? 0 : 1.5));
    await expectGradients(
      { p, ids, targets, dropout },
      (x: { p: GptParams<Tensor>; ids: Tensor; targets: Tensor; dropout: Tensor }) =>
        crossEntropy(gpt(x.p, config, x.ids, x.dropout), x.targets),
    );
  });
});
