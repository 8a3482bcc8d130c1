/** Training: the visible loop, its checkpoints and records, the plan before it, and the quality after it. */
export { adoptTree, inFull } from "./adopt.ts";
export * from "./calibrate.ts";
export * from "./checkpoint.ts";
export * from "./energy.ts";
export * from "./loop.ts";
export { type LossTaskParts, lossTask } from "./loss-task.ts";
export * from "./planner.ts";
export { type PlayersTaskParts, playersTask } from "./players-task.ts";
export * from "./progress.ts";
export * from "./quality/index.ts";
export { readBytes } from "./read-bytes.ts";
export * from "./scaling/index.ts";
export * from "./task.ts";
