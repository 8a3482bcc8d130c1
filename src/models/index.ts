/** Models: each the paper, readable beside it. */
export * from "./bert/index.ts";
export * from "./classifier/index.ts";
export * from "./diffusion/index.ts";
export * from "./gan/index.ts";
export * from "./generation/index.ts";
export * from "./gpt/index.ts";
export * from "./latent/index.ts";
export * from "./moe/index.ts";
export * from "./samplers/index.ts";
export * from "./tuning/index.ts";
