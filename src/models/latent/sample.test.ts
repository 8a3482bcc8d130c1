import { beforeAll, describe, expect, it } from "vitest";
import type { Value } from "../../graph/index.ts";
import { float, numbers } from "../../nn/evaluate.testing.ts";
import { createRng } from "../../nn/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { initAutoencoder } from "./autoencoder.ts";
import { initGuess } from "./guess.ts";
import { layoutFeatures } from "./layout.ts";
import { decodeProgram, denoiseProgram, encodeProgram, guessProgram, textProgram } from "./sample.ts";
import { initText, tokenizePrompts } from "./text.ts";
import { C, K, layouts, random, shaken, tinyConfig } from "./tiny.testing.ts";
import { initTransformer } from "./transformer.ts";

const text = shaken(initText(createRng("text"), tinyConfig.text));
const guess = shaken(initGuess(createRng("guess"), tinyConfig));
const transformer = shaken(initTransformer(createRng("transformer"), tinyConfig));
const autoencoder = shaken(initAutoencoder(createRng("autoencoder"), tinyConfig.autoencoder));
const scale = { mean: float([0.1, -0.2, 0.3]), deviation: float([0.5, 1, 2]) };
const scalar = (x: number): Value => ({ dtype: "float32", shape: [], data: Float32Array.of(x) });
const compile = { threads: 1 };
const close = (a: Value, b: readonly number[], digits = 4) => {
  expect(a.data).toHaveLength(b.length);
  numbers(a).forEach((x, i) => {
    expect(x).toBeCloseTo(b[i]!, digits);
  });
};

/** What the denoiser is given of prompts that share a layout. */
async function given(...prompts: string[]) {
  const words = await onnxRuntime.compile(textProgram(text, tinyConfig, prompts.length), compile);
  const guesser = await onnxRuntime.compile(guessProgram(guess, tinyConfig, prompts.length), compile);
  const { answers: _, ...features } = await words.run(tokenizePrompts(prompts, tinyConfig.text));
  const layout = layoutFeatures(
    prompts.map(() => layouts[0]),
    tinyConfig,
  );
  return { text: features, layout, coarse: await guesser.run({ text: features, layout }) };
}

describe("guidance", () => {
  const z = random("z", 1, K, C);
  let guided: (prompt: string, negative: string, guidance: number) => Promise<Value>;
  let alone: (prompt: string) => Promise<Value>;

  beforeAll(async () => {
    const both = await onnxRuntime.compile(denoiseProgram(transformer, tinyConfig, 1), compile);
    const single = await onnxRuntime.compile(denoiseProgram(transformer, tinyConfig, 1, false), compile);
    guided = async (prompt, negative, guidance) =>
      both.run({
        z,
        time: float([0.4, 0.4]),
        guidance: scalar(guidance),
        ...(await given(prompt, negative)),
      });
    alone = async (prompt) =>
      single.run({
        z,
        time: float([0.4]),
        guidance: scalar(1),
        ...(await given(prompt)),
      });
  });

  it("of 1 is the prompt alone, of 0 the negative prompt alone", async () => {
    close(await guided("red apple", "fish", 1), numbers(await alone("red apple")));
    close(await guided("red apple", "fish", 0), numbers(await alone("fish")));
    expect(numbers(await alone("red apple"))).not.toEqual(numbers(await alone("fish")));
  });

  it("of g goes g times from the one to the other: v = v₋ + g (v₊ - v₋)", async () => {
    const [from, to] = [numbers(await alone("")), numbers(await alone("red apple"))];
    close(
      await guided("red apple", "", 2.5),
      from.map((x, i) => x + 2.5 * (to[i]! - x)),
    );
  });

  it("changes nothing where prompt and negative prompt are one", async () => {
    close(await guided("fish", "fish", 7), numbers(await alone("fish")));
  });
});

describe("a denoiser of several latents", () => {
  it("treats each as it would alone", async () => {
    const single = await onnxRuntime.compile(denoiseProgram(transformer, tinyConfig, 1), compile);
    const pair = await onnxRuntime.compile(denoiseProgram(transformer, tinyConfig, 2), compile);
    const z = random("pair", 2, K, C);
    const half = (v: Value, i: number) => numbers(v).slice(i * K * C, (i + 1) * K * C);
    const one = async (i: number, prompt: string) =>
      single.run({
        z: float(half(z, i), 1, K, C),
        time: float([0.7, 0.7]),
        guidance: scalar(2),
        ...(await given(prompt, "")),
      });
    const all = await pair.run({
      z,
      time: float([0.7, 0.7, 0.7, 0.7]),
      guidance: scalar(2),
      ...(await given("fish", "apple", "", "")),
    });
    close(await one(0, "fish"), half(all, 0));
    close(await one(1, "apple"), half(all, 1));
  });

  it("leaves a clean latent as it is: at t = 1 the prediction is z", async () => {
    const program = await onnxRuntime.compile(denoiseProgram(transformer, tinyConfig, 1, false), compile);
    const z = random("clean", 1, K, C);
    const fish = await given("fish");
    expect(numbers(await program.run({ z, time: float([1]), guidance: scalar(1), ...fish }))).toEqual(numbers(z));
  });
});

describe("pixels and latents", () => {
  it("have the programs' shapes, and the scale between them", async () => {
    const encoder = await onnxRuntime.compile(encodeProgram(autoencoder, scale, tinyConfig, 2), compile);
    const unit = { mean: float([0, 0, 0]), deviation: float([1, 1, 1]) };
    const raw = await onnxRuntime.compile(encodeProgram(autoencoder, unit, tinyConfig, 2), compile);
    const decoder = await onnxRuntime.compile(decodeProgram(autoencoder, scale, tinyConfig, 2), compile);
    const decodeRaw = await onnxRuntime.compile(decodeProgram(autoencoder, unit, tinyConfig, 2), compile);
    const pixels = random("pixels", 2, 3, 16, 16);
    const [z, latents] = [await encoder.run({ pixels }), await raw.run({ pixels })];
    expect(z.shape).toEqual([2, K, C]);
    close(
      z,
      numbers(latents).map((x, i) => (x - numbers(scale.mean)[i % C]!) / numbers(scale.deviation)[i % C]!),
    );
    const decoded = await decoder.run({ z });
    expect(decoded.shape).toEqual([2, 3, 16, 16]);
    close(decoded, numbers(await decodeRaw.run({ z: latents })), 3);
  });
});
