/** For tests: small models with random weights, ready to generate, and a tokenizer of bytes. */
import { createTokenizer } from "../../formats/index.ts";
import { mapTree, type Value } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { type GptConfig, gptConfig } from "../gpt/config.ts";
import { gptDecodeProgram } from "../gpt/decode.ts";
import { type GptParams, initGpt } from "../gpt/gpt.ts";
import { createDecoder, type DecodeExecutable } from "./appending-decoder.ts";
import type { Decoder } from "./decoder.ts";

export const tinyGpt = gptConfig({ vocabulary: 19, width: 16, layers: 2, heads: 4, keyValueHeads: 2, context: 40 });

/** First parameters with large embeddings, so that logits differ. */
export const lively = (config: GptConfig, seed = 1): GptParams<Value> =>
  mapTree<Value, Value, GptParams<Value>>(initGpt(createRng(seed), config), ({ data, ...rest }, path) => ({
    ...rest,
    data: path.includes("embed_tokens") ? (data as Float32Array).map((x) => 40 * x) : data,
  })) as GptParams<Value>;

/** A decoder of `lively` weights, and how many tokens each of its runs has read. */
export async function tinyDecoder(
  config: GptConfig,
  options: { readonly batch?: number; readonly capacity?: number; readonly runtime?: Runtime } & CompileOptions = {},
): Promise<Decoder & { readonly runs: number[]; dispose(): Promise<void> }> {
  const { runtime = onnxRuntime, batch, capacity, ...compile } = options;
  const executable = await runtime.compile(gptDecodeProgram(lively(config), config), { threads: 1, ...compile });
  const runs: number[] = [];
  const run: DecodeExecutable["run"] = (inputs, into) => {
    runs.push(inputs.ids.shape[1]!);
    return executable.run(inputs, into);
  };
  const decoder = createDecoder({ run }, config, {
    ...(batch === undefined ? {} : { batch }),
    ...(capacity === undefined ? {} : { capacity }),
  });
  return Object.assign(decoder, { runs, dispose: () => executable.dispose() });
}

/** Bytes, and one special token. */
export const byteTokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special: ["<|end|>"] });
