/** Two ways to fail: the request cannot be meant, or a model's file cannot be used. */

/** A request that breaks a rule: the caller's to change. The command answers with exit code 2. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

/** A model's file that is missing, damaged or of another kind. */
export class ModelError extends Error {
  override readonly name = "ModelError";
}

/** The first line of whatever was thrown. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!.trim();
}
