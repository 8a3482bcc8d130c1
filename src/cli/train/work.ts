/** `onda train` at work: which kind of model the recipe makes. */
import { readRecipeFile } from "../../catalog/recipe-file.ts";
import { requireSourceFolder } from "../sources.ts";
import { languageTraining } from "./language.ts";
import type { TrainCommandOptions } from "./options.ts";
import { painterTraining } from "./painter.ts";
import { runTraining } from "./training.ts";

export async function trainModel(folder: string, options: TrainCommandOptions): Promise<void> {
  await requireSourceFolder(folder);
  const { kind } = await readRecipeFile(folder);
  const training = kind === "language" ? languageTraining : painterTraining;
  await runTraining(await training(folder, options), options);
}
