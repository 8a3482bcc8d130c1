/** What every command that writes text may be told about how to choose words. */
import { type Command, Option } from "commander";
import { textBounds } from "../catalog/bounds.ts";
import type { OpenLanguageOptions } from "../catalog/language/open.ts";
import type { RunType } from "../catalog/language/running.ts";
import { realNumber, threads, wholeNumber } from "./options.ts";

export interface SamplingFlags {
  readonly seed?: number;
  readonly temperature?: number;
  readonly topK?: number;
  readonly topP?: number;
  readonly minP?: number;
  readonly repetitionPenalty?: number;
  readonly maxTokens?: number;
  readonly model?: string;
  readonly threads?: number;
  readonly type?: RunType;
  readonly lookUp?: number;
}

export const addSampling = (command: Command, model: string): Command =>
  command
    .option("-s, --seed <number>", "another seed gives another text (default: random)", wholeNumber(textBounds.seed))
    .option(
      "--temperature <number>",
      "how daring the words are: 0 always takes the likeliest, 1 as it has learned",
      realNumber(textBounds.temperature),
    )
    .option("--top-p <number>", "only words that together are so likely", realNumber(textBounds.topP))
    .option("--top-k <number>", "only so many of the likeliest words", wholeNumber(textBounds.topK))
    .option("--min-p <number>", "only words this part as likely as the likeliest", realNumber(textBounds.minP))
    .option(
      "--repetition-penalty <number>",
      "above 1 avoids what has been said",
      realNumber(textBounds.repetitionPenalty),
    )
    .option("--max-tokens <number>", "stop after so many tokens", wholeNumber(textBounds.maxTokens))
    .option("--model <name>", "a model's name, file or folder", model)
    .addOption(
      new Option("--type <type>", "what a model from elsewhere runs as (default: as its file packs it)").choices(TYPES),
    )
    .option(
      "--look-up <number>",
      "guess so many tokens ahead by what the text has held before (default: 0)",
      wholeNumber({ least: 0, most: 64 }),
    )
    .option("--threads <number>", "processor threads to use", threads);

/** The types in `catalog/language/running.ts`; a test holds them equal, so that `--help` need not load the catalog. */
export const TYPES: readonly RunType[] = ["f32", "q8_0"];

/** How flags want a model opened. */
export function openingOf({ threads, type, lookUp }: SamplingFlags): OpenLanguageOptions {
  const all = { threads, type, lookUp };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The request that flags make: what was not given is not in it. */
export function samplingOf(flags: SamplingFlags): Omit<SamplingFlags, "model" | "threads" | "type" | "lookUp"> {
  const { seed, temperature, topK, topP, minP, repetitionPenalty, maxTokens } = flags;
  const all = { seed, temperature, topK, topP, minP, repetitionPenalty, maxTokens };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
