/** Denoising diffusion in pixels: Ho et al. 2020 and its improvements. See README.md. */
export * from "./config.ts";
export * from "./diffusion.ts";
export * from "./loss.ts";
export * from "./schedule.ts";
export * from "./unet.ts";
