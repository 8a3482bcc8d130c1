/** Watching a training that can fail though its losses look well. */
export * from "./variety.ts";
export * from "./watch.ts";
