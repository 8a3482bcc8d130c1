/** Tuning language models: changes of low rank, answers alone, preferences. */
export * from "./lora.ts";
export * from "./losses.ts";
