import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeDrafts } from "../data/write.ts";
import { onnxRuntime } from "../runtime/node/index.ts";
import { readCheckpoint } from "./checkpoint.ts";
import { CHECKPOINT_FILE, train } from "./loop.ts";
import { tinyTask } from "./tiny-task.testing.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder: string;

/** Node 20 runs no TypeScript: the process to be killed is compiled first, below the project for its packages. */
beforeAll(() => {
  mkdirSync(join(root, ".build"), { recursive: true });
  folder = mkdtempSync(join(root, ".build/crash-"));
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { noEmit: false, rootDir: join(root, "src"), outDir: join(folder, "js"), noCheck: true },
    files: [fileURLToPath(new URL("./crash.testing.ts", import.meta.url))],
    include: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  execFileSync(process.execPath, [join(root, "node_modules/@typescript/native/bin/tsc"), "-p", folder]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts the process, waits until it has said some lines, then for a draft to appear, and kills it: what it said last. */
async function killed(mode: "save" | "train", path: string, lines: number, delay: number): Promise<number> {
  const child = spawn(process.execPath, [join(folder, "js/train/crash.testing.js"), mode, path]);
  const ended = new Promise((resolve) => child.on("close", (_, signal) => resolve(signal)));
  let said = "";
  child.stderr.on("data", (text) => process.stderr.write(text));
  child.stdout.on("data", (text) => {
    said += text;
  });
  const draft = `${child.pid}.part`;
  const saving = () => readdirSync(mode === "save" ? dirname(path) : path).some((name) => name.endsWith(draft));
  while (said.split("\n").length <= lines || !saving()) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, delay));
  child.kill("SIGKILL");
  expect(await ended).toBe("SIGKILL");
  return Number(said.trim().split("\n").at(-1));
}

describe("kill -9", { timeout: 60_000 }, () => {
  it.each([0, 3, 9, 17])("%i ms into a save leaves one whole checkpoint, the last or the one after", async (delay) => {
    const path = join(folder, "saves", "checkpoint.safetensors");
    const said = await killed("save", path, 1, delay);
    const { tensors, metadata } = await readCheckpoint(path);
    const generation = Number(metadata.generation);
    expect(generation).toBeGreaterThanOrEqual(said);
    for (const name of ["a", "b"]) {
      expect((tensors.get(name)!.data as Float32Array).every((x) => x === generation)).toBe(true);
    }
  });

  it("did come in the middle of a save", async () => {
    const saves = join(folder, "saves");
    expect(readdirSync(saves).filter((name) => name.endsWith(".part")).length).toBeGreaterThan(0);
    await removeDrafts(saves);
    expect(readdirSync(saves)).toEqual([CHECKPOINT_FILE]);
  });

  it("in training loses no step that was saved, and the training goes on from there, to the bit", async () => {
    const path = join(folder, "training");
    const said = await killed("train", path, 3, 5);
    const saved = Number((await readCheckpoint(join(path, CHECKPOINT_FILE))).metadata.step);
    expect(saved).toBeGreaterThanOrEqual(said);

    const stop = (steps: number) => {
      const controller = new AbortController();
      return { signal: controller.signal, onStep: (r: { step: number }) => r.step >= steps && controller.abort() };
    };
    const more = { compile: { threads: 1 } };
    await train(onnxRuntime, tinyTask(100_000), { folder: path, resume: true, ...more, ...stop(saved + 2) });
    const twin = join(folder, "twin");
    await train(onnxRuntime, tinyTask(100_000), { folder: twin, ...more, ...stop(saved + 2) });
    const [resumed, whole] = await Promise.all([path, twin].map((at) => readCheckpoint(join(at, CHECKPOINT_FILE))));
    expect(resumed!.metadata.step).toBe(String(saved + 2));
    expect(resumed!.tensors).toEqual(whole!.tensors);
    expect(readdirSync(path).sort()).toEqual([CHECKPOINT_FILE, "loss.svg", "metrics.jsonl"]); // no draft is left
    const steps = readFileSync(join(path, "metrics.jsonl"), "utf8").trim().split("\n");
    expect(steps).toHaveLength(saved + 2);
  });
});
