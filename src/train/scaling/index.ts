/** Scaling laws: what size of language model a budget, a text and a machine deserve. Pure functions. */
export * from "./cluster.ts";
export * from "./law.ts";
export * from "./repeats.ts";
export * from "./sparse.ts";
