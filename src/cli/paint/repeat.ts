/** `onda repeat`: makes a picture again from what its file says, and compares. */
import type { Command } from "commander";
import { threads } from "../options.ts";
import type { RepeatOptions } from "./repeat-work.ts";

const examples = `
Examples:
  $ onda repeat a-red-apple-7.png
  $ onda repeat a-red-apple-7.png --out again.png
  $ onda repeat hat.png --from portrait.png --mask mask.png

A picture that was made from others is looked for by its SHA-256: beside FILE, or as given.`;

export function addRepeat(program: Command): void {
  program
    .command("repeat")
    .summary("make a picture again, pixel by pixel")
    .description("Makes a picture of Onda's again from what its file says, writes it, and compares the two.")
    .argument("<file>", "a PNG or SVG that Onda wrote")
    .option("-o, --out <file>", "where to write (default: FILE-again)")
    .option("-f, --force", "overwrite an older file")
    .option("--from <image>", "the picture it began from")
    .option("--mask <image>", "the mask it was made with")
    .option("--model <name>", "a model's name or file (default: the one it names)")
    .option("--anyway", "make it even though the model here is another one")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print the comparison as JSON")
    .addHelpText("after", examples)
    .action(async (file: string, options: RepeatOptions) => {
      const { repeat } = await import("./repeat-work.ts");
      await repeat(file, options);
    });
}
