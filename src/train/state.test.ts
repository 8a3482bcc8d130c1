import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Value } from "../graph/index.ts";
import { initOptimizer, packValues, planPacking } from "../nn/index.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { restoreState, saveState } from "./state.ts";
import { tinyTask } from "./tiny-task.testing.ts";

const folder = mkdtempSync(join(tmpdir(), "state-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "checkpoint.safetensors");
const task = tinyTask();
const spent = { wallSeconds: 1, cpuSeconds: 2, joules: 3 };

/** A state in which every number is another. */
function fresh() {
  let next = 0;
  const state = initOptimizer(task.packing, packValues(task.packing, task.params));
  for (const { data } of Object.values(state).flatMap((part) => Object.values(part))) {
    for (let i = 0; i < data.length; i++) data[i] = ++next;
  }
  return { step: 7, state, spent };
}

describe("a training's state", () => {
  it("comes back from disk as it was", async () => {
    const saved = fresh();
    await saveState(path, task, saved);
    expect(await restoreState(path, task)).toEqual(saved);
  });

  it("is stored by parameter path, without a second moment for Muon's matrices", async () => {
    await saveState(path, task, fresh());
    const { tensors, metadata } = await readCheckpoint(path);
    const names = [...tensors.keys()].sort();
    const leaves = ["hidden.bias", "hidden.weight", "out.bias", "out.weight"];
    expect(names).toEqual(
      [
        ...["average", "first", "params"].flatMap((part) => leaves.map((leaf) => `${part}.${leaf}`)),
        ...["hidden.bias", "out.bias", "out.weight"].map((leaf) => `second.${leaf}`),
      ].sort(),
    );
    expect(tensors.get("params.hidden.weight")!.shape).toEqual([3, 8]);
    expect(metadata).toEqual({ config: "{}", task: "tiny", step: "7", spent: JSON.stringify(spent) });
  });

  it("does not depend on how the parameters are packed", async () => {
    await saveState(path, task, fresh());
    const packing = planPacking(task.packing.specs, { bucketElements: 1, isMatrix: (p) => p === "hidden.weight" });
    expect(packing.buckets.length).toBeGreaterThan(task.packing.buckets.length);
    const again = join(folder, "again.safetensors");
    await saveState(again, { ...task, packing }, await restoreState(path, { ...task, packing }));
    expect(readFileSync(again)).toEqual(readFileSync(path));
  });

  it("of before the cost was kept begins to count", async () => {
    await saveState(path, task, fresh());
    const { tensors, metadata } = await readCheckpoint(path);
    const { spent: _, ...older } = metadata;
    await writeCheckpoint(path, tensors, older);
    expect((await restoreState(path, task)).spent).toEqual({ wallSeconds: 0, cpuSeconds: 0, joules: 0 });
  });

  it("that is not finite is not written, and the older one stays", async () => {
    await saveState(path, task, fresh());
    const before = readFileSync(path);
    const bad = fresh();
    bad.state.first.bias0!.data[1] = Number.NaN;
    await expect(saveState(path, task, bad)).rejects.toThrow(
      /^tiny: first.hidden.bias after step 7 is not finite. .* still holds the last good state/,
    );
    expect(readFileSync(path)).toEqual(before);
  });
});

describe("a checkpoint that does not fit is refused", () => {
  const change = async (
    tensors: (all: Map<string, Value>) => void,
    metadata: (all: Record<string, string>) => Record<string, string> = (all) => all,
  ) => {
    await saveState(path, task, fresh());
    const found = await readCheckpoint(path);
    const all = new Map(found.tensors);
    tensors(all);
    await writeCheckpoint(path, all, metadata({ ...found.metadata }));
    return restoreState(path, task);
  };
  const same = () => undefined;

  it("of another task", async () => {
    await expect(change(same, (m) => ({ ...m, task: "other" }))).rejects.toThrow(
      `${path} is a checkpoint of other, not of tiny. Choose another folder.`,
    );
    await expect(change(same, () => ({}))).rejects.toThrow(/is no training's checkpoint, not of tiny/);
  });

  it("without a step", async () => {
    await expect(change(same, ({ step: _, ...rest }) => rest)).rejects.toThrow(/says step undefined/);
  });

  it("without a moment", async () => {
    await expect(change((all) => all.delete("second.out.weight"))).rejects.toThrow(/second.out.weight is missing/);
  });
});
