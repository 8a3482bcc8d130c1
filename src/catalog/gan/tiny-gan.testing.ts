/** For tests: 8 × 8 pictures of a coloured bar on black, and the smallest GAN that learns them in seconds. */
import type { PictureSet } from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import type { GanRecipe } from "./recipe.ts";

const SIZE = 8;
const COLOURS = { red: [255, 40, 40], green: [40, 255, 40], blue: [60, 60, 255], white: [255, 255, 255] } as const;

/** Bars at every place and in every direction, two pixels wide. */
export function barSet(count = 256): PictureSet {
  const rng = createRng("bars");
  const names = Object.keys(COLOURS) as (keyof typeof COLOURS)[];
  const pictures = Array.from({ length: count }, (_, i) => {
    const name = rng.pick(names);
    const [at, lies] = [rng.int(SIZE - 1), rng.float() < 0.5];
    const pixels = new Uint8Array(SIZE * SIZE * 3);
    for (let p = 0; p < SIZE * SIZE; p++) {
      const along = lies ? Math.floor(p / SIZE) : p % SIZE;
      if (along === at || along === at + 1) pixels.set(COLOURS[name], 3 * p);
    }
    return { file: `${i}`, captions: [`a ${name} bar`], labels: { colour: name }, pixels };
  });
  return { size: SIZE, questions: { colour: names }, pictures };
}

export const tinyRecipe: GanRecipe = {
  name: "bars",
  kind: "gan",
  data: "bars",
  seed: 1,
  batch: 16,
  config: {
    ...{ imageSize: SIZE, latent: 8, generator: [24, 16], discriminator: [16, 24] },
    ...{ depth: 1, residual: true, norm: "none", spectralNorm: false },
  },
  settings: { loss: "non-saturating", penalty: { kind: "r1", weight: 1, pictures: 16 }, augment: [] },
  rates: { generator: 1, discriminator: 1 },
  schedule: { learningRate: 0.002, warmup: 20, steps: 300, floor: 1 },
  optimizer: { beta1: 0, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, clipNorm: 1e9, momentum: 0.95 },
  averageDecay: 0.98,
};
