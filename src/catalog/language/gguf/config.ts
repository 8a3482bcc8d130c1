/**
 * A model's sizes in the metadata of a GGUF (`llama.block_count` …), read and written.
 * Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import { type GgufMetadata, type GgufValue, ggufNumber, ggufString } from "../../../formats/index.ts";
import { checkGptConfig, type GptConfig, type RopeScaling, ropeFrequencies } from "../../../models/index.ts";
import { ARCHITECTURES, architectureOf } from "./architectures.ts";

/** What stands among the tensors, and not in the metadata. */
export interface FromTensors {
  readonly vocabulary: number;
  readonly tiedEmbeddings: boolean;
  /** The factors of Llama 3's scaling. */
  readonly ropeFactors?: readonly number[];
}

/** Throws a RangeError for an architecture that is not known, or sizes that do not fit. */
export function gptFromGguf(metadata: GgufMetadata, { ropeFactors, ...counted }: FromTensors): GptConfig {
  const name = ggufString(metadata, "general.architecture");
  if (name === undefined || !Object.hasOwn(ARCHITECTURES, name)) {
    const known = Object.keys(ARCHITECTURES).join(", ");
    throw new RangeError(`gguf: the architecture ${JSON.stringify(name)}. Onda reads ${known}.`);
  }
  const number = (key: string, otherwise?: number): number => {
    const found = ggufNumber(metadata, `${name}.${key}`) ?? otherwise;
    if (found !== undefined) return found;
    throw new RangeError(`gguf: ${name}.${key} is missing. Convert the model again with today's llama.cpp.`);
  };
  refuseUnknown(name, number);
  const [width, heads] = [number("embedding_length"), number("attention.head_count")];
  const headSize = number("attention.key_length", width / heads);
  const scaling = ropeFactors === undefined ? scalingOf(metadata, name, number) : factorsOf(ropeFactors);
  const config: GptConfig = {
    ...counted,
    width,
    layers: number("block_count"),
    heads,
    keyValueHeads: number("attention.head_count_kv", heads),
    headSize,
    hidden: number("feed_forward_length"),
    context: number("context_length"),
    ropeBase: number("rope.freq_base", 10_000),
    ...(scaling === undefined ? {} : { ropeScaling: scaling }),
    epsilon: near(number("attention.layer_norm_rms_epsilon")),
    ...ARCHITECTURES[name]!.has,
  };
  checkGptConfig(config);
  return name === "gemma3" ? asGemma(config, number) : config;
}

type NumberAt = (key: string, otherwise?: number) => number;

/** Files hold float32: 1e-5 is meant where 9.999999747e-6 is read. */
const near = (value: number): number => Number(value.toPrecision(6));

function refuseUnknown(name: string, number: NumberAt): void {
  const experts = number("expert_count", 0);
  if (experts > 0) throw new RangeError(`gguf: ${name} with ${experts} experts. Onda reads dense models of GGUF.`);
  for (const key of ["attn_logit_softcapping", "final_logit_softcapping"]) {
    if (number(key, 0) !== 0) throw new RangeError(`gguf: ${name}.${key} is set. Onda reads models without it.`);
  }
  const [keys, values] = [number("attention.key_length", 0), number("attention.value_length", 0)];
  if (keys !== values) throw new RangeError(`gguf: heads of ${keys} keys and ${values} values. They must be equal.`);
}

function scalingOf(metadata: GgufMetadata, name: string, number: NumberAt): RopeScaling | undefined {
  const kind = ggufString(metadata, `${name}.rope.scaling.type`) ?? "none";
  const factor = number("rope.scaling.factor", 1);
  if (kind === "none" || factor === 1) return undefined;
  if (kind === "linear") return { kind, factor: near(factor) };
  const originalContext = number("rope.scaling.original_context_length", number("context_length"));
  if (kind === "yarn") return { kind, factor: near(factor), originalContext, fast: 32, slow: 1 };
  throw new RangeError(`gguf: rotary scaling ${JSON.stringify(kind)}. Onda reads linear and yarn.`);
}

const factorsOf = (factors: readonly number[]): RopeScaling | undefined =>
  factors.every((factor) => factor === 1) ? undefined : { kind: "factors", factors };

/** What llama.cpp knows of Gemma 3 without being told: https://github.com/ggml-org/llama.cpp, llama-model.cpp. */
function asGemma(config: GptConfig, number: NumberAt): GptConfig {
  const { width, heads, headSize, layers } = config;
  const every = number("attention.sliding_window_pattern", GEMMA.every);
  const local = Array.from({ length: layers }, (_, i) => i).filter((i) => (i + 1) % every !== 0);
  const window = number("attention.sliding_window", 0);
  const all: GptConfig = {
    ...config,
    embeddingScale: Math.sqrt(width),
    queryScale: (layers === GEMMA.layersOf27B ? width / heads : headSize) ** -0.5,
    ...(window > 0 && local.length > 0
      ? { local: { window, layers: local, ropeBase: number("rope.freq_base_swa", GEMMA.localBase) } }
      : {}),
  };
  checkGptConfig(all);
  return all;
}

const GEMMA = { every: 6, layersOf27B: 62, localBase: 10_000 } as const;

/** The metadata of a config. Throws a RangeError for what llama.cpp has no words for. */
export function gptToGguf(config: GptConfig): { metadata: Map<string, GgufValue>; ropeFactors?: readonly number[] } {
  const name = architectureOf(config);
  if (name === "gemma3" || config.local !== undefined || config.queryScale !== undefined) {
    throw new RangeError("gguf: Onda writes models of Llama's, Qwen 2's and Qwen 3's layout, without windows.");
  }
  const metadata = new Map<string, GgufValue>([["general.architecture", { type: "string", value: name }]]);
  const set = (type: "uint32" | "float32", key: string, value: number) =>
    metadata.set(`${name}.${key}`, { type, value });
  const { ropeScaling: scaling } = config;
  set("uint32", "context_length", config.context);
  set("uint32", "embedding_length", config.width);
  set("uint32", "block_count", config.layers);
  set("uint32", "feed_forward_length", config.hidden);
  set("uint32", "attention.head_count", config.heads);
  set("uint32", "attention.head_count_kv", config.keyValueHeads);
  set("uint32", "attention.key_length", config.headSize);
  set("uint32", "attention.value_length", config.headSize);
  set("float32", "attention.layer_norm_rms_epsilon", config.epsilon);
  set("uint32", "rope.dimension_count", config.headSize);
  set("float32", "rope.freq_base", config.ropeBase);
  set("uint32", "vocab_size", config.vocabulary);
  if (scaling?.kind === "linear" || (scaling?.kind === "yarn" && scaling.fast === 32 && scaling.slow === 1)) {
    metadata.set(`${name}.rope.scaling.type`, { type: "string", value: scaling.kind });
    set("float32", "rope.scaling.factor", scaling.factor);
    if (scaling.kind === "yarn") set("uint32", "rope.scaling.original_context_length", scaling.originalContext);
    return { metadata };
  }
  return scaling === undefined ? { metadata } : { metadata, ropeFactors: ropeFactors(config) };
}

/** How much longer each pair's wave is than without scaling. */
function ropeFactors(config: GptConfig): readonly number[] {
  const { ropeScaling: scaling, ...plain } = config;
  if (scaling?.kind !== "llama3" && scaling?.kind !== "factors") {
    throw new RangeError(`gguf: the rotary scaling ${scaling?.kind} of this model has no words in a GGUF.`);
  }
  const { theta } = ropeFrequencies(config);
  return ropeFrequencies(plain).theta.map((without, i) => without / theta[i]!);
}
