/** `onda models`: which models are here, what they are, and whether their files are whole. */
import type { Command } from "commander";

interface JsonOption {
  readonly json?: boolean;
}

const examples = `
Examples:
  $ onda models list
  $ onda models info painter
  $ onda models info runs/painter/painter.safetensors --json
  $ onda models info recogniser.onnx
  $ onda models verify`;

export function addModels(program: Command): void {
  const models = program
    .command("models")
    .summary("list, describe and verify models")
    .description("Lists, describes and verifies models.")
    .addHelpText("after", examples);
  models
    .command("list")
    .description("Lists the models that are here.")
    .option("--json", "print as JSON")
    .action(async (options: JsonOption) => (await import("./models-work.ts")).list(options));
  models
    .command("info")
    .description("Says what a model is, how it was trained, and under which licence.")
    .argument("<model>", "a model's name, a safetensors or GGUF file, a folder of Hugging Face's, or any ONNX file")
    .option("--json", "print as JSON")
    .action(async (model: string, options: JsonOption) => (await import("./models-work.ts")).info(model, options));
  models
    .command("verify")
    .description("Compares models' files with their SHA-256 sums: all models, or those that are named.")
    .argument("[models...]", "names or files")
    .option("--json", "print as JSON")
    .action(async (names: string[], options: JsonOption) => (await import("./models-work.ts")).verify(names, options));
}
