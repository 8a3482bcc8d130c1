/**
 * How a language model runs. One whose file packs its matrices is multiplied with as it is, its weights mapped; so is one
 * from elsewhere that is too large to be a program's constants, rounded to 8 bits. All others run in float32.
 */
import { stat } from "node:fs/promises";
import { ggufString, readGgufTokenizer, type Tokenizer } from "../../formats/index.ts";
import { createDecoder, type Decoder, type GptConfig } from "../../models/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { quantity } from "../../train/words.ts";
import { RequestError } from "../errors.ts";
import type { Kept } from "../served/kept.ts";
import type { Served } from "../served/open.ts";
import { ggufConfig, openGguf } from "./gguf/open.ts";
import { readFolderTokenizer, readPurpose, requireFitting } from "./hugging-face/read.ts";
import { readDescribed } from "./hugging-face/weights.ts";
import { loadAny, naming } from "./load.ts";
import { type LanguageConfig, networkOf } from "./network.ts";
import { PURPOSE_KEY, type Purpose, purposeOf } from "./purpose.ts";
import { countWeights } from "./weights.ts";

/** What a model from elsewhere may be run as, instead of what suits it. */
export const RUN_TYPES = ["f32", "q8_0"] as const;
export type RunType = (typeof RUN_TYPES)[number];

export interface RunOptions {
  /** ONNX Runtime for Node unless given; with another one, models run in float32. */
  readonly runtime?: Runtime;
  readonly threads?: number;
  readonly type?: RunType;
}

export interface RunningLanguage {
  /** Its context is what fits here. */
  readonly config: LanguageConfig;
  readonly tokenizer: Tokenizer;
  readonly purpose: Purpose;
  readonly runtime: string;
  /** Its weights, in words: "in float32", "packed as in its file (Q4_0, Q8_0)". */
  readonly way: string;
  decoder(sizes: { readonly batch: number; readonly capacity: number }): Decoder;
  dispose(): Promise<void>;
}

/** Throws a ModelError that names the file, what is wrong with it, and what to do. */
export async function runLanguage(path: string, options: RunOptions = {}): Promise<RunningLanguage> {
  return naming(path, async () => {
    const { way, isServed } = await choose(path, options);
    return isServed ? asServed(path, way, options) : inFloats(path, way, options);
  });
}

async function inFloats(path: string, way: string, { threads, ...given }: RunOptions): Promise<RunningLanguage> {
  const { config, tokenizer, purpose, params } = await loadAny(path);
  const runtime: Runtime = given.runtime ?? (await import("../../runtime/node/index.ts")).onnxRuntime;
  const program = networkOf(config).decodeProgram(params);
  const executable = await runtime.compile(program, threads === undefined ? {} : { threads });
  return {
    ...{ config, tokenizer, purpose, runtime: runtime.name, way },
    decoder: (sizes) => createDecoder(executable, config, sizes),
    dispose: () => executable.dispose(),
  };
}

async function asServed(path: string, way: string, { threads }: RunOptions): Promise<RunningLanguage> {
  const served = await import("../served/open.ts");
  const { onnxRuntime } = await import("../../runtime/node/index.ts");
  const options = threads === undefined ? {} : { threads };
  const running = ({ config, capacity, kept, ...model }: Served, tokenizer: Tokenizer, purpose: Purpose) => ({
    ...{ ...model, config: { ...config, context: capacity }, tokenizer, purpose },
    ...{ runtime: onnxRuntime.name, way: `${way}${lossWords(kept)}` },
  });
  if (await isFolder(path)) {
    const tokenizer = await readFolderTokenizer(path);
    const purpose = purposeOf(tokenizer, await readPurpose(path));
    requireFitting(tokenizer, (await readDescribed(path)).config, path);
    return running(await served.openServedHuggingFace(path, options), tokenizer, purpose);
  }
  const { metadata, ...model } = await served.openServed(path, options);
  const tokenizer = readGgufTokenizer(metadata);
  return running(model, tokenizer, purposeOf(tokenizer, ggufString(metadata, PURPOSE_KEY)));
}

/** What rounding changed in the matrices that it touched, if there are any. */
function lossWords(kept: readonly Kept[]): string {
  const rounded = kept.filter(({ loss }) => loss > 1e-6);
  if (rounded.length === 0) return "";
  const most = Math.max(...rounded.map(({ loss }) => loss));
  return `, which changes ${rounded.map(({ type }) => type).join(", ")} by ${(1000 * most).toPrecision(2)} in 1,000`;
}

interface Choice {
  readonly way: string;
  readonly isServed: boolean;
}
const floats = (why = ""): Choice => ({ way: `in float32${why}`, isServed: false });
const served = (way: string): Choice => ({ way, isServed: true });

async function choose(path: string, { runtime, type }: RunOptions): Promise<Choice> {
  const isGguf = path.endsWith(".gguf");
  if (!isGguf && !(await isFolder(path))) {
    if (type === undefined) return floats();
    throw new RequestError(`${path} is of Onda's own and runs in float32. Leave out the type, or export it to gguf.`);
  }
  if (runtime !== undefined) return floats();
  const { config, packed } = await (isGguf ? ggufKind(path) : folderKind(path));
  const weights = quantity(countWeights(config));
  const isLarge = 4 * countWeights(config) > MOST_CONSTANTS;
  const canServe = config.headSize % 8 === 0; // GroupQueryAttention takes no others
  if (isLarge && (type === "f32" || !canServe)) {
    throw new RequestError(
      `${weights} parameters are too many for float32: a program holds 2 GB of them. ` +
        (canServe
          ? "Leave out the type: they stay packed, or are rounded to 8 bits."
          : `And heads of ${config.headSize} numbers cannot run packed, for these come in eights. Take a smaller model.`),
    );
  }
  if (type !== "f32" && packed.length > 0) {
    if (canServe) return served(`packed as in its file (${packed.join(", ")})`);
    return floats(`, for heads of ${config.headSize} numbers cannot run packed`);
  }
  if (type === "q8_0" && canServe) return served("rounded to 8 bits");
  return isLarge ? served(`rounded to 8 bits, for ${weights} parameters are too many for float32`) : floats();
}

/** Bytes of a program's constants: protobuf's bound of 2 GB, less what else is in it. */
const MOST_CONSTANTS = 2 ** 31 - 2 ** 24;

interface Kind {
  readonly config: GptConfig;
  /** Types of packed matrices, the most frequent first. */
  readonly packed: readonly string[];
}

const folderKind = async (folder: string): Promise<Kind> => ({ ...(await readDescribed(folder)), packed: [] });

async function ggufKind(path: string): Promise<Kind> {
  const gguf = await openGguf(path);
  try {
    const counts = new Map<string, number>();
    for (const { type } of gguf.tensors.values()) counts.set(type, (counts.get(type) ?? 0) + 1);
    const packed = [...counts].filter(([type]) => !FLOATS.has(type)).sort(([, a], [, b]) => b - a);
    return { config: await ggufConfig(gguf), packed: packed.map(([type]) => type) };
  } finally {
    await gguf.close();
  }
}

const FLOATS: ReadonlySet<string> = new Set(["F32", "F16", "BF16", "F64"]);

const isFolder = async (path: string): Promise<boolean> => (await stat(path)).isDirectory();
