/** A language model in the files of other programs: a folder of Hugging Face's, a GGUF, an ONNX program. */
import { existsSync } from "node:fs";
import { basename } from "node:path";
import { writeWhole } from "../../data/write.ts";
import type { GgufWritableType } from "../../formats/index.ts";
import { leavesOf, type Value } from "../../graph/index.ts";
import { encodeOnnx, lower } from "../../onnx/index.ts";
import { firstLine, RequestError } from "../errors.ts";
import { findModel } from "../models.ts";
import { version } from "../package.ts";
import { writeGgufLanguage } from "./gguf/write.ts";
import { type HuggingFaceType, writeHuggingFaceLanguage } from "./hugging-face/write.ts";
import { type LoadedLanguage, loadAny } from "./load.ts";
import { marksFor } from "./marks.ts";
import { isSparse, networkOf } from "./network.ts";

/** Where a model can go, and what its weights can be there: the first unless another one is asked for. */
export const EXPORTS = {
  "hugging-face": ["f32", "f16", "bf16"],
  gguf: ["f16", "f32", "bf16", "q8_0", "q4_0"],
  onnx: ["f32"],
} as const;
export type ExportFormat = keyof typeof EXPORTS;

export interface ExportRequest {
  readonly to: ExportFormat;
  /** The folder or file; the model's name with the ending of its kind unless given. */
  readonly out?: string;
  readonly type?: string;
  readonly force?: boolean;
}

export interface Exported {
  readonly path: string;
  readonly bytes: number;
  readonly type: string;
}

/**
 * Writes a model, named or a file, for other programs.
 * @throws RequestError for what cannot be asked or would replace a file, ModelError for a model that cannot be read.
 */
export async function exportLanguage(nameOrFile: string, request: ExportRequest): Promise<Exported> {
  const { to, type = EXPORTS[to][0], force = false } = request;
  if (!EXPORTS[to].some((known) => known === type)) {
    throw new RequestError(`${to} with weights as ${JSON.stringify(type)}. It can be ${EXPORTS[to].join(", ")}.`);
  }
  const { name, file } = await findModel(nameOrFile);
  const path = request.out ?? `${basename(name)}${ENDINGS[to]}`;
  if (existsSync(path) && !force) throw new RequestError(`${path} is there already. Give another --out, or --force.`);
  const model = await loadAny(file);
  try {
    return { path, bytes: await write(to, path, model, type, name), type };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RequestError(`${name} cannot be exported: ${firstLine(error)}`, { cause: error });
  }
}

const ENDINGS: Readonly<Record<ExportFormat, string>> = { "hugging-face": "-hf", gguf: ".gguf", onnx: ".onnx" };

function write(to: ExportFormat, path: string, model: LoadedLanguage, type: string, name: string): Promise<number> {
  if (to === "onnx") return writeOnnx(path, model, name);
  if (isSparse(model.config)) {
    throw new RangeError(`${to}: its experts have no place in Llama's layout. Export to onnx.`);
  }
  if (to === "gguf") return writeGgufLanguage(path, model, type.toUpperCase() as GgufWritableType, name);
  return writeHuggingFaceLanguage(path, model, type as HuggingFaceType);
}

/** A program that holds more is none that ONNX can say. */
const MOST_ONNX = 2 ** 31 - 2 ** 20;

/** The program of generation in standard operators; its metadata says what its inputs are. */
async function writeOnnx(path: string, model: LoadedLanguage, name: string): Promise<number> {
  const { config, params } = model;
  const weights = leavesOf<Value>(params as never).reduce((sum, [, { data }]) => sum + data.byteLength, 0);
  if (weights > MOST_ONNX) throw new RangeError(`onnx: ${weights} bytes of weights. A file holds less than 2 GB.`);
  const { end } = marksFor(model);
  const metadata = {
    ...{ name, producer: `onda ${version}`, config: JSON.stringify(config), inputs: INPUTS },
    ...(end === undefined ? {} : { eos_token_id: String(end) }),
  };
  const program = networkOf(config).decodeProgram(params);
  return writeWhole(path, [encodeOnnx(lower(program, "portable", { metadata }))]);
}

const INPUTS =
  "ids and positions [batch, new]; read [read]: behind which of the new tokens logits are wanted, -1 for the last; bias " +
  "[batch, 1, new, past + new]: 0 where a token is seen, -1e9 where not; past.N.keys and past.N.values [past, batch, heads, " +
  "size], empty at first, then with made.N.keys:out and made.N.values:out behind them. logits:out [batch, read, vocabulary].";
