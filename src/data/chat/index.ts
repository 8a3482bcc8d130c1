/** Conversations to tune a language model by. */
export * from "./batches.ts";
export { CHATML, type ForeignPromptOptions, foreignPrompt, promptSegments } from "./foreign.ts";
export { labelMark, marksOf, pointerMarks, pointerReader, type Values } from "./pointers.ts";
export * from "./records.ts";
export * from "./template.ts";
