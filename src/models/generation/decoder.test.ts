import { evaluate, integers, numbers } from "../../nn/evaluate.testing.ts";
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

decoderContract("appending", {
  open: (options) => tinyDecoder(config, options),
  uncached: (ids) => behindLast(lively(config), ids),
  tolerance: 1e-4,
});

// ONNX Runtime's own operators round what they multiply to 8 bits.
for (const [lowering, tolerance] of [
  ["native", 0.05],
  ["portable", 1e-4],
] as const) {
  decoderContract(`served, ${lowering}`, {
    open: (options) => randomServedDecoder(onnxRuntime, config, { ...options, lowering }),
    uncached: (ids) => behindLast(gptOfServed(randomServed(config), config), ids),
    tolerance,
  });
}
