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
export { restart } from "./restart.ts";
export * from "./scaling/index.ts";
export { restoreState, saveState, type TrainingState } from "./state.ts";
export type { StepInputs, StepOutputs, TrainingTask } from "./task.ts";
export * from "./watch/index.ts";
