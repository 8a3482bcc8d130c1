/** `onda tune` at work: which kind of model the tuning begins from. */
import { stat } from "node:fs/promises";
import { readMetadata } from "../../catalog/describe.ts";
import { findModel } from "../../catalog/models.ts";
import { PAINTER_FORMAT } from "../../catalog/painter/weights.ts";
import { UsageError } from "../report.ts";
import { tunePainter } from "./tune-painter.ts";
import { type TuneCommandOptions, tuneLanguageModel } from "./tune-work.ts";

/** @param base as `options.base`, of which one is given */
export async function tuneModel(base: string | undefined, options: TuneCommandOptions): Promise<void> {
  if ((base === undefined) === (options.base === undefined)) {
    throw new UsageError("say once which model to tune: onda tune painter --data FOLDER, or --base MODEL.");
  }
  const given = { ...options, base: base ?? options.base! };
  const { file } = await findModel(given.base);
  const { format } = (await stat(file)).isFile() && !file.endsWith(".gguf") ? await readMetadata(file) : {};
  if (format === PAINTER_FORMAT) return tunePainter(given);
  if (options.name !== undefined) throw new UsageError("--name is for a painter's pictures.");
  await tuneLanguageModel(given);
}
