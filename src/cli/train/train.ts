/** `onda train`: remakes a model from its recipe. */
import { type Command, Option } from "commander";
import { threads } from "../options.ts";
import type { TrainCommandOptions } from "./options.ts";

const examples = `
Examples:
  $ onda data emoji
  $ onda train recipes/painter --plan
  $ onda train recipes/painter
  $ onda train recipes/painter --resume
  $ onda train recipes/painter --data runs/data/drawings --from painter --stages flow --out runs/mine
  $ onda train recipes/faces-gan --watch step-in
  $ onda train recipes/faces-diffusion
  $ onda train recipes/shakespeare --data shakespeare.txt

Ctrl-C saves and stops. What was saved goes on with --resume, bit for bit as if it had never stopped.`;

export function addTrain(program: Command): void {
  program
    .command("train")
    .summary("train a model from its recipe")
    .description("Trains a model from a recipe: a folder with a recipe.json that says data, config, seeds and steps.")
    .argument("<recipe>", "the recipe's folder")
    .option("-o, --out <folder>", "where checkpoints, metrics and the model go (default: runs/NAME)")
    .option(
      "--data <place>",
      "what to train on: a set's folder, or a file or folder of texts (default: the recipe's set)",
    )
    .option("--from <model>", "start from a model's weights instead of random ones: a name or a file")
    .option("--stages <names>", "a painter's stages to train, with --from: autoencoder, text, flow", (names) =>
      names.split(","),
    )
    .addOption(
      new Option(
        "--watch <what>",
        "for a GAN: when its pictures become alike, say so, or go back and change the game (default: warn)",
      ).choices(["warn", "step-in", "off"]),
    )
    .option("--resume", "go on from the last checkpoint")
    .option("-f, --force", "start again, over an older run")
    .option("--plan", "show what it will take, and do nothing")
    .option("--threads <number>", "processor threads to use", threads)
    .option("--json", "print each step as a line of JSON")
    .addHelpText("after", examples)
    .action(async (recipe: string, options: TrainCommandOptions) => {
      const { trainModel } = await import("./work.ts");
      await trainModel(recipe, options);
    });
}
