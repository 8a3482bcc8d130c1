// The one error of this room: bytes that do not follow their format.

/**
 * Thrown by every reader and writer in `formats`. The message reads
 * `<format>: <what came>. <the rule>. <what to do>`.
 */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/** A name from a file, made safe to print: quoted, control characters escaped, at most 80 characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}
