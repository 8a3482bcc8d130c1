/** The changes alone, as PEFT reads them: a folder with `adapter_config.json` and `adapter_model.safetensors`. */
import { join } from "node:path";
import { writeWhole } from "../../../data/write.ts";
import { leavesOf, type Tree, type Value } from "../../../graph/index.ts";
import type { LoraConfig } from "../../../models/index.ts";
import { writeCheckpoint } from "../../../train/index.ts";

export const ADAPTER_FOLDER = "adapter";

export async function saveAdapter(
  folder: string,
  changes: Tree<Value>,
  { rank, alpha, targets }: LoraConfig,
  base: string,
): Promise<void> {
  const tensors = new Map(
    leavesOf<Value>(changes).map(([path, value]) => [`base_model.model.${path}`, value] as const),
  );
  await writeCheckpoint(join(folder, "adapter_model.safetensors"), tensors, { format: "pt" });
  const config = {
    peft_type: "LORA",
    task_type: "CAUSAL_LM",
    base_model_name_or_path: base,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: 0,
    bias: "none",
    target_modules: targets,
  };
  await writeWhole(join(folder, "adapter_config.json"), [
    new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`),
  ]);
}
