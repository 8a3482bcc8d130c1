/** A training's state on disk, by parameter path: a checkpoint does not depend on how parameters are packed. */
import { existsSync } from "node:fs";
import type { Value } from "../graph/index.ts";
import {
  type Buckets,
  keepsSecondMoment,
  type OptimizerState,
  type Packing,
  packByPath,
  unpackByPath,
} from "../nn/index.ts";
import {
  allFinite,
  CheckpointError,
  NotFiniteError,
  readCheckpoint,
  restoreTensor,
  writeCheckpoint,
} from "./checkpoint.ts";

/** Whose state it is. */
export interface StateOwner {
  readonly name: string;
  readonly packing: Packing<unknown>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a training has used so far, over all its runs. */
export interface Spent {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly joules: number;
}

export interface TrainingState {
  /** Steps that are done. */
  readonly step: number;
  readonly state: OptimizerState<Value>;
  readonly spent: Spent;
}

/** Tensors are named `params.<path>`, `average.<path>`, `first.<path>` and, but for Muon's, `second.<path>`. */
const PARTS = ["params", "average", "first", "second"] as const;
type Part = (typeof PARTS)[number];

const bucketsOf = ({ buckets }: Packing<unknown>, part: Part) =>
  part === "second" ? buckets.filter(keepsSecondMoment) : buckets;

/** Writes the state whole or not at all. Throws a CheckpointError, and leaves the file, where a number is not finite. */
export async function saveState(path: string, owner: StateOwner, { step, state, spent }: TrainingState): Promise<void> {
  const tensors = new Map<string, Value>();
  for (const part of PARTS) {
    const byPath = unpackByPath(bucketsOf(owner.packing, part), state[part]);
    for (const [name, tensor] of byPath) tensors.set(`${part}.${name}`, tensor);
  }
  for (const [name, tensor] of tensors) {
    if (!allFinite(tensor)) throw new NotFiniteError(notFinite(owner.name, `${name} after step ${step}`, path));
  }
  const { name, metadata } = owner;
  await writeCheckpoint(path, tensors, { ...metadata, task: name, step: String(step), spent: JSON.stringify(spent) });
}

/** What to say when a training has left the numbers. */
export const notFinite = (name: string, what: string, path: string): string =>
  `${name}: ${what} is not finite. ${
    existsSync(path)
      ? `${path} still holds the last good state: resume with a smaller learning rate.`
      : "Nothing was saved before: start again with a smaller learning rate."
  }`;

/** Reads the state of this owner. Throws a CheckpointError where the file is another's, or damaged. */
export async function restoreState(path: string, owner: StateOwner): Promise<TrainingState> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.task !== owner.name) {
    const found = metadata.task === undefined ? "no training's checkpoint" : `a checkpoint of ${metadata.task}`;
    throw new CheckpointError(`${path} is ${found}, not of ${owner.name}. Choose another folder.`);
  }
  const step = Number(metadata.step);
  if (!Number.isInteger(step) || step < 0) {
    throw new CheckpointError(`${path} says step ${JSON.stringify(metadata.step)}. The file is damaged.`);
  }
  const read = (part: Part): Buckets<Value> => {
    const buckets = bucketsOf(owner.packing, part);
    const shapes = new Map(buckets.flatMap(({ slots }) => slots.map((slot) => [slot.path, slot.shape] as const)));
    const byPath = new Map<string, Value>();
    for (const [name, shape] of shapes) {
      byPath.set(name, restoreTensor({ dtype: "float32", shape }, tensors, `${part}.${name}`, path));
    }
    return packByPath(buckets, byPath);
  };
  const state = { params: read("params"), average: read("average"), first: read("first"), second: read("second") };
  return { step, state, spent: spentOf(metadata.spent) };
}

/** Checkpoints of before this was kept count from zero. */
function spentOf(text: string | undefined): Spent {
  try {
    const { wallSeconds, cpuSeconds, joules } = JSON.parse(text ?? "") as Spent;
    if ([wallSeconds, cpuSeconds, joules].every(Number.isFinite)) return { wallSeconds, cpuSeconds, joules };
  } catch {
    // not kept, or not ours
  }
  return { wallSeconds: 0, cpuSeconds: 0, joules: 0 };
}
