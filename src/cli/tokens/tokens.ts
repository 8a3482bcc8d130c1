/** `onda tokens`: what may be asked. The work is in `tokens-work.ts` and `tokens-train.ts`, loaded when it is wanted. */
import type { Command } from "commander";
import { wholeNumber } from "../options.ts";
import type { TrainTokensOptions } from "./train.ts";
import type { TokensOptions } from "./work.ts";

const examples = `
Examples:
  $ onda tokens train my-texts/ --size 4096 --out tokenizer.json
  $ onda tokens letter.txt --tokenizer tokenizer.json
  $ echo "a red apple" | onda tokens --show
  $ echo "a red apple" | onda tokens --json > ids.json
  $ onda tokens --decode ids.json`;

const trainExamples = `
Examples:
  $ onda tokens train my-texts/ --size 4096 --out tokenizer.json
  $ onda tokens train a.txt b.txt --size 8192 --special "<|end|>" --out tokenizer.json`;

export function addTokens(program: Command): void {
  const tokens = program
    .command("tokens")
    .summary("count and show the tokens of a text, or train a tokenizer")
    .description("Counts the tokens of texts, from files or from standard input, as a language model reads them.")
    .enablePositionalOptions()
    .argument("[files...]", "the texts (default: standard input)")
    .option("--model <name>", "the model whose tokenizer reads: a name or a file (default: clerk)")
    .option("--tokenizer <file>", "a tokenizer's file instead of a model's")
    .option("--show", "print the text with its tokens apart")
    .option("--decode", "the other way round: ids to text. They stand as numbers, or as --json printed them")
    .option("--json", "print counts and ids as JSON")
    .addHelpText("after", examples)
    .action(async (files: string[], options: TokensOptions) => (await import("./work.ts")).tokens(files, options));
  tokens
    .command("train")
    .description("Trains a tokenizer of byte pairs on texts in UTF-8; the same texts give the same tokens.")
    .argument("<files...>", "the texts: files or folders")
    .option(
      "--size <number>",
      "tokens, 256 bytes and special ones counted",
      wholeNumber({ least: 256, most: 262_144 }),
      4096,
    )
    .option("-o, --out <file>", "where to write", "tokenizer.json")
    .option("--special <names...>", "special tokens (default: <|end|> <|im_start|> <|im_end|>)")
    .option("-f, --force", "overwrite an older file")
    .option("--json", "print what was made as JSON")
    .addHelpText("after", trainExamples)
    .action(async (files: string[], options: TrainTokensOptions) =>
      (await import("./train.ts")).trainTokens(files, options),
    );
}
