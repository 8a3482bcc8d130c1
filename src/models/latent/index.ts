/** Latent diffusion: Rombach et al. 2022, with a transformer and a rectified flow. See README.md. */
export * from "./autoencoder.ts";
export * from "./config.ts";
export * from "./flow.ts";
export * from "./guess.ts";
export * from "./layout.ts";
export * from "./sample.ts";
export * from "./text.ts";
export * from "./transformer.ts";
