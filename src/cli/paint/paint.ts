/** `onda paint`: what may be asked. The work is in `paint-work.ts`, loaded when it is wanted. */
import { type Command, Option } from "commander";
import { bounds } from "../../catalog/bounds.ts";
import { realNumber, SAMPLERS, threads, wholeNumber } from "../options.ts";
import type { PaintOptions } from "./work.ts";

const examples = `
Examples:
  $ onda paint "a red apple"
  $ onda paint "一只猫，蓝色背景" --seed 7 --size 512
  $ onda paint "a rocket" --count 4 --out rockets/rocket.png
  $ onda paint "a smiling sun" --svg
  $ onda paint "a watercolour house" --from house.jpg --strength 0.5
  $ onda paint "a hat" --from portrait.png --mask white-where-the-hat-goes.png

The file holds how it was made: "onda repeat FILE" makes it again.`;

export function addPaint(program: Command): void {
  program
    .command("paint")
    .summary("paint a picture from words")
    .description("Paints a picture from words, English or Chinese, and writes it as a PNG or SVG file.")
    .argument("<prompt...>", "what to paint")
    .option("-s, --seed <number>", "another seed gives another picture (default: random)", wholeNumber(bounds.seed))
    .option("-n, --count <number>", "how many pictures, with the seeds that follow", wholeNumber(bounds.count), 1)
    .option("--size <pixels>", "pixels on a side, 64 to 512", wholeNumber(bounds.size), 64)
    .option("--svg", "write an SVG drawing instead of a PNG")
    .option("--negative <words>", "what should not be in it")
    .option(
      "--guidance <number>",
      "how strictly to follow the words, 1 is loosely (default: 1.5)",
      realNumber(bounds.guidance),
    )
    .option(
      "--temperature <number>",
      "how wild the noise is that it begins from, 1 is as in training (default: 0.6)",
      realNumber(bounds.temperature),
    )
    .option("--steps <number>", "more are finer and slower (default: 20)", wholeNumber(bounds.steps))
    .addOption(new Option("--sampler <name>", "how to go from noise to picture (default: dpm)").choices(SAMPLERS))
    .option("--from <image>", "begin from this picture")
    .option(
      "--strength <number>",
      "how much of it may change, 0 to 1 (default: 0.6, with --mask 1)",
      realNumber(bounds.strength),
    )
    .option("--mask <image>", "paint only where this picture is white or transparent")
    .option("-o, --out <file>", 'where to write: a file, a folder, or "-" (default: named by prompt and seed)')
    .option("-f, --force", "overwrite an older file")
    .option("--model <name>", "a model's name or file", "painter")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--preview", "show the picture in the terminal, also where only coarse blocks are possible")
    .option("--no-preview", "do not show the picture in the terminal")
    .option("--json", "print what was made as JSON")
    .addHelpText("after", examples)
    .action(async (prompt: string[], options: PaintOptions) => {
      const { paint } = await import("./work.ts");
      await paint(prompt.join(" "), options);
    });
}
