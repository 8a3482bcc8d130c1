/** Values of options: text in, a checked number out. */
import { InvalidArgumentError } from "commander";

interface Range {
  readonly least: number;
  readonly most: number;
}

/** The same bounds as `catalog/request.ts`; a test holds them equal, so that `--help` need not load the catalog. */
export const ranges = {
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER },
  steps: { least: 1, most: 200 },
  guidance: { least: 0, most: 20 },
  temperature: { least: 0, most: 2 },
  size: { least: 64, most: 512 },
  strength: { least: 0, most: 1 },
  count: { least: 1, most: 1000 },
} as const;

/** The same bounds as `catalog/language/request.ts`. */
export const textRanges = {
  seed: { least: 0, most: Number.MAX_SAFE_INTEGER },
  count: { least: 1, most: 100 },
  temperature: { least: 0, most: 2 },
  topK: { least: 1, most: 1_000_000 },
  topP: { least: 0.01, most: 1 },
  minP: { least: 0, most: 0.99 },
  repetitionPenalty: { least: 0.5, most: 2 },
  maxTokens: { least: 1, most: 1_000_000 },
} as const;

export const SAMPLERS = ["euler", "heun", "dpm"] as const;

export const wholeNumber =
  ({ least, most }: Range) =>
  (text: string): number => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

export const realNumber =
  ({ least, most }: Range) =>
  (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };

export const threads = wholeNumber({ least: 1, most: 256 });

const suffixes: Record<string, number> = { "": 1, k: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12, P: 1e15, E: 1e18 };

/** A large number as people write it: 300e9, 300B, 1.5T, 2M. */
export const amount =
  ({ least, most }: Range) =>
  (text: string): number => {
    const [, digits, suffix] = /^\s*(\d+\.?\d*(?:e\d+)?)\s?([kMGBTPE]?)\s*$/.exec(text) ?? [];
    const value = digits === undefined ? Number.NaN : Number(digits) * suffixes[suffix!]!;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}, such as 300e9, 300B or 2M.`);
  };

/** Names with commas between them. */
export function list(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("It must be names with commas between them.");
  return names;
}
