/** Two players: Goodfellow et al. 2014, with what makes the game last. See README.md. */
export * from "./augment.ts";
export * from "./config.ts";
export * from "./discriminator.ts";
export * from "./gan.ts";
export * from "./generator.ts";
export * from "./losses.ts";
