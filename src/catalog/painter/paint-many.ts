/** Many prompts at once: the same pictures as one by one, up to rounding, in less time. For measures and sheets. */
import type { Value } from "../../graph/index.ts";
import {
  ANSWERS,
  type Denoiser,
  decodeProgram,
  denoiseProgram,
  evenTimes,
  guessProgram,
  latentSize,
  layoutFeatures,
  type SamplerName,
  samplers,
  textProgram,
  tokenizePrompts,
} from "../../models/index.ts";
import { createRng } from "../../nn/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { drawLayout } from "./draw-layout.ts";
import { paintDefaults } from "./painter.ts";
import type { PainterFile } from "./weights.ts";

export interface SamplingOptions {
  readonly steps?: number;
  readonly guidance?: number;
  readonly temperature?: number;
  readonly sampler?: SamplerName;
}

export interface Wish {
  readonly prompt: string;
  readonly seed: number;
}

export interface ManyPainter {
  /** Pixels [N, 3, S, S] in [-1, 1], in the order of the wishes. */
  paint(wishes: readonly Wish[], options?: SamplingOptions, onProgress?: (done: number) => void): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** @param count pictures sampled together */
export async function openManyPainter(
  runtime: Runtime,
  file: PainterFile,
  { count = 16, ...options }: CompileOptions & { readonly count?: number } = {},
): Promise<ManyPainter> {
  const batch = await openBatch(runtime, file, count, options);
  const length = 3 * file.config.autoencoder.imageSize ** 2;
  return {
    async paint(wishes, options = {}, onProgress) {
      const pixels = new Float32Array(wishes.length * length);
      for (let at = 0; at < wishes.length; at += count) {
        const some = Array.from({ length: count }, (_, i) => wishes[at + i] ?? { prompt: "", seed: 0 });
        const wanted = Math.min(count, wishes.length - at);
        pixels.set((await batch.paint(some, options)).subarray(0, wanted * length), at * length);
        onProgress?.(at + wanted);
      }
      return pixels;
    },
    dispose: batch.dispose,
  };
}

/** Paints exactly `count` wishes at a time. */
async function openBatch(runtime: Runtime, { config, weights }: PainterFile, count: number, options: CompileOptions) {
  const text = await runtime.compile(textProgram(weights.text, config, 2 * count), options);
  const guess = await runtime.compile(guessProgram(weights.guess, config, 2 * count), options);
  const step = await runtime.compile(denoiseProgram(weights.transformer, config, count), options);
  const decoder = await runtime.compile(decodeProgram(weights.autoencoder, weights.scale, config, count), options);
  const tokens = latentSize(config.autoencoder) ** 2;
  const shape = [count, tokens, config.autoencoder.latentChannels];
  const latents = tokens * config.autoencoder.latentChannels;

  async function paint(wishes: readonly Wish[], options: SamplingOptions): Promise<Float32Array> {
    const { steps, guidance, temperature, sampler } = { ...paintDefaults, ...options };
    const prompts = [...wishes.map(({ prompt }) => prompt), ...wishes.map(() => "")];
    const { answers, ...words } = await text.run(tokenizePrompts(prompts, config.text));
    const row = (i: number) => floats(answers).subarray(i * ANSWERS, (i + 1) * ANSWERS);
    const drawn = wishes.map(({ seed }, i) => drawLayout(row(i), createRng(seed).split("layout")));
    const layout = layoutFeatures([...drawn, ...drawn], config);
    const given = { text: words, layout, coarse: await guess.run({ text: words, layout }) };
    const strength = value([guidance], []);
    const denoise: Denoiser = async (z, t) => {
      const time = value(new Float32Array(2 * count).fill(t), [2 * count]);
      return floats(await step.run({ z: value(z, shape), time, guidance: strength, ...given }));
    };
    const noise = new Float32Array(count * latents);
    for (const [i, { seed }] of wishes.entries())
      noise.set(
        createRng(seed)
          .normal(latents)
          .map((e) => temperature * e),
        i * latents,
      );
    const clean = await samplers[sampler](denoise, noise, evenTimes(steps));
    return floats(await decoder.run({ z: value(clean, shape) }));
  }
  const dispose = async () => {
    for (const program of [text, guess, step, decoder]) await program.dispose();
  };
  return { paint, dispose };
}

const floats = (v: Value): Float32Array => v.data as Float32Array;
