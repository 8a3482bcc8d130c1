/** How far the work is: a bar that redraws itself in a terminal, now and then a line elsewhere. */
import { duration } from "../train/words.ts";

export interface Progress {
  /** `done` of `total`, and what is being done; the numbers are added unless `text` says all. */
  update(done: number, total: number, text: string, complete?: boolean): void;
  /** A line above the bar. */
  note(line: string): void;
  /** Removes the bar. */
  end(): void;
}

interface Sink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Without a terminal, nothing is said in the first seconds, and then only now and then. */
const QUIET = { first: 2000, later: 5000 };
const REDRAW = 80;
const BAR = 24;

export const silent: Progress = { update: () => undefined, note: () => undefined, end: () => undefined };

export function startProgress(sink: Sink = process.stderr, now: () => number = () => performance.now()): Progress {
  const begun = now();
  let next = sink.isTTY ? begun : begun + QUIET.first;
  let drawn = false;
  const clear = () => {
    if (drawn) sink.write("\r\x1b[2K");
    drawn = false;
  };
  return {
    update(done, total, words, complete = false) {
      const time = now();
      if (sink.isTTY ? time < next && done < total : time < next || done === total) return;
      next = time + (sink.isTTY ? REDRAW : QUIET.later);
      const text = complete ? words : `${words} ${done}/${total}${timeLeft(done, total, time - begun)}`;
      if (!sink.isTTY) {
        sink.write(`${text}\n`);
        return;
      }
      const filled = total > 0 ? Math.round((done / total) * BAR) : 0;
      sink.write(
        `\r\x1b[2K${`${"█".repeat(filled)}${"░".repeat(BAR - filled)} ${text}`.slice(0, (sink.columns ?? 80) - 1)}`,
      );
      drawn = true;
    },
    note(line) {
      clear();
      sink.write(`${line}\n`);
    },
    end: clear,
  };
}

const timeLeft = (done: number, total: number, milliseconds: number): string =>
  done === 0 || done === total ? "" : `, ${duration((milliseconds / 1000 / done) * (total - done))} left`;
