/** What `onda train` may be asked, for every kind of recipe. */
import type { Watch } from "../../catalog/gan/train.ts";
import type { TrainingOptions } from "./training.ts";

export interface TrainCommandOptions extends TrainingOptions {
  readonly out?: string;
  readonly data?: string;
  readonly from?: string;
  readonly stages?: string[];
  readonly threads?: number;
  /** For a GAN: what to do when its pictures become alike. */
  readonly watch?: Watch;
}
