/** Trying again, where that can help. */
import { setTimeout as sleep } from "node:timers/promises";
import { duration } from "../../train/words.ts";
import { HostError, PassingError } from "./errors.ts";

export interface Timing {
  /** Milliseconds without a byte until a host counts as silent. */
  readonly stall: number;
  /** How often in a row to try without getting further. */
  readonly tries: number;
  /** Milliseconds before the next try, after so many failures in a row. */
  backOff(failures: number): number;
  /** Milliseconds that a host may ask us to wait. */
  readonly longestWait: number;
}

export const patient: Timing = {
  stall: 30_000,
  tries: 5,
  backOff: (failures) => 1000 * 2 ** (failures - 1),
  longestWait: 5 * 60_000,
};

export interface Persistence {
  readonly timing: Timing;
  readonly signal?: AbortSignal | undefined;
  /** How far it has come, such as bytes: failures are counted anew when it grows. */
  progress?(): number;
  note?(line: string): void;
}

/** Runs `attempt` until it succeeds. @throws what it threw last, and at once what cannot pass. */
export async function persist<T>(attempt: () => Promise<T>, options: Persistence): Promise<T> {
  const { timing, signal, progress = () => 0, note } = options;
  for (let failures = 0, furthest = progress(); ; ) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof PassingError)) throw error;
      failures = progress() > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, progress());
      if (failures >= timing.tries) {
        throw new HostError(`${error.message} It was tried ${failures} times. Try again later, or another --host.`, {
          cause: error,
        });
      }
      const wait = Math.max(error.wait ?? 0, timing.backOff(failures));
      if (wait > timing.longestWait) {
        throw new HostError(`${error.message} It asks to wait ${duration(wait / 1000)}: try again then.`, {
          cause: error,
        });
      }
      note?.(`${error.message} Trying again in ${duration(wait / 1000)}.`);
      await sleep(wait, undefined, signal === undefined ? {} : { signal });
    }
  }
}
