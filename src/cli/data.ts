/** `onda data`: makes training sets, from npm packages that hold data or from a folder of pictures. */
import { type Command, Option } from "commander";
import { bounds } from "../catalog/bounds.ts";
import type { DataOptions, FacesOptions } from "./data-work.ts";
import { wholeNumber } from "./options.ts";

const examples = `
Examples:
  $ onda data emoji
  $ onda data digits
  $ onda data poems
  $ onda data folder ~/drawings --out runs/data/drawings

A picture's caption is its file's name ("red-apple.png"), or stands in captions.jsonl beside it, a line each:
  {"file": "red-apple.png", "text": "a red apple on a table"}`;

export function addData(program: Command): void {
  const data = program
    .command("data")
    .summary("make a set of pictures or poems to train on")
    .description("Makes sets to train on: pictures with captions, or poems.")
    .addHelpText("after", examples);
  data
    .command("emoji")
    .description("Makes the set that the bundled painter learned from: about 1,000 emoji in three styles.")
    .option("-o, --out <folder>", "where to write (default: runs/data/emoji)")
    .option("--json", "print what was made as JSON")
    .action(async (options: DataOptions) => (await import("./data-work.ts")).emoji(options));
  data
    .command("digits")
    .description("Makes a set of 10,000 handwritten digits, 32 pixels on a side; 2,000 of them are kept for tests.")
    .option("-o, --out <folder>", "where to write (default: runs/data/digits)")
    .option("--json", "print what was made as JSON")
    .action(async (options: DataOptions) => (await import("./data-work.ts")).digits(options));
  data
    .command("faces")
    .description(
      "Makes a set of pixel faces, 32 pixels on a side, and a quarter as many others that are kept for tests.",
    )
    .option("-o, --out <folder>", "where to write (default: runs/data/faces)")
    .option("--count <n>", "faces to learn from", wholeNumber({ least: 1, most: 100_000 }), 8000)
    .option("--seed <n>", "another seed, other faces", wholeNumber(bounds.seed), 1)
    .option("--json", "print what was made as JSON")
    .action(async (options: FacesOptions) => (await import("./data-work.ts")).faces(options));
  data
    .command("poems")
    .description("Makes a set of about 220,000 Chinese poems of the Tang and Song dynasties, in regular verse.")
    .option("-o, --out <folder>", "where to write (default: runs/data/poems)")
    .option("--json", "print what was made as JSON")
    .action(async (options: DataOptions) => (await import("./data-work.ts")).poems(options));
  data
    .command("folder")
    .description("Makes a set of a folder of pictures. Files that cannot be used are reported and skipped.")
    .argument("<folder>", "the folder of pictures")
    .option("-o, --out <folder>", "where to write (default: runs/data/NAME)")
    .option("--size <pixels>", "pixels on a side, 8 to 1024", wholeNumber({ least: 8, most: 1024 }), 64)
    .addOption(
      new Option("--fit <how>", "crop to a square, or add white beside it")
        .choices(["cover", "contain"])
        .default("cover"),
    )
    .option("--json", "print what was made as JSON")
    .action(async (folder: string, options: DataOptions) => (await import("./data-work.ts")).folder(folder, options));
}
