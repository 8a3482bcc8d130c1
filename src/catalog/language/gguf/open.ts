/** A GGUF on disk, in one file or several: its headers read and joined, its tensors a range of bytes each. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  dequantizeGguf,
  FormatError,
  type GgufModel,
  type GgufShard,
  ggufShardNames,
  joinGguf,
  readGgufHeader,
} from "../../../formats/index.ts";
import type { GptConfig } from "../../../models/index.ts";
import { CheckpointError, readBytes } from "../../../train/index.ts";
import { firstLine } from "../../errors.ts";
import { gptFromGguf } from "./config.ts";
import { ROPE_FACTORS } from "./tensors.ts";

export type GgufTensor = GgufModel["tensors"] extends ReadonlyMap<string, infer T> ? T : never;

export interface OpenGguf extends GgufModel {
  /** By a tensor's `shard`. */
  readonly files: readonly FileHandle[];
  /** Of sizes, times and headers, all of which a change would change: hexadecimal. */
  fingerprint(): Promise<string>;
  close(): Promise<void>;
}

/** Throws a CheckpointError that names the file, what is wrong with it, and what to do. */
export async function openGguf(path: string): Promise<OpenGguf> {
  const files: FileHandle[] = [];
  const close = async () => {
    for (const file of files) await file.close();
  };
  try {
    const shards: GgufShard[] = [];
    for (const name of ggufShardNames(basename(path))) {
      const file = await openShard(path, name);
      files.push(file);
      const read = (offset: number, length: number) => readBytes(file, offset, offset + length);
      shards.push({ name, header: await readGgufHeader(read, (await file.stat()).size) });
    }
    return { ...joinGguf(shards), files, fingerprint: () => fingerprint(files, shards), close };
  } catch (error) {
    await close();
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(`${path}: ${firstLine(error)}`, { cause: error });
  }
}

const openShard = (path: string, name: string): Promise<FileHandle> =>
  open(join(dirname(path), name)).catch((error: NodeJS.ErrnoException) => {
    throw new CheckpointError(
      error.code === "ENOENT" && name !== basename(path)
        ? `${path} is one of several files, and ${name} is missing. Put all of them into one folder.`
        : `${join(dirname(path), name)} cannot be read: ${error.code}.`,
      { cause: error },
    );
  });

async function fingerprint(files: readonly FileHandle[], shards: readonly GgufShard[]): Promise<string> {
  const hash = createHash("sha256");
  for (const [i, file] of files.entries()) {
    const { size, mtimeMs } = await file.stat();
    hash.update(`${size} ${mtimeMs} `).update(await readBytes(file, 0, shards[i]!.header.dataStart));
  }
  return hash.digest("hex");
}

/** A tensor's numbers, whatever they are packed as. */
export async function readFloats({ files, tensors }: OpenGguf, name: string): Promise<Float32Array> {
  const { type, begin, end, shard } = tensors.get(name)!;
  try {
    return dequantizeGguf(type, await readBytes(files[shard]!, begin, end));
  } catch (error) {
    throw error instanceof FormatError ? new FormatError(`tensor ${name}: ${error.message}`, { cause: error }) : error;
  }
}

/** Throws a RangeError for an architecture that is not known, or sizes that do not fit. */
export async function ggufConfig(gguf: OpenGguf): Promise<GptConfig> {
  const { metadata, tensors } = gguf;
  const config = gptFromGguf(metadata, {
    vocabulary: tensors.get("token_embd.weight")?.shape[0] ?? 1,
    tiedEmbeddings: !tensors.has("output.weight"),
    ...(tensors.has(ROPE_FACTORS) ? { ropeFactors: [...(await readFloats(gguf, ROPE_FACTORS))] } : {}),
  });
  if (config.layers > tensors.size) {
    throw new RangeError(`gguf: it promises ${config.layers} layers. There are ${tensors.size} tensors.`);
  }
  return config;
}
