/**
 * What a painter is tuned on, as latents: the subject, and what the painter itself paints of other things, so that it
 * keeps them (prior preservation: Ruiz et al. 2023, eq. 2). Legend: K latent tokens, c latent channels.
 */
import { encodeProgram, evenTimes, type Layout, latentSize, samplers } from "../../../models/index.ts";
import { createRng } from "../../../nn/index.ts";
import { type CompileOptions, type Runtime, value } from "../../../runtime/index.ts";
import { openGuide } from "../guide.ts";
import type { PainterFile } from "../weights.ts";
import { type Subject, showSubject } from "./subject.ts";

export interface BankItem {
  /** Normalised, [K, c]. */
  readonly latent: Float32Array;
  readonly caption: string;
  readonly layout: Layout | undefined;
}

/** Pictures that a program takes at once. */
const TOGETHER = 8;
const PRIOR_STEPS = 12;

/** `count` showings of the subjects in turn. */
export async function subjectBank(
  runtime: Runtime,
  { config, weights }: PainterFile,
  subjects: readonly Subject[],
  { count, seed, compile }: { readonly count: number; readonly seed: number; readonly compile: CompileOptions },
): Promise<BankItem[]> {
  const { imageSize: s, latentChannels: c } = config.autoencoder;
  const executable = await runtime.compile(
    encodeProgram(weights.autoencoder, weights.scale, config, TOGETHER),
    compile,
  );
  const rng = createRng(`${seed}:subject`);
  const shown = Array.from({ length: Math.ceil(count / TOGETHER) * TOGETHER }, (_, i) =>
    showSubject(subjects[i % subjects.length]!, s, rng.split(i)),
  );
  const length = latentSize(config.autoencoder) ** 2 * c;
  const items: BankItem[] = [];
  try {
    for (let at = 0; at < shown.length; at += TOGETHER) {
      const some = shown.slice(at, at + TOGETHER);
      const pixels = new Float32Array(TOGETHER * 3 * s * s);
      for (const [i, { pixels: one }] of some.entries()) pixels.set(one, i * one.length);
      const z = (await executable.run({ pixels: value(pixels, [TOGETHER, 3, s, s]) })).data as Float32Array;
      for (const [i, { caption, layout }] of some.entries()) {
        items.push({ latent: z.slice(i * length, (i + 1) * length), caption, layout });
      }
    }
  } finally {
    await executable.dispose();
  }
  return items;
}

/** What the painter makes of other prompts, one after the other, before it is tuned. */
export async function priorBank(
  runtime: Runtime,
  file: PainterFile,
  prompts: readonly string[],
  { seed, compile }: { readonly seed: number; readonly compile: CompileOptions },
): Promise<BankItem[]> {
  if (prompts.length === 0) return [];
  const guide = await openGuide(runtime, file, TOGETHER, compile);
  const { latentChannels: c } = file.config.autoencoder;
  const length = latentSize(file.config.autoencoder) ** 2 * c;
  const items: BankItem[] = [];
  try {
    for (let at = 0; at < prompts.length; at += TOGETHER) {
      const wishes = Array.from({ length: TOGETHER }, (_, i) => ({
        ...{ prompt: prompts[(at + i) % prompts.length]!, seed: seed * 1_000_003 + at + i },
      }));
      const { denoise, noise, layouts } = await guide.guide(wishes, { guidance: 1, temperature: 0.8 });
      const z = await samplers.dpm(denoise, noise, evenTimes(PRIOR_STEPS));
      for (const [i, { prompt }] of wishes.entries()) {
        items.push({ latent: z.slice(i * length, (i + 1) * length), caption: prompt, layout: layouts[i] });
      }
    }
  } finally {
    await guide.dispose();
  }
  return items.slice(0, prompts.length);
}
