/** From prompts and seeds to what a sampler needs: the noise to begin from, and a guided denoiser. */
import type { Value } from "../../graph/index.ts";
import {
  ANSWERS,
  type Denoiser,
  denoiseProgram,
  guessProgram,
  type Layout,
  latentSize,
  layoutFeatures,
  textProgram,
  tokenizePrompts,
} from "../../models/index.ts";
import { createRng, type Rng } from "../../nn/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { drawLayout } from "./draw-layout.ts";
import type { PainterFile } from "./weights.ts";

export interface Wish {
  readonly prompt: string;
  /** What should not be in the picture. */
  readonly negative?: string;
  readonly seed: number;
  /** True for a picture whose layout nobody knows, such as one that is given. */
  readonly anyLayout?: boolean;
}

export interface Guide {
  /** For as many wishes as the guide was opened for: latents are [N, K, c], one after the other. */
  guide(
    wishes: readonly Wish[],
    settings: { readonly guidance: number; readonly temperature: number },
  ): Promise<{
    readonly denoise: Denoiser;
    readonly noise: Float32Array;
    /** Where the things of each picture stand, as the seed drew it. */
    readonly layouts: readonly (Layout | undefined)[];
    /** For samplers that add noise: that of a step. */
    fresh(step: number): Float32Array;
  }>;
  dispose(): Promise<void>;
}

/** Compiles what guides `count` pictures at a time. */
export async function openGuide(
  runtime: Runtime,
  { config, weights }: PainterFile,
  count: number,
  options: CompileOptions,
): Promise<Guide> {
  const text = await runtime.compile(textProgram(weights.text, config, 2 * count), options);
  const guess = await runtime.compile(guessProgram(weights.guess, config, 2 * count), options);
  const step = await runtime.compile(denoiseProgram(weights.transformer, config, count), options);
  const shape = [count, latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  const latents = shape[1]! * shape[2]!;
  return {
    async guide(wishes, { guidance, temperature }) {
      const prompts = [...wishes.map(({ prompt }) => prompt), ...wishes.map(({ negative }) => negative ?? "")];
      const { answers, ...words } = await text.run(tokenizePrompts(prompts, config.text));
      const drawn = wishes.map(({ seed, anyLayout }, i) => {
        const logits = floats(answers).subarray(i * ANSWERS, (i + 1) * ANSWERS);
        return anyLayout ? undefined : drawLayout(logits, createRng(seed).split("layout"));
      });
      const layout = layoutFeatures([...drawn, ...drawn], config); // both halves of the guidance
      const given = { text: words, layout, coarse: await guess.run({ text: words, layout }) };
      const draw = (rngOf: (seed: number) => Rng) => {
        const noise = new Float32Array(count * latents);
        for (const [i, { seed }] of wishes.entries()) noise.set(rngOf(seed).normal(latents), i * latents);
        return noise.map((e) => temperature * e);
      };
      return {
        noise: draw(createRng),
        layouts: drawn,
        fresh: (step) => draw((seed) => createRng(seed).split("fresh").split(step)),
        denoise: async (z, t) => {
          const time = value(new Float32Array(2 * count).fill(t), [2 * count]);
          return floats(await step.run({ z: value(z, shape), time, guidance: value([guidance], []), ...given }));
        },
      };
    },
    async dispose() {
      for (const program of [text, guess, step]) await program.dispose();
    },
  };
}

const floats = ({ data }: Value): Float32Array => data as Float32Array;
