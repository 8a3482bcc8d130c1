import { describe, expect, it } from "vitest";
import {
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
import { toFloats } from "../../runtime/reference/border.ts";
import { evaluate as exactly } from "../../runtime/reference/evaluate.ts";
import { learn, shaken, silent } from "../latent/tiny.testing.ts";
import type { DiffusionConfig } from "./config.ts";
import { type DiffusionBatch, diffusionLoss } from "./loss.ts";
import { tinyBatch, tinyDiffusion, tinyUnet } from "./tiny.testing.ts";
import { initUnet, type UnetParams, unet } from "./unet.ts";

/** Of differences: small, for time goes in as angles of up to 1,000 rad. */
const STEP = 1e-6;

type Inputs = { readonly p: UnetParams<Tensor>; readonly batch: DiffusionBatch<Tensor> };
const lossIn = (config: DiffusionConfig) => (given: unknown) => {
  const { p, batch } = given as Inputs;
  return diffusionLoss(p, config, batch)[0];
};
const params = shaken(tinyUnet() as unknown as Tree<Value>) as unknown as UnetParams<Value>;

describe("the U-Net", () => {
  it("gives what the picture's size and channels ask, nothing at first, each picture by itself", async () => {
    const { unet: config } = tinyDiffusion;
    const x = { ...tinyBatch.clean };
    const run = (p: UnetParams<Value>, x: Value, time: Value, labels: Value) =>
      evaluate({ p: p as unknown as Tree<Value>, x, time, labels } as Record<string, Tree<Value>>, (given) => {
        const { p, ...rest } = given as unknown as { p: UnetParams<Tensor>; x: Tensor; time: Tensor; labels: Tensor };
        return unet(p, config, { ...rest, steps: 50 });
      });
    const labels = tinyBatch.labels!;
    const time = float([7, 40]);
    const first = await run(tinyUnet(), x, time, labels);
    expect(first.shape).toEqual([2, 4, 8, 8]);
    expect(numbers(first).every((y) => y === 0)).toBe(true);
    const both = numbers(await run(params, x, time, labels));
    const half = both.length / 2;
    const second = { ...x, shape: [1, 2, 8, 8], data: (x.data as Float32Array).slice(128) };
    const alone = numbers(await run(params, second, float([40]), integers([3, 0], 1, 2)));
    for (const [i, y] of alone.entries()) expect(y).toBeCloseTo(both[half + i]!, 4);
    const elsewhere = numbers(await run(params, second, float([41]), integers([1, 0], 1, 2)));
    expect(elsewhere.some((y, i) => Math.abs(y - alone[i]!) > 0.01)).toBe(true);
  });

  it("refuses sizes that do not divide", () => {
    const make = (given: object) => () => initUnet(createRng(1), { ...tinyDiffusion.unet, ...given }, 2);
    expect(make({ imageSize: 9 })).toThrow("9 pixels in blocks of 2, halved 1 times, give a side of 2.25.");
    expect(make({ groups: 3 })).toThrow("unet: 4 channels. They must divide into 3 groups and 2 heads, and be even.");
  });
});

/** Loss, its parts and the loss's gradients in float64, and the loss with some parameters moved. */
function inFloat64(config: DiffusionConfig, p: UnetParams<Value>, time = integers([0, 40])) {
  const given = { p, batch: { ...tinyBatch, time } } as unknown as Tree<Value>;
  const program = trace(specOf(given) as Tree<Spec>, (given) => {
    const { p, batch } = given as unknown as Inputs;
    const of = (part: "loss" | "bound") => (p: UnetParams<Tensor>) => {
      const [loss, parts] = diffusionLoss(p, config, batch);
      return part === "loss" ? loss : (parts.bound ?? loss);
    };
    const [loss, gradients] = valueAndGrad(of("loss"))(p);
    const [, ofBound] = valueAndGrad(of("bound"))(p);
    return { loss, gradients, ofBound } as unknown as Tree<Tensor>;
  });
  const feeds = new Map(
    leavesOf<Value>(given).map(([path, { dtype, shape, data }]) => [path, { shape, data: toFloats(dtype, data) }]),
  );
  const found = exactly(program, feeds);
  const outputs = program.outputs.filter(([path]) => path === "loss");
  const gradient = (path: string, of = "gradients") => found.get(path.replace(/^p/, of))!.data;
  return {
    paths: [...feeds.keys()].filter((path) => path.startsWith("p.")),
    gradient,
    /** Slopes along a direction: by the gradient, and by differences. */
    slopes(directions: ReadonlyMap<string, ArrayLike<number>>) {
      const moved = (h: number) =>
        [...directions].map(([path, direction]) => {
          const { shape, data } = feeds.get(path)!;
          return [path, { shape, data: data.map((x, i) => x + h * direction[i]!) }] as const;
        });
      const at = (h: number) => exactly({ outputs }, new Map([...feeds, ...moved(h)])).get("loss")!.data[0]!;
      const along = [...directions].flatMap(([path, direction]) =>
        [...gradient(path)].map((g, i) => g * direction[i]!),
      );
      return [along.reduce((a, b) => a + b), (at(STEP) - at(-STEP)) / (2 * STEP)] as const;
    },
  };
}

describe.each(["noise", "clean", "velocity"] as const)("the loss of %s", (prediction) => {
  it("has the gradients that differences say, in float64, in a random direction of each part", () => {
    const config: DiffusionConfig = { ...tinyDiffusion, prediction, variance: "small" };
    const { paths, slopes } = inFloat64(config, shaken(tinyUnet(config) as never));
    for (const part of ["time", "labels", "stem", "down", "middle", "up", "norm", "out"]) {
      const own = paths.filter((path) => path.startsWith(`p.${part}.`));
      const [along, difference] = slopes(new Map(own.map((path) => [path, createRng(path).normal(4096)])));
      expect(Math.abs(difference - along), part).toBeLessThan(1e-4 * Math.max(1, Math.abs(along)));
    }
  });

  it("has a bound that teaches the variance, and the variance alone", () => {
    // Step 0 has another formula; there a guess of x₀ itself, at random, is too improbable to have a slope.
    const time = integers([prediction === "clean" ? 7 : 0, 40]);
    const { slopes, gradient } = inFloat64({ ...tinyDiffusion, prediction }, params, time);
    const direction = createRng("variance").normal(16);
    const [along, difference] = slopes(new Map([["p.out.bias", direction.fill(0, 0, 8)]]));
    expect(Math.abs(along)).toBeGreaterThan(1e-4);
    expect(difference / along).toBeCloseTo(1, 3);
    const ofBound = [...gradient("p.out.bias", "ofBound")];
    expect(ofBound.slice(0, 8).every((g) => g === 0)).toBe(true);
    expect(ofBound.slice(8).every((g) => g !== 0)).toBe(true);
  });
});

describe("learning", () => {
  it("lowers the loss and leaves no parameter out", async () => {
    const lossOf = lossIn(tinyDiffusion);
    const losses = await learn(tinyUnet() as unknown as Tree<Value>, { batch: tinyBatch as never }, (p, { batch }) =>
      lossOf({ p, batch }),
    );
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)!).toBeLessThan(0.6 * losses[0]!);
    const gradients = await evaluate({ p: params, batch: tinyBatch } as never, (given) => {
      const { p, batch } = given as unknown as Inputs;
      return valueAndGrad((p: UnetParams<Tensor>) => lossOf({ p, batch }))(p)[1] as unknown as Tree<Tensor>;
    });
    expect(silent(gradients as unknown as Tree<Value>)).toEqual([]);
  });
});
