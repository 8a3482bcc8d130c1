/** `onda measure`: what may be asked. The work is in `work.ts`, loaded when it is wanted. */
import type { Command } from "commander";
import { bounds } from "../../catalog/bounds.ts";
import { threads, wholeNumber } from "../options.ts";
import type { MeasureCommand } from "./work.ts";

const examples = `
Examples:
  $ onda measure painter --data emoji
  $ onda measure runs/gan/gan.safetensors --data digits --count 2000
  $ onda measure ~/drawings --data faces --json

MODEL is a model that makes pictures, by name or file, or a folder of pictures, whoever made them. The sets are digits,
faces and emoji (onda data makes them), or a folder of a split set with --judge. Beside each number stands its floor: what
unseen pictures of the set get. Distances are of features of Onda's own classifiers, not comparable with published ones.`;

export function addMeasure(program: Command): void {
  program
    .command("measure")
    .summary("measure how good a model's pictures are")
    .description(
      "Measures how good a model's pictures are: like the set, as varied, as asked, and not learned by heart.",
    )
    .argument("<model>", "a model's name or file, or a folder of pictures")
    .requiredOption("--data <set>", "digits, faces, emoji, or a split set's folder")
    .option(
      "--count <n>",
      "pictures to make (default: 1000, or what a folder holds)",
      wholeNumber({ least: 20, most: 10_000 }),
    )
    .option("--seed <n>", "the first seed", wholeNumber(bounds.seed), 1)
    .option("--judge <file>", "a frozen classifier (default: the set's own)")
    .option("-o, --out <folder>", "where quality.json and quality.md go (default: runs/quality/MODEL-SET)")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print the report as JSON")
    .addHelpText("after", examples)
    .action(async (model: string, options: MeasureCommand) => (await import("./work.ts")).measure(model, options));
}
