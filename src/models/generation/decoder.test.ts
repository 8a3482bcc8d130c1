import { evaluate, integers, numbers } from "../../nn/evaluate.testing.ts";
import { reference } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { gpt } from "../gpt/gpt.ts";
import { contractConfig as config, decoderContract } from "./decoder.contract.testing.ts";
import { gptOfServed, randomServed, randomServedDecoder } from "./served.testing.ts";
import { lively, tinyDecoder } from "./tiny.testing.ts";

const behindLast = async (params: ReturnType<typeof lively>, ids: readonly number[]) => {
  const all = await evaluate({ params, ids: integers(ids, 1, ids.length) }, ({ params, ids }) =>
    gpt(params, config, ids),
  );
  return numbers(all).slice(-config.vocabulary);
};

for (const [name, runtime] of [
  ["ONNX Runtime", onnxRuntime],
  ["the reference", reference],
] as const) {
  decoderContract(`appending, ${name}`, {
    open: (options) => tinyDecoder(config, { ...options, runtime }),
    uncached: (ids) => behindLast(lively(config), ids),
    tolerance: 1e-4,
  });
  decoderContract(`served, ${name}`, {
    open: (options) => randomServedDecoder(runtime, config, options),
    uncached: (ids) => behindLast(gptOfServed(randomServed(config), config), ids),
    // ONNX Runtime rounds what it multiplies to 8 bits.
    tolerance: runtime === onnxRuntime ? 0.05 : 1e-4,
  });
}
