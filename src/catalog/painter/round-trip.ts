/** What the autoencoder alone loses: pictures to latents and back. */
import { batchAt, compose, type EmojiSet } from "../../data/index.ts";
import { decodeProgram, encodeProgram } from "../../models/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { peakRatio } from "../../train/index.ts";
import type { PainterFile } from "./weights.ts";

const AT_ONCE = 32;

/** Mean peak signal-to-noise ratio in dB over pictures that no training has seen. */
export async function measureRoundTrip(
  runtime: Runtime,
  { config, weights }: PainterFile,
  set: EmojiSet,
  options: CompileOptions = {},
  batches = 8,
): Promise<number> {
  const size = config.autoencoder.imageSize;
  const encoder = await runtime.compile(encodeProgram(weights.autoencoder, weights.scale, config, AT_ONCE), options);
  const decoder = await runtime.compile(decodeProgram(weights.autoencoder, weights.scale, config, AT_ONCE), options);
  let sum = 0;
  for (let step = 0; step < batches; step++) {
    const { pixels } = batchAt((rng) => compose(set, rng, { size, heldOut: "allow" }), AT_ONCE, "round-trip", step);
    const z = await encoder.run({ pixels: value(pixels, [AT_ONCE, 3, size, size]) });
    sum += peakRatio(pixels, (await decoder.run({ z })).data as Float32Array);
  }
  await Promise.all([encoder.dispose(), decoder.dispose()]);
  return sum / batches;
}
