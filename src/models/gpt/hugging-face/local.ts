/** Which layers of a checkpoint see a window of tokens alone. */
import type { LocalAttention } from "../config.ts";
import { type Fields, numberOf } from "./fields.ts";
import { scalingOf } from "./rope.ts";

/** Undefined where all layers see all. Throws a RangeError for what is not known. */
export function localOf(
  type: string,
  fields: Fields,
  localRope: Fields | undefined,
  count: number,
): LocalAttention | undefined {
  const isQwen = type === "qwen2" || type === "qwen3";
  if (type === "llama" || fields.sliding_window === undefined) return;
  if (isQwen && fields.use_sliding_window !== true) return; // the window stands there all the same
  const window = numberOf(fields, "sliding_window");
  const isLocal = isLocalOf(type, fields);
  const layers = Array.from({ length: count }, (_, i) => i).filter(isLocal);
  if (layers.length === 0) return;
  if (type !== "gemma3_text") return { window, layers };
  if (localRope !== undefined && scalingOf(localRope, window) !== undefined) {
    throw new RangeError("gpt: a rotary scaling of local layers. Onda reads models that scale the others alone.");
  }
  const ropeBase = numberOf(fields, "rope_local_base_freq", 10_000);
  return { window, layers, ropeBase: numberOf(localRope ?? {}, "rope_theta", ropeBase) };
}

/** As the file lists them; else all but each sixth in Gemma, the last ones in Qwen, all in Mistral. */
function isLocalOf(type: string, fields: Fields): (layer: number) => boolean {
  if (Array.isArray(fields.layer_types)) {
    const listed = fields.layer_types as readonly unknown[];
    const other = listed.find((kind) => kind !== "full_attention" && kind !== "sliding_attention");
    if (other === undefined) return (layer) => listed[layer] === "sliding_attention";
    throw new RangeError(`gpt: a layer of type ${JSON.stringify(other)}. Onda knows full and sliding attention.`);
  }
  if (type === "gemma3_text") {
    const every = numberOf(fields, "sliding_window_pattern", numberOf(fields, "_sliding_window_pattern", 6));
    return (layer) => (layer + 1) % every !== 0;
  }
  const first = type === "mistral" ? 0 : numberOf(fields, "max_window_layers", 28);
  return (layer) => layer >= first;
}
