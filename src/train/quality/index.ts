/** Quality: what a set of made pictures is worth, in numbers that come with their uncertainty. */
export * from "./bootstrap.ts";
export * from "./coverage.ts";
export { nearestDistances, pickRows } from "./distances.ts";
export * from "./frechet.ts";
export * from "./gaussian.ts";
export * from "./kernel.ts";
export * from "./memorising.ts";
export * from "./texture.ts";
export * from "./two-sample.ts";
