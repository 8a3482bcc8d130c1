/** Data: pictures with captions, from the emoji set or from a user's folder, as batches. */
export * from "./batches.ts";
export * from "./chat/index.ts";
export * from "./colours.ts";
export * from "./compose/arrange.ts";
export * from "./compose/compose.ts";
export * from "./compose/draw-plan.ts";
export * from "./compose/held-out.ts";
export * from "./compose/held-out-list.ts";
export * from "./compose/plan.ts";
export * from "./compose/render.ts";
export { type BuildOptions, type BuildProgress, type BuildReport, buildEmojiSet } from "./emoji/build.ts";
export * from "./emoji/concept.ts";
export { emojiSet, openEmojiSet } from "./emoji/open.ts";
export { MissingPackagesError } from "./emoji/packages.ts";
export * from "./folder.ts";
export * from "./pictures.ts";
export { type BytePairOptions, trainBytePairs, trainCharacters } from "./tokenizer/train.ts";
export * from "./variety.ts";
