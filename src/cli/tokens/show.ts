/** Tokens as a person sees them: two colours by turns in a terminal, a bar between them elsewhere. */
import type { Tokenizer } from "../../formats/index.ts";

interface Sink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const COLOURS = ["\x1b[48;5;24m", "\x1b[48;5;94m"];
const RESET = "\x1b[0m";

export interface ShownTokens {
  push(ids: readonly number[]): void;
  end(): void;
}

/** Writes tokens as they come. A part of a character is shown as its bytes, a control character as its number. */
export function showTokens(tokenizer: Tokenizer, sink: Sink, env: NodeJS.ProcessEnv = process.env): ShownTokens {
  const colours = sink.isTTY === true && (env.NO_COLOR ?? "") === "";
  let turn = 0;
  let last: string | undefined;
  return {
    push(ids) {
      const parts: string[] = [];
      for (const id of ids) {
        const text = tokenText(tokenizer.bytesOf(id));
        // A colour must not run on to the end of the line.
        parts.push(
          colours ? text.replace(/[^\n]+/g, `${COLOURS[turn]}$&${RESET}`) : last === undefined ? text : `│${text}`,
        );
        turn = 1 - turn;
        last = text;
      }
      sink.write(parts.join(""));
    },
    end: () => void sink.write(last === undefined || last.endsWith("\n") ? "" : "\n"),
  };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function tokenText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes).replace(/\p{Cc}/gu, named);
  } catch {
    return Array.from(bytes, (byte) => `<${hex(byte)}>`).join("");
  }
}

/** A line break is seen and breaks the line; what else a terminal would obey is its number. */
const named = (character: string): string =>
  character === "\n" ? "⏎\n" : character === "\t" ? "→\t" : `<${hex(character.charCodeAt(0))}>`;

const hex = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");
