/** Quality: what a set of made pictures is worth, in numbers that come with their uncertainty. */
export * from "./bootstrap.ts";
export * from "./frechet.ts";
export * from "./gaussian.ts";
export * from "./texture.ts";
