/** For tests: a process to be killed. It saves, or trains, without end, and tells its parent how far it is. */
import { onnxRuntime } from "../runtime/node/index.ts";
import { writeCheckpoint } from "./checkpoint.ts";
import { train } from "./loop.ts";
import { tinyTask } from "./tiny-task.testing.ts";

const [mode, path] = process.argv.slice(2) as ["save" | "train", string];

/** Checkpoints one after the other, each full of its own number. */
async function save(): Promise<void> {
  for (let generation = 1; ; generation++) {
    const full = () =>
      ({ dtype: "float32", shape: [2 ** 21], data: new Float32Array(2 ** 21).fill(generation) }) as const;
    await writeCheckpoint(path, { a: full(), b: full() }, { generation: String(generation) });
    process.stdout.write(`${generation}\n`);
  }
}

if (mode === "save") await save();
else {
  await train(onnxRuntime, tinyTask(100_000), {
    folder: path,
    compile: { threads: 1 },
    saveEverySeconds: 0,
    onSave: (step) => void process.stdout.write(`${step}\n`),
  });
}
