/** Timing while the machine does nothing else: a command that others obey is held for as long as it takes. */
import { spawn } from "node:child_process";
import { once } from "node:events";

export type Alone = <T>(work: () => Promise<T>) => Promise<T>;

/** `holder` is given a command to run, as `nice` is; when that runs, the machine is free, and until it ends. */
export const aloneWith =
  (holder: string | undefined): Alone =>
  async (work) => {
    if (holder === undefined) return work();
    const child = spawn(holder, ["sh", "-c", "echo; cat"], { stdio: ["pipe", "pipe", "inherit"] });
    await once(child.stdout, "data");
    try {
      return await work();
    } finally {
      child.stdin.end();
      await once(child, "exit");
    }
  };
