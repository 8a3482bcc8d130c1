/** What `onda train` may be asked, for every kind of recipe. */
import type { TrainingOptions } from "./training.ts";

export interface TrainCommandOptions extends TrainingOptions {
  readonly out?: string;
  readonly data?: string;
  readonly from?: string;
  readonly stages?: string[];
  readonly threads?: number;
}
