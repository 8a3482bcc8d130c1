/** Models: each the paper, readable beside it. */
export * from "./latent/index.ts";
export * from "./samplers.ts";
