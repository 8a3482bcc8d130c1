/** One case, interleaved: every contestant runs once, then again, A B C A B C, until there are enough rounds. */
import type { Alone } from "./alone.ts";
import type { Case } from "./cases.ts";
import type { Contestant } from "./contestants.ts";

export interface Entry {
  readonly process: string;
  readonly peer: string;
  readonly variant: string;
  readonly milliseconds: { readonly best: number; readonly median: number };
  /** Processor time of the process, all threads: it changes little when others work too. Waiting threads may spin. */
  readonly processor: { readonly best: number; readonly median: number };
  readonly runs: number;
  readonly gflops: number;
  /** Largest relative difference of its checks from Onda's. */
  readonly difference: number;
}
export interface CaseResult {
  readonly name: string;
  readonly title: string;
  readonly flops: number;
  readonly targets: Case["targets"];
  readonly entries: readonly Entry[];
  /** Contestants that could not run it, with their words. */
  readonly failures: readonly { readonly process: string; readonly variant: string; readonly error: string }[];
}
export interface Patience {
  readonly rounds: number;
  /** A round of one contestant lasts at least this long. */
  readonly milliseconds: number;
}

interface Seat {
  readonly contestant: Contestant;
  readonly variant: string;
  readonly checks: readonly number[];
  readonly times: number[];
  readonly cpu: number[];
}

export async function measure(
  at: Case,
  fixture: string,
  contestants: readonly Contestant[],
  { rounds, milliseconds }: Patience,
  alone: Alone,
): Promise<CaseResult> {
  const seats: Seat[] = [];
  const failures: { process: string; variant: string; error: string }[] = [];
  for (const contestant of contestants) {
    if (contestant.process.peer !== "onda" && !at.peers.includes(contestant.process.peer)) continue;
    for (const variant of contestant.process.variants(at)) {
      const answer = await contestant.ask({ do: "prepare", case: at.name, kind: at.kind, fixture, variant });
      if (answer.error === undefined) {
        seats.push({ contestant, variant, checks: answer.checks as number[], times: [], cpu: [] });
      } else failures.push({ process: contestant.process.name, variant, error: String(answer.error) });
    }
  }
  await alone(async () => {
    for (let round = 0; round <= rounds; round++) {
      for (const seat of seats) await time(at, seat, round, milliseconds);
    }
  });
  for (const { contestant, variant } of seats) await contestant.ask({ do: "forget", case: at.name, variant });
  const own = seats.find(({ contestant }) => contestant.process.peer === "onda");
  const entries = seats.map((seat) => entryOf(at, seat, own?.checks ?? seat.checks));
  return { name: at.name, title: at.title, flops: at.flops, targets: at.targets, entries, failures };
}

/** Round 0 warms up: its times are thrown away. */
async function time(at: Case, seat: Seat, round: number, milliseconds: number): Promise<void> {
  const { contestant, variant, times, cpu } = seat;
  const guess = times.length === 0 ? milliseconds : median(times);
  const runs = Math.max(1, Math.min(50, Math.round(milliseconds / guess)));
  const answer = await contestant.ask({ do: "time", case: at.name, variant, runs });
  if (answer.error !== undefined) throw new Error(`${contestant.process.name}: ${answer.error}`);
  if (round === 1) times.length = cpu.length = 0;
  times.push(...(answer.ms as number[]));
  cpu.push(...(answer.cpu as number[]));
  await new Promise((resolve) => setTimeout(resolve, 20)); // its threads go to sleep
}

export const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

function entryOf(at: Case, { contestant, variant, checks, times, cpu }: Seat, own: readonly number[]): Entry {
  const middle = median(times);
  const apart = checks.map((check, i) => Math.abs(check - own[i]!) / Math.max(1e-6, Math.abs(own[i]!)));
  return {
    process: contestant.process.name,
    peer: contestant.process.peer,
    variant,
    milliseconds: { best: Math.min(...times), median: middle },
    processor: { best: Math.min(...cpu), median: median(cpu) },
    runs: times.length,
    gflops: at.flops / middle / 1e6,
    difference: Math.max(...apart),
  };
}
