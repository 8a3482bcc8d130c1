/** A language model of Llama's layout: Touvron et al. 2023. See README.md. */
export type { GptAttention } from "./attention.ts";
export * from "./config.ts";
export { gptDecodeProgram, gptSharedDecodeProgram } from "./decode.ts";
export type { Dense } from "./dense.ts";
export {
  type Dropout,
  type FeedForward,
  type GptBlock,
  type GptParams,
  gpt,
  gptLoss,
  gptSpecs,
  initGpt,
  type ReadingOptions,
} from "./gpt.ts";
export * from "./hugging-face/index.ts";
export type { KeyValues } from "./places.ts";
export { ropeFrequencies } from "./rope.ts";
export { type ServedBlock, type ServedMatrix, type ServedParams, servedProgram } from "./served.ts";
