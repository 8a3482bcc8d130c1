/** Trains the painter's autoencoder on composed pictures. */
import {
  abs,
  add,
  f32,
  mean,
  mul,
  type Spec,
  specOf,
  square,
  sub,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGradWithAux,
} from "../../graph/index.ts";
import {
  type AutoencoderConfig,
  type AutoencoderParams,
  decode,
  encode,
  initAutoencoder,
  latentSize,
} from "../../models/latent/index.ts";
import {
  createRng,
  initOptimizer,
  optimize,
  pack,
  packValues,
  planPacking,
  stepScalarSpecs,
  unpack,
} from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import type { PictureSource, StageRecipe } from "./recipe.ts";

/** Deviation of the noise on latents: the decoder must bear what a sampler leaves. */
const LATENT_NOISE = 0.05;
/** Keeps the latents small: a weak Gaussian prior. */
const PRIOR = 1e-4;

/** |x̂ - x| for edges, (x̂ - x)² for areas, and both again on differences of neighbours, for sharpness. */
function reconstructionLoss(predicted: Tensor, pixels: Tensor): Tensor {
  const d = sub(predicted, pixels);
  return add(mean(abs(d)), mul(mean(square(d)), 2));
}

export function autoencoderTask(
  config: AutoencoderConfig,
  recipe: StageRecipe,
  pictures: PictureSource,
): TrainingTask<AutoencoderParams<Value>> {
  const rng = createRng(`${recipe.seed}:autoencoder`);
  const params = initAutoencoder(rng.split("init"), config);
  const packing = planPacking(specOf(params) as Tree<Spec>, { isMatrix: isMatrix });
  const [n, s, c, k] = [recipe.batch, config.imageSize, config.latentChannels, latentSize(config)];
  const state = specOf(initOptimizer(packing, packValues(packing, params))) as never;
  const program = trace(
    { state, scalars: stepScalarSpecs, pixels: f32(n, 3, s, s), noise: f32(n, c, k, k) } as never,
    // biome-ignore lint/suspicious/noExplicitAny: the state's type follows from the packing
    ({ state, scalars, pixels, noise }: any) => {
      const lossOf = (p: AutoencoderParams<Tensor>) => {
        const latents = encode(p.encoder, pixels);
        const predicted = decode(p.decoder, add(latents, noise));
        const error = mean(square(sub(predicted, pixels)));
        const loss = add(reconstructionLoss(predicted, pixels), mul(mean(square(latents)), PRIOR));
        return [loss, error] as const;
      };
      const current = unpack(packing, state.params) as unknown as AutoencoderParams<Tensor>;
      const [loss, gradients, error] = valueAndGradWithAux(lossOf as never)(current as never) as unknown as [
        Tensor,
        Tree<Tensor>,
        Tensor,
      ];
      const next = optimize(packing, state, pack(packing, gradients), scalars, recipe.optimizer);
      return { state: next.state, metrics: { loss, error, gradientNorm: next.gradientNorm } } as never;
    },
  );
  return {
    name: "painter-autoencoder",
    program,
    packing,
    params,
    optimizer: recipe.optimizer,
    schedule: recipe.schedule,
    averageDecay: recipe.averageDecay,
    metadata: { config: JSON.stringify(config), recipe: JSON.stringify(recipe) },
    feeds(step) {
      const noise = rng.split(`noise${step}`).normal(n * c * k * k);
      return {
        pixels: { dtype: "float32", shape: [n, 3, s, s], data: pictures(n, step).pixels },
        noise: { dtype: "float32", shape: [n, c, k, k], data: noise.map((x) => x * LATENT_NOISE) },
      };
    },
  };
}

/** Muon takes the inner convolutions; the linear path and the last layer stay with AdamW. */
const isMatrix = (path: string, shape: readonly number[]): boolean => shape.length > 1 && !/patch|stem|out/.test(path);
