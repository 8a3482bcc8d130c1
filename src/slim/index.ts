/** Slimming: fewer bits for the same picture. */
export * from "./int8.ts";
