import { describe, expect, it } from "vitest";
import { grad, mean, square, sub, type Tensor, type Value } from "../../graph/index.ts";
import { evaluate, float, numbers } from "../../nn/evaluate.testing.ts";
import { convolve, createRng } from "../../nn/index.ts";
import { type AutoencoderParams, decode, depthToSpace, encode, initAutoencoder, spaceToDepth } from "./autoencoder.ts";
import { learn, N, random, shaken, silent, tinyConfig } from "./tiny.testing.ts";

const params = initAutoencoder(createRng("autoencoder"), tinyConfig.autoencoder);
const pixels = random("pixels", N, 3, 16, 16);
const lossOf = (p: AutoencoderParams<Tensor>, x: Tensor) =>
  mean(square(sub(decode(p.decoder, encode(p.encoder, x)), x)));

describe("blocks of pixels", () => {
  it("go into channels: row by row within a block, channel by channel", async () => {
    const x = float(
      Array.from({ length: 32 }, (_, i) => i),
      1,
      2,
      4,
      4,
    );
    const y = await evaluate({ x }, ({ x }) => spaceToDepth(x, 2));
    expect(y.shape).toEqual([1, 8, 2, 2]);
    const first = [0, 1, 2, 3, 4, 5, 6, 7].map((channel) => numbers(y)[channel * 4]);
    expect(first).toEqual([0, 1, 4, 5, 16, 17, 20, 21]); // the block at the top left
  });

  it.each([2, 4, 8])("and come back, %i pixels wide", async (r) => {
    const x = random("blocks", 2, 3, 16, 16);
    const y = await evaluate({ x }, ({ x }) => depthToSpace(spaceToDepth(x, r), r));
    expect(y).toEqual(x);
  });
});

describe("the autoencoder", () => {
  it("makes c×S/8×S/8 of 3×S×S, and back", async () => {
    const { z, x } = await evaluate({ params, pixels }, ({ params, pixels }) => {
      const z = encode(params.encoder, pixels);
      return { z, x: decode(params.decoder, z) };
    });
    expect(z.shape).toEqual([N, 3, 2, 2]);
    expect(x.shape).toEqual([N, 3, 16, 16]);
  });

  it("begins as its linear path: one map for each 8×8 block", async () => {
    const { z, blocks } = await evaluate({ params, pixels }, ({ params, pixels }) => ({
      z: encode(params.encoder, pixels),
      blocks: convolve(params.encoder.patch, spaceToDepth(spaceToDepth(pixels, 4), 2)),
    }));
    expect(numbers(z)).toEqual(numbers(blocks));
  });

  it("sees each picture by itself", async () => {
    const other = { ...pixels, data: pixels.data.slice().fill(0 as never, 3 * 256) } as Value;
    const first = async (x: Value) =>
      numbers(await evaluate({ params: shaken(params), x }, ({ params, x }) => encode(params.encoder, x))).slice(0, 12);
    expect(await first(other)).toEqual(await first(pixels));
  });

  it("has no parameter that the loss does not feel", async () => {
    const gradients = await evaluate({ params: shaken(params), pixels }, ({ params, pixels }) =>
      grad((p: AutoencoderParams<Tensor>) => lossOf(p, pixels))(params),
    );
    expect(silent(gradients)).toEqual([]);
  });

  it("learns", async () => {
    const losses = await learn(params, { pixels }, (p: AutoencoderParams<Tensor>, { pixels }: { pixels: Tensor }) =>
      lossOf(p, pixels),
    );
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]!);
  });

  it("decodes with its linear path alone at first", async () => {
    const z = random("z", N, 3, 2, 2);
    const { whole, linear } = await evaluate({ params, z }, ({ params, z }) => ({
      whole: decode(params.decoder, z),
      linear: depthToSpace(convolve(params.decoder.patch, z), 8),
    }));
    expect(numbers(whole)).toEqual(numbers(linear)); // the last layer begins at zero
  });
});
