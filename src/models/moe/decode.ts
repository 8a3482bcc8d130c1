/** The program of generation for a model with experts. */
import type { Tensor, Value } from "../../graph/index.ts";
import { decodeProgram, frozen } from "../gpt/decode.ts";
import type { MoeConfig } from "./config.ts";
import { denseExperts } from "./experts.ts";
import type { MoeParams } from "./moe.ts";

/** As `gptDecodeProgram`. Every expert works on every token, so that none is dropped. */
export const moeDecodeProgram = (params: MoeParams<Value>, config: MoeConfig) =>
  decodeProgram(frozen(params) as MoeParams<Tensor>, config, (mlp, x) => denseExperts(mlp, config, x));
