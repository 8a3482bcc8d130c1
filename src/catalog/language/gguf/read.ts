/** A model from a GGUF, in one file or several: its weights in full, whatever they are packed as. */
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  dequantizeGguf,
  type ForeignTokenizer,
  FormatError,
  type GgufMetadata,
  type GgufModel,
  ggufShardNames,
  joinGguf,
  readGgufHeader,
  readGgufTokenizer,
} from "../../../formats/index.ts";
import { leavesOf, type Spec, type Value } from "../../../graph/index.ts";
import { type GptConfig, type GptParams, gptSpecs } from "../../../models/index.ts";
import { CheckpointError } from "../../../train/index.ts";
import { firstLine } from "../../errors.ts";
import { type Listed, readListed } from "../listing.ts";
import { gptFromGguf } from "./config.ts";
import { ggufName, headsTurned, inHalves, ROPE_FACTORS } from "./tensors.ts";

export interface GgufLanguage {
  readonly config: GptConfig;
  readonly params: GptParams<Value>;
  readonly tokenizer: ForeignTokenizer;
  readonly metadata: GgufMetadata;
}

/** Throws a CheckpointError that names the file, what is wrong with it, and what to do. */
export async function readGgufLanguage(path: string): Promise<GgufLanguage> {
  const files: FileHandle[] = [];
  try {
    const model = await openAll(path, files);
    const bytesOf = (name: string) => readEntry(files, model, name);
    const config = await configOf(model, bytesOf);
    const tokenizer = readGgufTokenizer(model.metadata);
    const params = await readListed(gptSpecs(config), listed(path, model, config, bytesOf), path);
    return { config, params, tokenizer, metadata: model.metadata };
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(`${path}: ${firstLine(error)}`, { cause: error });
  } finally {
    for (const file of files) await file.close();
  }
}

async function openAll(path: string, files: FileHandle[]): Promise<GgufModel> {
  const shards = [];
  for (const name of ggufShardNames(basename(path))) {
    const file = await open(join(dirname(path), name)).catch((error: NodeJS.ErrnoException) => {
      throw new CheckpointError(
        error.code === "ENOENT" && name !== basename(path)
          ? `${path} is one of several files, and ${name} is missing. Put all of them into one folder.`
          : `${join(dirname(path), name)} cannot be read: ${error.code}.`,
        { cause: error },
      );
    });
    files.push(file);
    const read = (offset: number, length: number) => readBytes(file, offset, length);
    shards.push({ name, header: await readGgufHeader(read, (await file.stat()).size) });
  }
  return joinGguf(shards);
}

/** float32 of a tensor. */
async function readEntry(files: readonly FileHandle[], model: GgufModel, name: string): Promise<Float32Array> {
  const { type, begin, end, shard } = model.tensors.get(name)!;
  try {
    return dequantizeGguf(type, await readBytes(files[shard]!, begin, end - begin));
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`tensor ${name}: ${error.message}`, { cause: error }) : error;
  }
}

async function configOf(
  { metadata, tensors }: GgufModel,
  read: (name: string) => Promise<Float32Array>,
): Promise<GptConfig> {
  const embeddings = tensors.get("token_embd.weight");
  const config = gptFromGguf(metadata, {
    vocabulary: embeddings?.shape[0] ?? 1,
    tiedEmbeddings: !tensors.has("output.weight"),
    ...(tensors.has(ROPE_FACTORS) ? { ropeFactors: [...(await read(ROPE_FACTORS))] } : {}),
  });
  if (config.layers > tensors.size) {
    throw new RangeError(`gguf: it promises ${config.layers} layers. There are ${tensors.size} tensors.`);
  }
  return config;
}

/** The file's tensors under the model's names; strangers under their own. */
function listed(
  path: string,
  { tensors }: GgufModel,
  config: GptConfig,
  read: (name: string) => Promise<Float32Array>,
): Map<string, Listed> {
  const names = new Map(leavesOf<Spec>(gptSpecs(config)).map(([name]) => [ggufName(name, config), name]));
  const found = new Map<string, Listed>();
  for (const [theirs, { shape }] of tensors) {
    if (theirs === ROPE_FACTORS) continue;
    const name = names.get(theirs) ?? theirs;
    const heads = headsTurned(name, config);
    const ordered = (data: Float32Array) => (heads === 0 ? data : inHalves(data, heads, config.headSize));
    found.set(name, {
      file: path,
      shape,
      read: async () => ({ dtype: "float32", shape, data: ordered(await read(theirs)) }),
    });
  }
  return found;
}

async function readBytes(file: FileHandle, from: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await file.read(bytes, at, Math.min(length - at, 2 ** 30), from + at);
    if (bytesRead === 0) return bytes.subarray(0, at);
    at += bytesRead;
  }
  return bytes;
}
