/** Work in a process of its own: ONNX Runtime's native code ends its process on some damaged files, without a word. */
import { spawn } from "node:child_process";

const CHILD = "ONDA_RUN_CHILD";

/** Runs the command once more as a child, which does the work; what it says and its exit code are the command's. */
export async function guarded(file: string, work: () => Promise<void>): Promise<void> {
  if (process.env[CHILD] !== undefined) return work();
  const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
    env: { ...process.env, [CHILD]: "1" },
    stdio: ["inherit", "inherit", "pipe"],
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (data: Buffer) => said.push(data));
  const stop = () => child.kill("SIGINT"); // the child's end is awaited
  process.on("SIGINT", stop);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (...end) => resolve(end));
  });
  process.off("SIGINT", stop);
  if (signal === "SIGINT" || signal === "SIGTERM") throw new DOMException("stopped", "AbortError");
  if (signal !== null || code === null || code > 128) {
    const why =
      signal === "SIGKILL"
        ? "it was ended from outside, perhaps for want of memory"
        : "the file is damaged, or hostile";
    throw new Error(`ONNX Runtime broke down on ${file} (${signal ?? `code ${code}`}): ${why}.`);
  }
  process.stderr.write(Buffer.concat(said));
  process.exitCode = code;
}
