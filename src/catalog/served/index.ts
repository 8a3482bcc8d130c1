/** Quantised language models, run as fast as their files allow. */
export { clearServedCache, servedCache } from "./cache.ts";
export type { Kept } from "./kept.ts";
export { openServed, openServedHuggingFace, type Served, type ServedOptions } from "./open.ts";
