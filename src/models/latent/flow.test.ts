import { describe, expect, it } from "vitest";
import { grad, leavesOf, type Tensor, type Value } from "../../graph/index.ts";
import { evaluate, float, numbers } from "../../nn/evaluate.testing.ts";
import { createRng, init } from "../../nn/index.ts";
import { initAutoencoder } from "./autoencoder.ts";
import { flowLoss, fromTokens, normalizedLatents, type PainterParams, toTokens } from "./flow.ts";
import { initGuess } from "./guess.ts";
import { initText } from "./text.ts";
import { C, flowBatch, K, learn, N, random, shaken, silent, tinyConfig } from "./tiny.testing.ts";
import { initTransformer } from "./transformer.ts";

const params: PainterParams<Value> = {
  text: initText(createRng("text"), tinyConfig.text),
  guess: initGuess(createRng("guess"), tinyConfig),
  transformer: initTransformer(createRng("transformer"), tinyConfig),
};
const clean = random("clean", N, K, C);
const batch = flowBatch;
type Batch = { readonly clean: Tensor } & Parameters<typeof flowLoss>[3];
const loss = (p: PainterParams<Tensor>, { clean, ...rest }: Batch) => flowLoss(p, tinyConfig, clean, rest);
const squares = (xs: number[]) => xs.reduce((sum, x) => sum + x * x, 0) / xs.length;

describe("latents as tokens", () => {
  it("are the channels of one place after the other, and back", async () => {
    const x = float(
      Array.from({ length: 12 }, (_, i) => i),
      1,
      3,
      2,
      2,
    );
    const { tokens, back } = await evaluate({ x }, ({ x }) => ({
      tokens: toTokens(x),
      back: fromTokens(toTokens(x), 2),
    }));
    expect(tokens.shape).toEqual([1, 4, 3]);
    expect(numbers(tokens).slice(0, 6)).toEqual([0, 4, 8, 1, 5, 9]);
    expect(back).toEqual(x);
  });

  it("are normalised by the measured scale", async () => {
    const { encoder } = initAutoencoder(createRng("autoencoder"), tinyConfig.autoencoder);
    const pixels = random("pixels", N, 3, 16, 16);
    const latents = (mean: number, deviation: number) =>
      evaluate(
        { encoder, scale: { mean: init.filled(mean, C), deviation: init.filled(deviation, C) }, pixels },
        ({ encoder, scale, pixels }) => normalizedLatents(encoder, scale, pixels),
      );
    const [raw, scaled] = [await latents(0, 1), await latents(0.5, 2)];
    numbers(scaled).forEach((x, i) => {
      expect(x).toBeCloseTo((numbers(raw)[i]! - 0.5) / 2, 5);
    });
  });
});

describe("the flow's loss", () => {
  it("is that of the equations, for a transformer that is still silent and has no guess", async () => {
    // v̂ = 0 - z_t and v = z - ε with z_t = (1 - t) ε + t z, so v̂ - v = t ε - (1 + t) z
    const coarseKeep = float([0, 0]);
    const { total, parts } = await evaluate({ params, x: { clean, ...batch, coarseKeep } }, ({ params, x }) => {
      const [total, parts] = loss(params, x);
      return { total, parts };
    });
    const t = numbers(batch.time);
    const error = numbers(clean).map((z, i) => {
      const time = t[Math.floor(i / (K * C))]!;
      return time * numbers(batch.noise)[i]! - (1 + time) * z;
    });
    expect(numbers(parts.flow)[0]).toBeCloseTo(squares(error), 4);
    const [flow, coarse, answers] = [parts.flow, parts.coarse, parts.answers].map((part) => numbers(part)[0]!);
    expect(numbers(total)[0]).toBeCloseTo(flow! + coarse! + 0.05 * answers!, 5);
  });

  it("is finite and falls", async () => {
    const losses = await learn(
      params,
      { x: { clean, ...batch } },
      (p: PainterParams<Tensor>, { x }: { x: Batch }) => loss(p, x)[0],
    );
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
  });

  it("is felt by every parameter", async () => {
    const gradients = await evaluate({ params: shaken(params), x: { clean, ...batch } }, ({ params, x }) =>
      grad((p: PainterParams<Tensor>) => loss(p, x)[0])(params),
    );
    expect(silent(gradients)).toEqual([]);
  });

  it("trains the coarse guess by its own error alone: the flow takes it as given", async () => {
    const gradients = await evaluate({ params: shaken(params), x: { clean, ...batch } }, ({ params, x }) =>
      grad((p: PainterParams<Tensor>) => loss(p, x)[1].flow)(params),
    );
    const guess = leavesOf<Value>(params.guess).map(([path]) => `guess.${path}`);
    expect(silent(gradients).sort()).toEqual(["text.answers.weight", "text.answers.bias", ...guess].sort());
  });
});
