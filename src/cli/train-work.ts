/** `onda train` at work: which kind of model the recipe makes. */
import { readRecipeFile } from "../catalog/recipe-file.ts";
import { requireSourceFolder } from "./sources.ts";
import { languageTraining } from "./train-language.ts";
import { painterTraining } from "./train-painter.ts";
import { runTraining, type TrainingOptions } from "./training.ts";

export interface TrainCommandOptions extends TrainingOptions {
  readonly out?: string;
  readonly data?: string;
  readonly from?: string;
  readonly stages?: string[];
  readonly threads?: number;
}

export async function trainModel(folder: string, options: TrainCommandOptions): Promise<void> {
  await requireSourceFolder(folder);
  const { kind } = await readRecipeFile(folder);
  const training = kind === "language" ? languageTraining : painterTraining;
  await runTraining(await training(folder, options), options);
}
