/** Many prompts at once: the same pictures as one by one, up to rounding, in less time. For measures and sheets. */
import { decodeProgram, evenTimes, latentSize, type SamplerName, samplers } from "../../models/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { openGuide, type Wish } from "./guide.ts";
import { paintDefaults } from "./painter.ts";
import type { PainterFile } from "./weights.ts";

export interface SamplingOptions {
  readonly steps?: number;
  readonly guidance?: number;
  readonly temperature?: number;
  readonly sampler?: SamplerName;
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
async function openBatch(runtime: Runtime, file: PainterFile, count: number, options: CompileOptions) {
  const { config, weights } = file;
  const guide = await openGuide(runtime, file, count, options);
  const decoder = await runtime.compile(decodeProgram(weights.autoencoder, weights.scale, config, count), options);
  const shape = [count, latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];

  async function paint(wishes: readonly Wish[], options: SamplingOptions): Promise<Float32Array> {
    const { steps, sampler, ...settings } = { ...paintDefaults, ...options };
    const { denoise, noise, fresh } = await guide.guide(wishes, settings);
    const clean = await samplers[sampler](denoise, noise, evenTimes(steps), { noise: fresh });
    return (await decoder.run({ z: value(clean, shape) })).data as Float32Array;
  }
  const dispose = async () => {
    for (const part of [guide, decoder]) await part.dispose();
  };
  return { paint, dispose };
}
