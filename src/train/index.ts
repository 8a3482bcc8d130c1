/** Training: the visible loop and checkpoints. */
export * from "./checkpoint.ts";
export * from "./loop.ts";
export * from "./quality/index.ts";
