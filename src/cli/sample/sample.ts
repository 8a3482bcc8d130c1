/** `onda sample`: pictures of a model that takes no words: what may be asked. The work is in `work.ts`. */
import type { Command } from "commander";
import { bounds } from "../../catalog/bounds.ts";
import { realNumber, threads, wholeNumber } from "../options.ts";
import type { SampleOptions } from "./work.ts";

const examples = `
Examples:
  $ onda sample runs/faces-gan/faces-gan.safetensors
  $ onda sample runs/faces-gan/faces-gan.safetensors --count 64 --sheet
  $ onda sample runs/digits-gan/digits-gan.safetensors --label 7 --count 8 --seed 1 --out sevens/`;

export function addSample(program: Command): void {
  program
    .command("sample")
    .summary("make pictures with a model that takes no words")
    .description("Makes pictures with a model that takes no words: a GAN, or diffusion in pixels.")
    .argument("<model>", "a model's name or file")
    .option("-s, --seed <number>", "another seed gives another picture (default: random)", wholeNumber(bounds.seed))
    .option("-n, --count <number>", "how many pictures, with the seeds that follow", wholeNumber(bounds.count), 1)
    .option("--label <name>", "what it should be, of the labels that the model knows; all in turn with --sheet")
    .option("--steps <number>", "where the model has steps, more are finer and slower", wholeNumber(bounds.steps))
    .option(
      "--guidance <number>",
      "where it has guidance, how strictly to follow the label",
      realNumber(bounds.guidance),
    )
    .option("--sheet", "all pictures in one file, at twice the size")
    .option("-o, --out <file>", 'where to write: a file, a folder, or "-" (default: named by model and seed)')
    .option("-f, --force", "overwrite an older file")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print what was made as JSON")
    .addHelpText("after", examples)
    .action(async (model: string, options: SampleOptions) => {
      const { sample } = await import("./work.ts");
      await sample(model, options);
    });
}
