/** Tuning a painter as a task: half of a batch is the subject, half what the painter knew, by changes or by all weights. */
import { f32, type Spec, specOf, type Tensor, type Tree, type Value } from "../../../graph/index.ts";
import {
  flowLoss,
  initPictureLora,
  type LoraParams,
  latentSize,
  mergePictureLora,
  type Painter,
  type PainterParams,
  type PictureLoraConfig,
  withPictureLora,
} from "../../../models/index.ts";
import { createRng, defaultOptimizer } from "../../../nn/index.ts";
import { value } from "../../../runtime/index.ts";
import { lossTask, type TrainingTask } from "../../../train/index.ts";
import { flowBatch, flowInputs } from "../flow-task.ts";
import type { PainterFile } from "../weights.ts";
import type { BankItem } from "./bank.ts";

export interface PainterTuneSettings {
  readonly method: "lora" | "full";
  readonly lora: PictureLoraConfig;
  readonly steps: number;
  readonly learningRate: number;
  readonly batch: number;
  readonly seed: number;
}

/** Of the average of weights, which is what is kept: short, for tunings are. */
const AVERAGE_DECAY = 0.95;

export const trainableOf = ({ text, guess, transformer }: Painter<Value>): PainterParams<Value> => ({
  text,
  guess,
  transformer,
});

export function painterTuneTask(
  { config, weights }: PainterFile,
  settings: PainterTuneSettings,
  banks: { readonly subject: readonly BankItem[]; readonly prior: readonly BankItem[] },
  { name, metadata }: Pick<TrainingTask, "name" | "metadata">,
): TrainingTask {
  const { method, lora, steps, learningRate, batch: n, seed } = settings;
  const base = trainableOf(weights) as unknown as Tree<Value>;
  const [tokens, c] = [latentSize(config.autoencoder) ** 2, config.autoencoder.latentChannels];
  const byChanges = method === "lora";
  return lossTask({
    ...{ name, metadata },
    params: byChanges ? initPictureLora(createRng(`${seed}:lora`), specOf(base) as Tree<Spec>, lora) : base,
    ...(byChanges ? { fixed: base } : {}),
    optimizer: { ...defaultOptimizer, weightDecay: 0 },
    schedule: { learningRate, warmup: Math.min(20, Math.ceil(steps / 10)), steps, floor: 0.05 },
    averageDecay: AVERAGE_DECAY,
    inputs: { clean: f32(n, tokens, c), ...flowInputs(config, n) },
    lossOf(trained: never, { clean, ...batch }, fixed: never) {
      const params = byChanges ? withPictureLora(fixed, trained as LoraParams<Tensor>, lora) : trained;
      return flowLoss(params as PainterParams<Tensor>, config, clean, batch);
    },
    feeds(step) {
      const rng = createRng(`${seed}:batch`).split(step);
      const items = Array.from({ length: n }, (_, i) =>
        rng.pick(i % 2 === 1 && banks.prior.length > 0 ? banks.prior : banks.subject),
      );
      const clean = new Float32Array(n * tokens * c);
      for (const [i, { latent }] of items.entries()) clean.set(latent, i * tokens * c);
      const said = { captions: items.map(({ caption }) => caption), layouts: items.map(({ layout }) => layout) };
      // no caption is dropped: the painter's idea of nothing in particular shall not become the subject
      return { clean: value(clean, [n, tokens, c]), ...flowBatch(config, said, rng.split("flow"), 0) };
    },
  });
}

/** The painter with what was trained in it. */
export function tunedPainter(
  weights: Painter<Value>,
  trained: Tree<Value>,
  { method, lora }: Pick<PainterTuneSettings, "method" | "lora">,
): Painter<Value> {
  if (method === "full") return { ...weights, ...(trained as unknown as PainterParams<Value>) };
  return { ...weights, ...mergePictureLora(trainableOf(weights), trained as unknown as LoraParams<Value>, lora) };
}
