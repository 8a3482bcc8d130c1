/** How answers are shown: as they come, with their cost behind them, or as a line of JSON each. */
import type { ChatAnswer } from "../../catalog/language/conversation.ts";
import type { EnergyReading } from "../../train/energy.ts";
import { report } from "../report.ts";
import { spentWords } from "../spent.ts";
import { forTerminal } from "../terminal.ts";

export interface Voice {
  piece(text: string): void;
  end(asked: string, answer: ChatAnswer, spent: EnergyReading): void;
  /** What a command has to say. */
  say(command: string, text: string): void;
  fail(error: unknown): void;
}

export function plainVoice(isTerminal: boolean): Voice {
  const faint = (text: string) => (process.stderr.isTTY ? `\x1b[2m${text}\x1b[22m` : text);
  return {
    piece: (text) => process.stdout.write(isTerminal ? forTerminal(text) : text),
    end(_, answer, spent) {
      process.stdout.write("\n");
      const { leftOut, seed, ending } = answer;
      const notes = [
        ...(ending === "aborted" ? ["stopped"] : ending === "length" ? ["cut off: no more tokens"] : []),
        ...(leftOut > 0 ? [`the first ${leftOut} messages no longer fit and are not read`] : []),
        `seed ${seed}`,
        speedWords(answer, spent),
        spentWords(spent),
      ];
      process.stderr.write(`${faint(notes.join(" · "))}\n${isTerminal ? "\n" : ""}`);
    },
    say: (_, text) => process.stderr.write(`${text}\n${isTerminal ? "\n" : ""}`),
    fail: (error) => void report(error, process.argv.includes("--debug")),
  };
}

export function jsonVoice(): Voice {
  const line = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  let turns = 0;
  return {
    piece: () => undefined,
    end(user, { text, ...answer }, spent) {
      const tokensPerSecond = answer.tokens / spent.wallSeconds;
      line({ turn: ++turns, user, assistant: text, ...answer, tokensPerSecond, ...spent });
    },
    say: (command, said) => line({ command, said }),
    fail: (error) => line({ error: error instanceof Error ? error.message : String(error) }),
  };
}

const speedWords = ({ tokens }: ChatAnswer, { wallSeconds }: EnergyReading): string =>
  `${tokens} tokens · ${Math.round(tokens / wallSeconds)} tokens/s`;

/** What all answers have cost together. */
export function startTotal() {
  let [turns, tokens] = [0, 0];
  let all: EnergyReading | undefined;
  return {
    add(reading: EnergyReading, answer: ChatAnswer) {
      turns++;
      tokens += answer.tokens;
      all = all === undefined ? reading : sum(all, reading);
    },
    words: () =>
      all === undefined
        ? "no answer yet."
        : `${turns} answer${turns === 1 ? "" : "s"} · ${tokens} tokens · ${spentWords(all)}`,
  };
}

const sum = (a: EnergyReading, b: EnergyReading): EnergyReading => ({
  ...b,
  wallSeconds: a.wallSeconds + b.wallSeconds,
  cpuSeconds: a.cpuSeconds + b.cpuSeconds,
  joules: a.joules + b.joules,
  cost: a.cost + b.cost,
});
