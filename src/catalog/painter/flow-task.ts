/** Trains the painter's text encoder and transformer together, on latents of a frozen encoder. */
import {
  f32,
  i64,
  type Spec,
  specOf,
  stopGradient,
  type Tensor,
  type Tree,
  trace,
  type Value,
  valueAndGradWithAux,
} from "../../graph/index.ts";
import {
  type AutoencoderParams,
  type FlowBatch,
  flowLoss,
  initText,
  initTransformer,
  type LatentConfig,
  type LatentScale,
  latentSize,
  normalizedLatents,
  type PainterParams,
  tokenizePrompts,
} from "../../models/latent/index.ts";
import {
  createRng,
  initOptimizer,
  optimize,
  pack,
  packValues,
  planPacking,
  type Rng,
  stepScalarSpecs,
  unpack,
} from "../../nn/index.ts";
import type { TrainingTask } from "../../train/index.ts";
import type { PictureSource, StageRecipe } from "./recipe.ts";

/** Share of captions dropped, so that the model also learns the unconditional flow (Ho and Salimans 2022). */
const CAPTION_DROPPED = 0.1;
/** Share of samples whose coarse guess is withheld, and the largest noise on it otherwise. */
const COARSE_DROPPED = 0.2;
const COARSE_NOISE = 0.8;

export type FrozenEncoder = {
  readonly encoder: AutoencoderParams<Value>["encoder"];
  readonly scale: LatentScale<Value>;
};

export function flowTask(
  config: LatentConfig,
  frozen: FrozenEncoder,
  recipe: StageRecipe,
  pictures: PictureSource,
): TrainingTask<PainterParams<Value>> {
  const rng = createRng(`${recipe.seed}:flow`);
  const params: PainterParams<Value> = {
    text: initText(rng.split("text"), config.text, config.autoencoder),
    transformer: initTransformer(rng.split("transformer"), config),
  };
  const packing = planPacking(specOf(params) as Tree<Spec>, { isMatrix });
  const { batch: n } = recipe;
  const { imageSize: s, latentChannels: c } = config.autoencoder;
  const tokens = latentSize(config.autoencoder) ** 2;
  const state = specOf(initOptimizer(packing, packValues(packing, params)));
  const program = trace(
    {
      state,
      scalars: stepScalarSpecs,
      frozen: specOf(frozen),
      batch: {
        pixels: f32(n, 3, s, s),
        ids: i64(n, 2, config.text.tokens),
        mask: f32(n, config.text.tokens),
        time: f32(n),
        noise: f32(n, tokens, c),
        coarseNoise: f32(n, tokens, c),
        coarseKeep: f32(n),
      },
    } as never,
    // biome-ignore lint/suspicious/noExplicitAny: the state's type follows from the packing
    ({ state, scalars, frozen, batch }: any) => {
      const clean = stopGradient(normalizedLatents(frozen.encoder, frozen.scale, batch.pixels));
      const lossOf = (p: PainterParams<Tensor>) => flowLoss(p, config, clean, batch);
      const current = unpack(packing, state.params);
      const [loss, gradients, parts] = valueAndGradWithAux(lossOf as never)(current as never) as unknown as [
        Tensor,
        Tree<Tensor>,
        Record<string, Tensor>,
      ];
      const next = optimize(packing, state, pack(packing, gradients), scalars, recipe.optimizer);
      return { state: next.state, metrics: { loss, ...parts, gradientNorm: next.gradientNorm } } as never;
    },
  );
  return {
    name: "painter-flow",
    program,
    packing,
    params,
    optimizer: recipe.optimizer,
    schedule: recipe.schedule,
    averageDecay: recipe.averageDecay,
    metadata: { config: JSON.stringify(config), recipe: JSON.stringify(recipe) },
    feeds: (step) => ({
      frozen: frozen,
      batch: flowBatch(config, pictures(n, step), rng.split(`batch${step}`), n),
    }),
  };
}

function flowBatch(
  config: LatentConfig,
  { pixels, captions }: ReturnType<PictureSource>,
  rng: Rng,
  n: number,
): FlowBatch<Value> {
  const { imageSize: s, latentChannels: c } = config.autoencoder;
  const tokens = latentSize(config.autoencoder) ** 2;
  const float = (shape: readonly number[], data: Float32Array): Value => ({ dtype: "float32", shape, data });
  const chance = rng.split("chance");
  const shown = captions.map((caption) => (chance.float() < CAPTION_DROPPED ? "" : caption));
  const coarseNoise = rng.split("coarse").normal(n * tokens * c);
  const strengths = chance.uniform(n, 0, COARSE_NOISE);
  return {
    pixels: float([n, 3, s, s], pixels),
    ...tokenizePrompts(shown, config.text),
    // logit-normal times: Esser et al. 2024, eq. 19
    time: float(
      [n],
      rng
        .split("time")
        .normal(n)
        .map((x) => 1 / (1 + Math.exp(-x))),
    ),
    noise: float([n, tokens, c], rng.split("noise").normal(n * tokens * c)),
    coarseNoise: float(
      [n, tokens, c],
      coarseNoise.map((x, i) => x * strengths[Math.floor(i / (tokens * c))]!),
    ),
    coarseKeep: float(
      [n],
      chance.uniform(n).map((x) => (x < COARSE_DROPPED ? 0 : 1)),
    ),
  };
}

/** Muon takes the matrices inside blocks; embeddings, positions and the outermost layers stay with AdamW. */
const isMatrix = (path: string, shape: readonly number[]): boolean =>
  shape.length === 2 && /blocks\.\d+\.|coarse\.up|modulation\.weight/.test(path);
