/** A folder of Hugging Face's as the served program's weights: its tensors under llama.cpp's names, a range of bytes each. */
import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { readSafetensorsHeader, type SafetensorsHeader, safetensorsHeaderSize } from "../../formats/index.ts";
import type { GptConfig, HuggingFaceTensors } from "../../models/index.ts";
import { CheckpointError, readBytes } from "../../train/index.ts";
import { firstLine } from "../errors.ts";
import type { GgufTensor } from "../language/gguf/open.ts";
import { ggufName } from "../language/gguf/tensors.ts";
import { shardsOf } from "../language/hugging-face/shards.ts";
import { readDescribed, requireFloats } from "../language/hugging-face/weights.ts";
import { type Plan, planServed, type ServedSource } from "./plan.ts";

/** Throws a CheckpointError that names the file, the rule and what to do. */
export async function openServedFolder(folder: string): Promise<ServedSource & { close(): Promise<void> }> {
  const { config, tensors } = await readDescribed(folder);
  const files: FileHandle[] = [];
  const close = async () => {
    for (const file of files) await file.close();
  };
  const hash = createHash("sha256");
  const listed = new Map<string, GgufTensor>();
  try {
    for (const name of await shardsOf(folder)) {
      const path = join(folder, name);
      const file = await open(path);
      files.push(file);
      const { size, mtimeMs } = await file.stat();
      const head = await readBytes(file, 0, safetensorsHeaderSize(await readBytes(file, 0, Math.min(8, size)), size));
      hash.update(`hugging-face ${size} ${mtimeMs} `).update(head);
      list(readSafetensorsHeader(head, size), { path, shard: files.length - 1, tensors, config }, listed);
    }
    const plan = asHeld(planServed(config, listed, false), tensors);
    return { config, plan, files, fingerprint: async () => hash.digest("hex"), close };
  } catch (error) {
    await close();
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(`${folder}: ${firstLine(error)}`, { cause: error });
  }
}

interface Shard {
  readonly path: string;
  readonly shard: number;
  readonly tensors: HuggingFaceTensors;
  readonly config: GptConfig;
}

function list(header: SafetensorsHeader, { path, shard, tensors, config }: Shard, into: Map<string, GgufTensor>): void {
  for (const [theirs, { dtype, ...entry }] of Object.entries(header.tensors)) {
    const name = tensors.nameOf(theirs);
    if (name === undefined) continue;
    const type = requireFloats(dtype, theirs, path);
    into.set(ggufName(name, config), { ...entry, type, shard });
  }
}

/** Gemma's norms hold the difference from 1, which a GGUF has added. */
const asHeld = (plan: Plan, { normsFromOne }: HuggingFaceTensors): Plan =>
  normsFromOne
    ? { ...plan, pieces: plan.pieces.map((piece) => (/norm$/i.test(piece.path) ? { ...piece, plus: 1 } : piece)) }
    : plan;
