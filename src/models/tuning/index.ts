/** Tuning: changes of low rank for language models and for what makes pictures, answers alone, preferences. */
export {
  initLora,
  type LoraConfig,
  type LoraParams,
  loraConfig,
  loraSpecs,
  mergeLora,
  withLora,
} from "./lora.ts";
export * from "./lora-pictures.ts";
export * from "./losses.ts";
