/** Bytes that come bit by bit, cut where no word is cut: behind line breaks. */
import { UsageError } from "../report.ts";

export interface PieceSizes {
  /** Bytes that a piece has at least, but for the last. */
  readonly least: number;
  /** Bytes without a line break that are refused. */
  readonly most: number;
}

const SIZES: PieceSizes = { least: 1 << 20, most: 64 << 20 };
const [LF, CR] = [10, 13];

/**
 * Tokens of the pieces are those of the whole: words do not cross the end of a run of line breaks, and a line break is
 * never inside a character. Memory is that of a piece.
 * @throws UsageError for a line that is longer than `most`.
 */
export async function* wholeLines(
  source: AsyncIterable<Uint8Array>,
  { least, most }: PieceSizes = SIZES,
): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of source) {
    parts.push(part);
    size += part.length;
    if (size < least) continue;
    const bytes = Buffer.concat(parts);
    const end = lastCut(bytes);
    if (end > 0) yield bytes.subarray(0, end);
    else if (size > most) throw new UsageError(`a line of more than ${most} bytes. Break it, or give a smaller text.`);
    parts = [bytes.subarray(end)];
    size = bytes.length - end;
  }
  if (size > 0) yield Buffer.concat(parts);
}

const isBreak = (byte: number | undefined): boolean => byte === LF || byte === CR;

/** Behind the last run of line breaks that is known to have ended; 0 where there is none. */
function lastCut(bytes: Buffer): number {
  for (let end = bytes.length - 1; end > 0; end--) if (isBreak(bytes[end - 1]) && !isBreak(bytes[end])) return end;
  return 0;
}
