/**
 * What numbers may be asked for: every bound, for the command and the server alike, and the check of it. It loads nothing
 * else, so that `--help` may know it.
 */
import { RequestError } from "./errors.ts";

export interface Bound {
  readonly least: number;
  readonly most: number;
}

/** Of a picture. */
export const bounds = {
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER },
  steps: { least: 1, most: 200 },
  guidance: { least: 0, most: 20 },
  temperature: { least: 0, most: 2 },
  size: { least: 64, most: 512 },
  strength: { least: 0, most: 1 },
  count: { least: 1, most: 1000 },
} as const;

/** Of a text. */
export const textBounds = {
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER },
  count: { least: 1, most: 100 },
  temperature: { least: 0, most: 2 },
  topK: { least: 1, most: 1_000_000 },
  topP: { least: 0.01, most: 1 },
  minP: { least: 0, most: 0.99 },
  repetitionPenalty: { least: 0.5, most: 2 },
  maxTokens: { least: 1, most: 1_000_000 },
  stops: { least: 0, most: 16 },
  stopLength: { least: 1, most: 200 },
} as const;

/** @throws RequestError */
export function within(name: string, value: number, { least, most }: Bound): number {
  if (value >= least && value <= most) return value;
  throw new RequestError(`${name} is ${value}. It must be from ${least} to ${most}.`);
}

/** @throws RequestError */
export function whole(name: string, value: number, bound: Bound): number {
  if (Number.isInteger(value)) return within(name, value, bound);
  throw new RequestError(`${name} is ${value}. It must be a whole number from ${bound.least} to ${bound.most}.`);
}
