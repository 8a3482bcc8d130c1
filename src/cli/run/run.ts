/** `onda run`: what may be asked. The work is in `work.ts`, loaded when it is wanted. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { threads, wholeNumber } from "../options.ts";
import type { RunOptions } from "./work.ts";

const examples = `
Examples:
  $ onda models info recogniser.onnx
  $ onda run recogniser.onnx --input x=line.png --mean 0.5 --std 0.5 --output softmax_11.tmp_0=found.npy
  $ onda run voice.onnx --input input=hello.wav --rate 16000 --input sr=16000 --input state=zeros --size-of batch=1
  $ onda run encoder.onnx --input 'ids=[[101, 7592, 102]]' --json

A source is a file (.npy, .json, .wav, .png and other pictures, .safetensors by the input's name), a list as JSON writes
it, a number for every place, zeros, or random:SEED. A model is a program: run what you trust.`;

const collect = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** One number, or several with commas between them. */
function numbers(text: string): number[] {
  const list = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (list.every(Number.isFinite)) return list;
  throw new InvalidArgumentError("It must be a number, or several with commas between them.");
}

function deviations(text: string): number[] {
  const list = numbers(text);
  if (list.every((x) => x !== 0)) return list;
  throw new InvalidArgumentError("It divides, so it must not be 0.");
}

function pixels(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,5})[x×](\d{1,5})$/.exec(text) ?? [];
  if (Number(width) > 0 && Number(height) > 0) return { width: Number(width), height: Number(height) };
  throw new InvalidArgumentError("It must be WIDTHxHEIGHT, such as 320x48.");
}

export function addRun(program: Command): void {
  program
    .command("run")
    .summary("run any ONNX file")
    .description("Runs an ONNX file that another program made, on numbers, pictures or sounds.")
    .argument("<file>", "the model; what it wants: onda models info FILE")
    .option("-i, --input <name=source>", "what an input gets; once for each input", collect)
    .option("-o, --output <name=file>", "write an output to a .npy or .json file", collect)
    .option("--size-of <name=number>", "a size that the model leaves open", collect)
    .option("--size <pixels>", "a picture's WIDTHxHEIGHT (default: what the model says)", pixels)
    .option("--mean <numbers>", "subtracted from a picture's pixels, which are 0 to 1", numbers)
    .option("--std <numbers>", "what they are then divided by", deviations)
    .addOption(new Option("--layout <order>", "where a picture's channels stand").choices(["nchw", "nhwc"]))
    .option(
      "--rate <number>",
      "samples a second that a sound is brought to",
      wholeNumber({ least: 1, most: 1_000_000 }),
    )
    .option("-f, --force", "overwrite older files")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print as JSON")
    .addHelpText("after", examples)
    .action(async (file: string, options: RunOptions) =>
      (await import("./guard.ts")).guarded(file, async () => (await import("./work.ts")).run(file, options)),
    );
}
