/** How good a tuned model is on examples that it has not read. */
import { type Tensor, type Tree, trace, type Value } from "../../../graph/index.ts";
import type { CompileOptions, Runtime } from "../../../runtime/index.ts";
import { networkOf } from "../network.ts";
import { tokenBatchSpecs } from "../task.ts";
import { createValidator } from "../validate.ts";
import type { LanguageModel } from "../weights.ts";
import type { TuneItem } from "./examples.ts";
import type { TuneSettings } from "./settings.ts";
import { preferenceOf, tuneBatch } from "./task.ts";

export interface Score {
  /** Nats for each token of an answer; of preferences, the loss of Rafailov et al. 2023, eq. 7: ln 2 for the base. */
  readonly loss: number;
  /** Of preferences: by how much more than the base it prefers the right one, in β nats; and how often it does. */
  readonly margin?: number;
  readonly accuracy?: number;
}

export interface Measure {
  of(params: LanguageModel["params"]): Promise<Score>;
  dispose(): Promise<void>;
}

/** Compiles the measure once. Of preferences, the base is what is compared with. */
export async function createMeasure(
  runtime: Runtime,
  base: LanguageModel,
  items: readonly TuneItem[],
  settings: TuneSettings,
  compile: CompileOptions,
): Promise<Measure> {
  const { kind, batch } = settings;
  const parts = Array.from({ length: Math.ceil(items.length / batch) }, (_, i) =>
    items.slice(i * batch, (i + 1) * batch),
  );
  if (kind === "preferences") return measurePairs(runtime, base, parts, settings, compile);
  const batches = parts.map((part) => tuneBatch(part, settings));
  const validator = await createValidator(runtime, base.config, batches, compile);
  return {
    of: async (params) => ({ loss: await validator.loss(params as unknown as Tree<Value>) }),
    dispose: () => validator.dispose(),
  };
}

async function measurePairs(
  runtime: Runtime,
  base: LanguageModel,
  parts: readonly (readonly TuneItem[])[],
  settings: TuneSettings,
  compile: CompileOptions,
): Promise<Measure> {
  const { batch, length, beta } = settings;
  const network = networkOf(base.config);
  const specs = { params: network.specs, ...tokenBatchSpecs(2 * batch, length) };
  const program = trace(specs, ({ params, ids, targets, weights }) => ({
    ...preferenceOf(network.logits(params as never, ids as Tensor).logits, { ids, targets, weights } as never),
  }));
  const executable = await runtime.compile(program, compile);
  /** log p(chosen) − log p(rejected) of each pair. */
  const gaps = async (params: LanguageModel["params"]): Promise<number[]> => {
    const all: number[] = [];
    for (const part of parts) {
      const { chosen, rejected } = await executable.run({ params, ...tuneBatch(part, settings) } as never);
      for (const i of part.keys()) all.push(Number(chosen.data[i]) - Number(rejected.data[i]));
    }
    return all;
  };
  const reference = await gaps(base.params);
  return {
    async of(params) {
      const margins = (await gaps(params)).map((gap, i) => beta * (gap - reference[i]!));
      const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
      return {
        loss: mean(margins.map((margin) => Math.log1p(Math.exp(-margin)))),
        margin: mean(margins),
        accuracy: mean(margins.map((margin) => (margin > 0 ? 1 : 0))),
      };
    },
    dispose: () => executable.dispose(),
  };
}
