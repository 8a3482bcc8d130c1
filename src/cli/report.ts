/** Whatever was thrown, as one line on stderr and an exit code. */
import { CommanderError } from "commander";

export const exitCodes = { done: 0, fault: 1, usage: 2, stopped: 130 } as const;

/** A mistake in what was asked, found by the command itself. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Errors of other rooms that also are the caller's to mend. */
const usageErrors = ["UsageError", "RequestError"];

/** Prints the error and returns the exit code that it means. */
export function report(error: unknown, debug: boolean, write = (text: string) => process.stderr.write(text)): number {
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done; // help and version
  if (isAbort(error)) {
    write("onda: stopped.\n");
    return exitCodes.stopped;
  }
  write(`onda: ${lineOf(error)}\n`);
  if (debug) write(`${error instanceof Error ? traceOf(error) : String(error)}\n`);
  const isUsage = error instanceof CommanderError || usageErrors.includes((error as Error)?.name);
  return isUsage ? exitCodes.usage : exitCodes.fault;
}

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

function traceOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by: ${traceOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}

/** The message on one line, without control characters: what a terminal would obey may come from a file. */
function lineOf(error: unknown): string {
  const text = error instanceof Error ? (fileProblem(error) ?? error.message) : String(error);
  const line = text
    .replace(/^error: /, "")
    .split(/\r?\n/)
    .filter((part) => part.trim() !== "")
    .join(" ")
    .replace(/\p{Cc}/gu, "");
  return line === "" ? "an error without a message. Run it again with --debug." : line;
}

const problems: Record<string, string> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EACCES: "there is no permission",
  EPERM: "it is not permitted",
  EROFS: "the file system is read-only",
  ENOENT: "the file or folder does not exist",
  ENOTDIR: "a part of the path is a file, not a folder",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOMEM: "there is not enough memory",
};

const RUNTIME = "onnxruntime-node";
const noRuntime =
  `${RUNTIME} is not installed: npm leaves it out where its own download fails. ` +
  `Install it without: npm install --ignore-scripts ${RUNTIME}@1.30.0`;

/** A system error in words, or undefined when it is another. */
function fileProblem(error: Error): string | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === "ERR_MODULE_NOT_FOUND" && error.message.includes(`'${RUNTIME}'`)) return noRuntime;
  const words = problems[code ?? ""];
  if (words === undefined) return undefined;
  return path === undefined ? `${words}.` : `${path}: ${words}.`;
}

/** What is wrong with a file, for messages that already name it. */
export const reasonOf = (error: unknown): string =>
  problems[(error as NodeJS.ErrnoException)?.code ?? ""] ?? (error instanceof Error ? error.message : String(error));
