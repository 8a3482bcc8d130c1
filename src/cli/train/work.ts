/** `onda train` at work: which kind of model the recipe makes. */
import { type RecipeKind, readRecipeFile } from "../../catalog/recipe-file.ts";
import { UsageError } from "../report.ts";
import { requireSourceFolder } from "../sources.ts";
import { ganTraining } from "./gan.ts";
import { languageTraining } from "./language.ts";
import type { TrainCommandOptions } from "./options.ts";
import { painterTraining } from "./painter.ts";
import { runTraining, type Training } from "./training.ts";

const trainings: Readonly<Record<RecipeKind, (folder: string, options: TrainCommandOptions) => Promise<Training>>> = {
  painter: painterTraining,
  language: languageTraining,
  gan: ganTraining,
};

export async function trainModel(folder: string, options: TrainCommandOptions): Promise<void> {
  await requireSourceFolder(folder);
  const { kind } = await readRecipeFile(folder);
  if (options.watch !== undefined && kind !== "gan") throw new UsageError("--watch is for GANs.");
  await runTraining(await trainings[kind](folder, options), options);
}
