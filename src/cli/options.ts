/** Values of options: text in, a checked number out. */
import { InvalidArgumentError } from "commander";
import type { Bound } from "../catalog/bounds.ts";

/** The names in `models/samplers/index.ts`; a test holds them equal, so that `--help` need not load the models. */
export const SAMPLERS = ["euler", "heun", "dpm", "ddim", "ddpm"] as const;

export const wholeNumber =
  ({ least, most }: Bound) =>
  (text: string): number => {
    const value = /^[+-]?\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };

export const realNumber =
  ({ least, most }: Bound) =>
  (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
  };

export const threads = wholeNumber({ least: 1, most: 256 });

const suffixes: Record<string, number> = { "": 1, k: 1e3, M: 1e6, G: 1e9, B: 1e9, T: 1e12, P: 1e15, E: 1e18 };

/** A large number as people write it: 300e9, 300B, 1.5T, 2M. */
export const amount =
  ({ least, most }: Bound) =>
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
