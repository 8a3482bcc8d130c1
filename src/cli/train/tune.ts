/** `onda tune`: a language model or a painter of one's own, from a base, and examples or pictures. */
import { type Command, Option } from "commander";
import { list, realNumber, threads, wholeNumber } from "../options.ts";
import type { TuneCommandOptions } from "./tune-work.ts";

const examples = `
A line of the data is {"prompt": "…", "completion": "…"}, or {"messages": [{"role": "user", "content": "…"}, …]},
or, of two answers the better one, {"prompt": "…", "chosen": "…", "rejected": "…"}.

A painter's data is a folder of pictures, ten or more, of one subject or several. Each is called by the .txt beside it,
its line in captions.jsonl, the --name, or else its file's name.

Examples:
  $ onda tune painter --data ./my-products
  $ onda tune painter --data ./mascot --name "zibo the mascot"
  $ onda tune --base NAME --data shop.jsonl --plan
  $ onda tune --base NAME --data shop.jsonl
  $ onda tune --base runs/shop/shop.safetensors --data taste.jsonl --beta 0.2
  $ onda tune --base NAME --data shop.jsonl --method full --epochs 5 --out runs/mine --resume

Ctrl-C saves and stops. What was saved goes on with --resume, bit for bit as if it had never stopped.`;

const count = (most: number) => wholeNumber({ least: 1, most });
const positive = (most: number) => realNumber({ least: 1e-9, most });

export function addTune(program: Command): void {
  program
    .command("tune")
    .summary("teach a model by examples, or a painter by pictures")
    .description(
      "Tunes a language model by examples of what to answer, or of which answer is preferred; a painter by pictures.",
    )
    .argument("[base]", "the model to start from: a name or a file")
    .option("--base <model>", "the same")
    .requiredOption("--data <files...>", "JSONL files of examples, or a folder of pictures")
    .option("--name <words>", "of a painter's pictures: what is on them")
    .addOption(
      new Option("--method <how>", "lora: small changes beside the weights; full: all weights")
        .choices(["lora", "full"])
        .default("lora"),
    )
    .option("-o, --out <folder>", "where checkpoints, metrics and the model go (default: runs/NAME, as the data)")
    .addOption(
      new Option("--epochs <number>", "how often each example is read").argParser(positive(10_000)).conflicts("steps"),
    )
    .option(
      "--steps <number>",
      "how many steps are made (default: 3 epochs, at least 60 steps; of pictures 300)",
      count(10_000_000),
    )
    .option("--learning-rate <number>", "how far a step goes", positive(1))
    .option("--batch <number>", "examples in a step (default: 8; of pictures 16)", count(4096))
    .option("--length <tokens>", "longest example (default: the data's longest, or the base's context)", count(1 << 20))
    .option("--rank <number>", "rank of LoRA's changes (default: 8; of pictures 16)", count(4096))
    .option(
      "--alpha <number>",
      "how much LoRA's changes count (default: twice the rank; of pictures the rank)",
      positive(100_000),
    )
    .option("--targets <names>", "maps that LoRA changes (default: all of them): q_proj,v_proj,…", list)
    .option("--beta <number>", "of preferences: how dear it is to leave the base (default: 0.1)", positive(100))
    .option("--seed <number>", "the seed (default: 1)", wholeNumber({ least: 0, most: Number.MAX_SAFE_INTEGER }))
    .option("--keep-adapter", "save LoRA's changes alone too, as PEFT reads them")
    .option("--skip-broken", "leave out lines that are no examples, and report them")
    .option("--resume", "go on from the last checkpoint")
    .option("-f, --force", "start again, over an older run")
    .option("--plan", "show what it will take, and do nothing")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print each step as a line of JSON")
    .addHelpText("after", examples)
    .action(async (base: string | undefined, options: TuneCommandOptions) =>
      (await import("./tune-base.ts")).tuneModel(base, options),
    );
}
