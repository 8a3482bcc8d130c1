/** The plan: what a training will take of this machine, before it starts. */
import { leavesOf, type Spec, type Value } from "../graph/index.ts";
import { inPlace } from "../runtime/index.ts";
import type { Machine } from "./calibrate.ts";
import { costOf, type EnergyOptions, wattsPerCoreOf } from "./energy.ts";
import { peakLiveBytes } from "./memory.ts";
import type { TrainingTask } from "./task.ts";
import { byteSize, duration, energy, money, quantity, table } from "./words.ts";
import { bytesOf, countWork, type Work } from "./work.ts";

/**
 * A step takes (operations/speed + bytes/bandwidth)/EFFICIENCY. Without the factor, predicted over measured, in CPU
 * time on one thread: 1.10 to 1.15 (the painter's autoencoder), 1.0 to 1.2 (its text encoder), 1.0 to 1.2 (its flow).
 */
const EFFICIENCY = 1.1;
/** The runtime's pool over the largest sum of live values: 1.7, 2.6 and 2.6 measured on the same trainings. */
const POOL = 2.6;
/** Node and the runtime with no program. */
export const BASE_BYTES = 110e6;

/** Seconds of a program's work on a machine. */
export const secondsOfWork = ({ flops, bytesMoved }: Work, machine: Machine): number =>
  (flops / machine.flopsPerSecond + bytesMoved / machine.bytesPerSecond) / EFFICIENCY;

/** Bytes that the runtime takes for a program's inner values. */
export const activationBytes = (program: Parameters<typeof peakLiveBytes>[0]): number => POOL * peakLiveBytes(program);

export interface Plan {
  readonly name: string;
  readonly parameters: number;
  /** Steps that are still to be done. */
  readonly steps: number;
  /** Of one step. */
  readonly work: Work;
  /** Bytes. */
  readonly memory: {
    readonly weights: number;
    /** Moments, average, and second buffers for what cannot be written over. */
    readonly optimizer: number;
    readonly inputs: number;
    readonly activations: number;
    readonly base: number;
    readonly total: number;
  };
  readonly machine: Machine;
  readonly secondsPerStep: number;
  readonly seconds: number;
  readonly wattsPerCore: number;
  readonly joules: number;
  readonly cost: number;
  readonly currency: string;
}

export interface PlanOptions {
  /** Steps that are done already. */
  readonly done?: number;
  readonly energy?: EnergyOptions;
}

/** Works out a plan from the task's graph and the machine's speed. Nothing is run. */
export function planTraining(task: TrainingTask, machine: Machine, options: PlanOptions = {}): Plan {
  const work = countWork(task.program);
  const steps = Math.max(0, task.schedule.steps - (options.done ?? 0));
  const secondsPerStep = secondsOfWork(work, machine);
  const seconds = steps * secondsPerStep;
  const wattsPerCore = wattsPerCoreOf(options.energy);
  const joules = seconds * machine.cores * wattsPerCore;
  return {
    name: task.name,
    parameters: leavesOf<Value>(task.params).reduce((sum, [, { data }]) => sum + data.length, 0),
    steps,
    work,
    memory: memoryOf(task),
    machine,
    secondsPerStep,
    seconds,
    wattsPerCore,
    joules,
    ...costOf(joules, options.energy),
  };
}

function memoryOf(task: TrainingTask): Plan["memory"] {
  const total = (specs: readonly (readonly [string, Spec])[]) =>
    specs.reduce((sum, [, spec]) => sum + bytesOf(spec), 0);
  const isState = ([path]: readonly [string, Spec]) => path.startsWith("state.");
  const inputs: readonly (readonly [string, Spec])[] = task.program.inputs;
  const state = total(inputs.filter(isState));
  const weights = total(inputs.filter(([path]) => path.startsWith("state.params.")));
  const same = inPlace(task.program);
  const swapped = total(inputs.filter((input) => isState(input) && !same.has(input[0])));
  const parts = {
    weights,
    optimizer: state - weights + swapped,
    inputs: total(inputs.filter((input) => !isState(input))),
    activations: activationBytes(task.program),
    base: BASE_BYTES,
  };
  return { ...parts, total: Object.values(parts).reduce((a, b) => a + b, 0) };
}

/** The plan as a short table. */
export function planText(plan: Plan): string {
  const { memory, machine, work } = plan;
  const speed = `${quantity(machine.flopsPerSecond, "FLOP/s")} and ${byteSize(machine.bytesPerSecond)}/s`;
  return `${plan.name}: ${quantity(plan.parameters)} parameters, ${plan.steps} steps\n${table([
    ["work", `${quantity(work.flops, "FLOP")} a step in products, ${byteSize(work.bytesMoved)} through memory`],
    [
      "memory",
      `about ${byteSize(memory.total)}: weights ${byteSize(memory.weights)}, optimiser ${byteSize(memory.optimizer)}, ` +
        `activations ${byteSize(memory.activations)}, the rest ${byteSize(memory.inputs + memory.base)}`,
    ],
    ["time", `about ${duration(plan.seconds)}: ${duration(plan.secondsPerStep)} a step at ${speed}, measured now`],
    [
      "energy",
      `about ${energy(plan.joules)}, ${money(plan.cost, plan.currency)}: ` +
        `${machine.cores} cores at ${plan.wattsPerCore} W each (estimate)`,
    ],
  ])}`;
}
