/** How well a model foretells text that it has not seen. */
import type { TokenBatch } from "../../data/index.ts";
import { mul, sum, type Tensor, type Tree, trace, type Value } from "../../graph/index.ts";
import { crossEntropy } from "../../nn/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { type LanguageConfig, networkOf } from "./network.ts";
import { tokenBatchSpecs } from "./task.ts";

export interface Validator {
  /** The mean cross-entropy over all tokens that count, in nats. */
  loss(params: Tree<Value>): Promise<number>;
  dispose(): Promise<void>;
}

/** Compiles the measure once; all batches have the shape [batch, length]. */
export async function createValidator(
  runtime: Runtime,
  config: LanguageConfig,
  batches: readonly TokenBatch<Value>[],
  compile?: CompileOptions,
): Promise<Validator> {
  const { ids, starts } = batches[0]!;
  const [batch, length] = ids.shape as [number, number];
  const network = networkOf(config);
  const specs = { params: network.specs, ...tokenBatchSpecs(batch, length, starts !== undefined) };
  const program = trace(specs, ({ params, ids, targets, weights, starts }) => {
    const { logits } = network.logits(params as never, ids as Tensor, { starts: starts as Tensor | undefined });
    const count = sum(weights as Tensor);
    return { total: mul(crossEntropy(logits, targets as Tensor, weights as Tensor), count), count };
  });
  const executable = await runtime.compile(program, compile);
  return {
    async loss(params) {
      let [total, count] = [0, 0];
      for (const feeds of batches) {
        const result = await executable.run({ params, ...feeds } as never);
        total += Number(result.total.data[0]);
        count += Number(result.count.data[0]);
      }
      return total / count;
    },
    dispose: () => executable.dispose(),
  };
}
