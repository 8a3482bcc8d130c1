/** `onda train` for a painter: three stages, each with a checkpoint of its own. */
import { join } from "node:path";
import { findModel } from "../../catalog/models.ts";
import { planPainter } from "../../catalog/painter/plan.ts";
import { readRecipe, STAGES, type Stage } from "../../catalog/painter/recipe.ts";
import { trainPainter } from "../../catalog/painter/train.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { UsageError } from "../report.ts";
import type { TrainCommandOptions } from "./options.ts";
import type { Training } from "./training.ts";

export async function painterTraining(folder: string, options: TrainCommandOptions): Promise<Training> {
  const { data, threads, resume = false } = options;
  const recipe = await readRecipe(folder);
  const out = options.out ?? join("runs", recipe.name);
  const stages = options.stages?.map(stageNamed) ?? STAGES;
  if (options.from === undefined && STAGES.some((stage) => !stages.includes(stage))) {
    throw new UsageError("--stages leaves some out. Say with --from which painter has their weights.");
  }
  const from = options.from === undefined ? undefined : (await findModel(options.from)).file;
  return {
    out,
    parts: stages,
    open: async () => ({
      plan: (done) =>
        planPainter(recipe, {
          ...{ runtime: onnxRuntime, stages, done },
          compile: threads === undefined ? {} : { threads },
        }),
      async run({ signal, onStep }) {
        const model = await trainPainter(folder, {
          ...{ out, signal, stages, resume },
          ...(data === undefined ? {} : { data }),
          ...(threads === undefined ? {} : { threads }),
          ...(from === undefined ? {} : { from }),
          onStep: (stage, report) => onStep(report, stage),
        });
        return model === undefined
          ? undefined
          : { model, lines: [`try it: onda paint "a red apple" --model ${model}`] };
      },
    }),
  };
}

function stageNamed(name: string): Stage {
  const stage = STAGES.find((known) => known === name.trim());
  if (stage === undefined)
    throw new UsageError(`there is no stage ${JSON.stringify(name)}. Known: ${STAGES.join(", ")}.`);
  return stage;
}
