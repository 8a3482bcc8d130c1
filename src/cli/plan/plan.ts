/** `onda plan`: what may be asked. The work is in `plan-work.ts`, loaded when it is wanted. */
import { type Command, Option } from "commander";
import { amount, realNumber, wholeNumber } from "../options.ts";
import type { PlanOptions } from "./work.ts";

const examples = `
Examples:
  $ onda plan --hours 1
  $ onda plan --data my-texts/ --hours 8
  $ onda plan --compute 5.76e23 --speed 100e9
  $ onda plan --money 50 --cluster 8 --accelerator h100 --price 2.5
  $ onda plan --parameters 175e9 --tokens 300e9 --cluster 10000 --accelerator v100

Without --cluster or --accelerator this machine is measured, in half a second. Of several limits the tightest counts.
Money buys hours at --price, or electricity at ONDA_PRICE_PER_KWH (0.20) where no price is given.`;

export const ACCELERATORS = ["v100", "a100", "h100", "tpu-v4"] as const;
export const LAWS = ["besiroglu", "hoffmann", "muennighoff"] as const;

export function addPlan(program: Command): void {
  program
    .command("plan")
    .summary("plan a language model: what size for a budget, a text, a machine")
    .description(
      "Says which size of language model a budget, a text and a machine deserve, by published scaling laws: " +
        "dense and sparse, with time, energy and cost.",
    )
    .option("--hours <number>", "hours that the training may take", realNumber({ least: 1e-4, most: 1e6 }))
    .option("--money <number>", "what it may cost", realNumber({ least: 1e-6, most: 1e12 }))
    .option("--energy <kWh>", "kilowatt-hours that it may use", realNumber({ least: 1e-6, most: 1e12 }))
    .option("--compute <FLOP>", "operations that it may use", amount({ least: 1e9, most: 1e30 }))
    .option("--tokens <number>", "tokens of the text", amount({ least: 1000, most: 1e16 }))
    .option("--data <paths...>", "the text itself, files or folders: its tokens are estimated")
    .option("--parameters <number>", "a size that you wish for", amount({ least: 20_000, most: 1e15 }))
    .option("--cluster <number>", "how many accelerators, or machines", wholeNumber({ least: 1, most: 10_000_000 }))
    .addOption(new Option("--accelerator <name>", "their kind").choices(ACCELERATORS))
    .option("--speed <FLOP/s>", "what each really reaches, instead of measuring", amount({ least: 1e6, most: 1e18 }))
    .option(
      "--utilisation <number>",
      "part of an accelerator's peak that is reached (default: as published)",
      realNumber({ least: 0.01, most: 1 }),
    )
    .option("--watts <number>", "what each draws", realNumber({ least: 0.1, most: 100_000 }))
    .option(
      "--pue <number>",
      "a building's power over its machines' (default: 1.1 with accelerators, else 1)",
      realNumber({ least: 1, most: 5 }),
    )
    .option("--price <number>", "what an hour of each costs to rent", realNumber({ least: 1e-6, most: 1e6 }))
    .option(
      "--vocabulary <number>",
      "tokens of the tokenizer (default: 4096, with accelerators 32768)",
      wholeNumber({ least: 256, most: 262_144 }),
    )
    .option(
      "--context <number>",
      "tokens that it looks back on (default: 256, with accelerators 2048)",
      wholeNumber({ least: 16, most: 1_048_576 }),
    )
    .option(
      "--experts <number>",
      "experts of the sparse model, two work on a token",
      wholeNumber({ least: 4, most: 1024 }),
      16,
    )
    .addOption(new Option("--law <name>", "whose scaling law").choices(LAWS).default("besiroglu"))
    .option("--svg <file>", "draw the loss of the budget by size")
    .option("-f, --force", "overwrite an older file")
    .option("--json", "print the plan as JSON")
    .addHelpText("after", examples)
    .action(async (options: PlanOptions) => (await import("./work.ts")).plan(options));
}
