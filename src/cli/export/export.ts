/** `onda export`: a language model in the files of other programs. */
import { type Command, Option } from "commander";
import type { ExportRequest } from "../../catalog/language/export.ts";

/** The keys of `EXPORTS` in the catalog; a test holds them equal, so that `--help` need not load the models. */
export const FORMATS = ["hugging-face", "gguf", "onnx"] as const;

const examples = `
Examples:
  $ onda export poet --to hugging-face
  $ onda export runs/clerk/clerk.safetensors --to gguf --type q8_0 --out clerk.gguf
  $ onda export poet --to onnx

hugging-face writes a folder for transformers, gguf a file for llama.cpp, onnx a program for any ONNX runtime.`;

export function addExport(program: Command): void {
  program
    .command("export")
    .summary("write a language model for other programs")
    .description("Writes a language model for other programs: transformers, llama.cpp, any ONNX runtime.")
    .argument("<model>", "a model's name, its file, or a folder")
    .addOption(new Option("--to <format>", "for which programs").choices(FORMATS).makeOptionMandatory())
    .option("-o, --out <path>", "the folder or file to write (default: the model's name)")
    .option("--type <type>", "weights as f32, f16, bf16, or for gguf q8_0 or q4_0")
    .option("--force", "replace a file that is there")
    .option("--json", "print as JSON")
    .addHelpText("after", examples)
    .action(async (model: string, options: ExportRequest & { json?: boolean }) =>
      (await import("./work.ts")).run(model, options),
    );
}
