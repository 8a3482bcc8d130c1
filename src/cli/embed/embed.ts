/** `onda embed`: what may be asked. The work is in `work.ts`, loaded when it is wanted. */
import type { Command } from "commander";
import { threads, wholeNumber } from "../options.ts";
import type { EmbedOptions } from "./work.ts";

const examples = `
Examples:
  $ onda embed --model all-minilm-l6-v2 "a red apple" "a rocket"
  $ onda embed --model all-minilm-l6-v2 --data notes.txt --out notes.npy
  $ onda embed --model all-minilm-l6-v2 --data shop.jsonl --field title --query "something to drink" --top 3

A model is a folder of BERT's layout: config.json, model.safetensors, tokenizer.json or vocab.txt. By its name it is
looked for in ~/.onda/models and in runs/models.`;

export function addEmbed(program: Command): void {
  program
    .command("embed")
    .summary("turn texts into vectors, and find the nearest")
    .description(
      "Turns texts into vectors whose product is how alike two texts are, or finds the texts nearest to one.",
    )
    .argument("[texts...]", "the texts (default: those of --data, or standard input, a line each)")
    .requiredOption("--model <folder>", "an encoder's folder or name")
    .option("--data <file>", "texts, a line each, or objects in a .jsonl file")
    .option("--field <name>", "the field of a .jsonl file's objects that holds the text", "text")
    .option("--query <text>", "print the texts nearest to this one")
    .option("--top <number>", "how many", wholeNumber({ least: 1, most: 10_000 }), 5)
    .option("-o, --out <file>", "write the vectors to a .npy or .jsonl file")
    .option("-f, --force", "overwrite an older file")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print the nearest texts as JSON")
    .addHelpText("after", examples)
    .action(async (texts: string[], options: EmbedOptions) => (await import("./work.ts")).embed(texts, options));
}
