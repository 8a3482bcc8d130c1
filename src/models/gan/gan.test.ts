// The players as functions: what a picture may depend on, and what is refused.
import { describe, expect, it } from "vitest";
import type { Tensor, Tree, Value } from "../../graph/index.ts";
import { evaluate, float, integers, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import {
  augment,
  checkGanConfig,
  discriminate,
  drawAugmentation,
  type GanConfig,
  type GanParams,
  generatePictures,
  initGan,
} from "./index.ts";
import { tinyGan } from "./tiny.testing.ts";

const play = (config: GanConfig, count: number, labels: readonly number[]) => {
  const params = initGan(createRng("gan"), config);
  // Labels begin silent in the discriminator.
  (params.discriminator.labels.data as Float32Array).set(createRng(5).normal(params.discriminator.labels.data.length));
  const z = createRng(1)
    .normal(4 * config.latent)
    .subarray((4 - count) * config.latent);
  const inputs = {
    params: params as unknown as Tree<Value>,
    z: float(z, count, config.latent),
    labels: integers(labels),
  };
  return evaluate(inputs as Record<string, Tree<Value>>, (given) => {
    const { params, z, labels } = given as unknown as { params: GanParams<Tensor>; z: Tensor; labels: Tensor };
    const { pixels } = generatePictures(params.generator, config, z, labels);
    return { pixels, logits: discriminate(params.discriminator, config, pixels, labels) };
  });
};
const last = (v: Value) => numbers(v).slice(-(v.data.length / v.shape[0]!));

describe.each([
  ["residual", tinyGan],
  ["plain, with spectral norm", { ...tinyGan, residual: false, spectralNorm: true }],
  [
    "at 32 pixels, two convolutions a level",
    { ...tinyGan, imageSize: 32, generator: [6, 5, 4, 3], discriminator: [3, 4, 5, 6], depth: 2 },
  ],
])("players that are %s", (_, config) => {
  it("make and judge each picture by itself", async () => {
    const four = await play(config, 4, [0, 1, 0, 1]);
    const one = await play(config, 1, [1]);
    expect(four.pixels.shape).toEqual([4, 3, config.imageSize, config.imageSize]);
    expect(four.logits.shape).toEqual([4]);
    last(four.pixels).forEach((x, i) => {
      expect(x).toBeCloseTo(numbers(one.pixels)[i]!, 4);
    });
    expect(last(four.logits)[0]).toBeCloseTo(numbers(one.logits)[0]!, 3);
  });
  it("heed the label", async () => {
    const [zero, one] = [await play(config, 1, [0]), await play(config, 1, [1])];
    expect(numbers(zero.pixels)).not.toEqual(numbers(one.pixels));
    expect(numbers(zero.logits)).not.toEqual(numbers(one.logits));
  });
});

describe("batch norm", () => {
  it("makes a picture depend on those beside it, unless the statistics are given", async () => {
    const config: GanConfig = { ...tinyGan, residual: false, norm: "batch" };
    const { generator } = initGan(createRng("gan"), config);
    const z = createRng(1).normal(4 * config.latent);
    const made = (count: number, running?: Tree<Value>) =>
      evaluate(
        {
          generator: generator as unknown as Tree<Value>,
          z: float(z.subarray((4 - count) * config.latent), count, config.latent),
          labels: integers(Array<number>(count).fill(0)),
          ...(running === undefined ? {} : { running }),
        } as Record<string, Tree<Value>>,
        (given) => {
          const { generator, z, labels, running } = given as never as Record<string, never>;
          const { pixels, statistics } = generatePictures(generator!, config, z!, labels!, running);
          return { pixels, statistics: statistics as unknown as Tree<Tensor> };
        },
      );
    const four = await made(4);
    const alone = last((await made(1)).pixels);
    const given = last((await made(1, four.statistics as unknown as Tree<Value>)).pixels);
    const wanted = last(four.pixels);
    expect(Math.max(...wanted.map((x, i) => Math.abs(x - given[i]!)))).toBeLessThan(1e-4);
    expect(Math.max(...wanted.map((x, i) => Math.abs(x - alone[i]!)))).toBeGreaterThan(0.01);
  });
});

describe("augmentation", () => {
  const pixels = createRng(2).uniform(2 * 3 * 64, -1, 1);
  it("moves, covers and tints", async () => {
    const draw = drawAugmentation(createRng(3), ["translation", "cutout", "colour"], 2, 8);
    const found = await evaluate(
      { pixels: float(pixels, 2, 3, 8, 8), draw: draw as Tree<Value> },
      ({ pixels, draw }) => {
        const { translation, cutout, colour } = draw as never as Parameters<typeof augment>[1];
        return {
          moved: augment(pixels, { translation: translation! }),
          covered: augment(pixels, { cutout: cutout! }),
          tinted: augment(pixels, { colour: colour! }),
          same: augment(pixels, {}),
        };
      },
    );
    expect(numbers(found.same)).toEqual([...pixels]);
    // What is not moved out is where it was, some rows and columns away.
    const kept = new Set([...pixels]);
    expect(numbers(found.moved).every((x) => x === 0 || kept.has(x))).toBe(true);
    expect(numbers(found.moved)).not.toEqual([...pixels]);
    expect(numbers(found.covered).filter((x) => x === 0).length).toBeGreaterThan(2 * 3 * 3);
    const contrast = numbers(draw.colour!.contrast as Value)[0]!;
    const brightness = numbers(draw.colour!.brightness as Value)[0]!;
    const grey = (data: readonly number[], i: number) => (data[i]! + data[64 + i]! + data[128 + i]!) / 3;
    const difference = (data: readonly number[]) => grey(data, 5) - grey(data, 9);
    expect(difference(numbers(found.tinted))).toBeCloseTo(contrast * difference([...pixels]), 4);
    const meanOf = (data: readonly number[]) => data.slice(0, 192).reduce((a, b) => a + b, 0) / 192;
    expect(meanOf(numbers(found.tinted))).toBeCloseTo(meanOf([...pixels]) + brightness, 4);
  });
});

describe("a config", () => {
  it.each([
    [{ imageSize: 48 }, "gan: imageSize is 48. It must be 8, 16, 32, 64 or 128."],
    [{ generator: [8] }, "gan: generator is [8]. It must be 2 numbers of channels, one for each size from 4 to 8."],
    [{ latent: 0 }, "gan: latent is 0. It must be a whole number from 1 to 65536."],
    [{ norm: "layer" as never }, 'gan: norm is "layer". It must be "none" or "batch".'],
  ])("%j is refused", (change, message) => {
    expect(() => checkGanConfig({ ...tinyGan, ...change })).toThrow(message);
  });
});
