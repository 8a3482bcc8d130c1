/** Lines of a chat, from a terminal or a pipe; and Ctrl-C, which stops an answer and not the chat. */
import { createInterface, type Interface } from "node:readline";

export interface Lines {
  readonly read: AsyncIterable<string>;
  readonly isTerminal: boolean;
  prompt(): void;
  /** Runs an answer that Ctrl-C stops. */
  answering<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** In a terminal a line can be edited, and older ones come back with the arrow keys. */
export function openLines(isTerminal: boolean): Lines {
  const reader: Interface = createInterface({
    input: process.stdin,
    ...(isTerminal ? { output: process.stdout, prompt: "› ", historySize: 1000, removeHistoryDuplicates: true } : {}),
    terminal: isTerminal,
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  let isAnswering = false;
  const end = () => reader.close();
  process.once("SIGTERM", end);
  reader.on("SIGINT", () => {
    if (isAnswering) process.emit("SIGINT");
    else {
      reader.write(null, { ctrl: true, name: "u" });
      process.stderr.write("\n(Ctrl-D ends)\n");
      reader.prompt();
    }
  });
  return {
    read: reader,
    isTerminal,
    prompt: () => (isTerminal ? reader.prompt() : undefined),
    async answering(work) {
      isAnswering = true;
      try {
        return await work();
      } finally {
        isAnswering = false;
      }
    },
    close() {
      process.off("SIGTERM", end);
      reader.close();
    },
  };
}
