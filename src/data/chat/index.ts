/** Conversations to tune a language model by. */
export * from "./batches.ts";
export { pointerMarks, pointerReader } from "./pointers.ts";
export * from "./records.ts";
export * from "./template.ts";
