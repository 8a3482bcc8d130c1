/** `onda pull`: what may be asked. The work is in `pull-work.ts`, loaded when it is wanted. */
import type { Command } from "commander";
import type { PullFlags } from "./pull-work.ts";

const examples = `
Examples:
  $ onda pull Qwen/Qwen2-0.5B-Instruct
  $ onda pull Qwen/Qwen2-0.5B-Instruct-GGUF:Q4_0
  $ onda pull OWNER/NAME --file "*.json" --out configs --yes
  $ onda pull OWNER/NAME --host https://hub.example.com --revision v1.0
  $ HF_TOKEN=… onda pull OWNER/GATED

Size, licence and files are shown before anything is fetched. Ctrl-C leaves a part that the same command goes on with.
Each file is compared with its hash. Pickle and code are never fetched. Then: onda models info OWNER/NAME`;

export function addPull(program: Command): void {
  program
    .command("pull")
    .summary("fetch a model from a Hugging Face compatible host")
    .description(
      "Fetches a model's weights, config, tokenizer and licence: safetensors, or one GGUF file, which is named by a colon.",
    )
    .argument("<model>", "OWNER/NAME, OWNER/NAME:FILE, or OWNER/NAME:Q4_0 for one of several GGUF files")
    .option("--host <url>", "where from (default: ONDA_HOST, or https://huggingface.co)")
    .option("--revision <name>", "a branch, a tag or a commit", "main")
    .option("--file <glob>", "only files whose path fits; ** reaches into folders")
    .option("-o, --out <folder>", "where to write (default: ~/.onda/models/OWNER/NAME)")
    .option("-y, --yes", "fetch without asking")
    .option("--json", "print what is here then as JSON")
    .addHelpText("after", examples)
    .action(async (model: string, flags: PullFlags) => (await import("./pull-work.ts")).pull(model, flags));
}
