/** Ctrl-C: the first asks the work to end cleanly, the second ends it. */
import { exitCodes } from "./report.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Runs work under a signal that Ctrl-C fires; afterwards Ctrl-C means what it meant before. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.stopped);
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}
