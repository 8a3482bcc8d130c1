/** Layers, initial values, random numbers, optimisers and schedules. */
export * as init from "./init.ts";
export * from "./layers.ts";
export * from "./optimizers.ts";
export * from "./packing.ts";
export * from "./random.ts";
export * from "./schedules.ts";
