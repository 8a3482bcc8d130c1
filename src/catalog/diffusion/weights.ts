/** A pixel diffusion's file: safetensors in float16, with its config and its labels in the metadata. */
import { toFloat16 } from "../../formats/index.ts";
import { leavesOf, type Spec, specOf, type Tree, type Value } from "../../graph/index.ts";
import {
  type DiffusionConfig,
  initUnet,
  noiseSchedule,
  outputChannels,
  type UnetParams,
} from "../../models/diffusion/index.ts";
import { createRng } from "../../nn/index.ts";
import { inFull } from "../../train/adopt.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../train/checkpoint.ts";

export const DIFFUSION_FORMAT = "onda-diffusion-1";

export interface DiffusionFile {
  readonly config: DiffusionConfig;
  /** Names of the labels; empty where there are none. */
  readonly labels: readonly string[];
  readonly params: UnetParams<Value>;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function saveDiffusion(
  path: string,
  { config, labels, params }: Omit<DiffusionFile, "metadata">,
  metadata: Record<string, string> = {},
): Promise<void> {
  const stored = new Map<string, Value>();
  for (const [name, leaf] of leavesOf<Value>(params as unknown as Tree<Value>)) {
    const small = leaf.shape.length < 2 || leaf.data.length < 1024;
    stored.set(name, small ? leaf : { ...leaf, dtype: "float16", data: toFloat16(leaf.data as Float32Array) });
  }
  const about = { format: DIFFUSION_FORMAT, config: JSON.stringify(config), labels: JSON.stringify(labels) };
  await writeCheckpoint(path, stored, { ...metadata, ...about });
}

/** Reads a diffusion model. Every tensor is checked against what the config asks for. */
export async function loadDiffusion(path: string): Promise<DiffusionFile> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.format !== DIFFUSION_FORMAT) {
    const found = metadata.format ?? "of an unknown format";
    throw new CheckpointError(`${path} is ${found}, not ${DIFFUSION_FORMAT}. Give a file of onda train's.`);
  }
  const { config, labels, specs } = parse(metadata, path);
  const full = new Map([...tensors].map(([name, tensor]) => [name, inFull(tensor)]));
  return { config, labels, params: restoreTree(specs, full, path) as unknown as UnetParams<Value>, metadata };
}

/** A bound on memory before a file is believed. */
const MOST_CHANNELS = 4096;

function parse(metadata: Readonly<Record<string, string>>, path: string) {
  try {
    const config = JSON.parse(metadata.config ?? "") as DiffusionConfig;
    const labels = JSON.parse(metadata.labels ?? "") as string[];
    const named = Array.isArray(labels) && labels.every((label) => typeof label === "string");
    if (!named || (config.unet.labels[0] ?? 0) !== labels.length) throw new RangeError("labels");
    const { width, multipliers, blocks } = config.unet;
    if (!(width * Math.max(...multipliers) <= MOST_CHANNELS && blocks <= 16)) throw new RangeError("sizes");
    noiseSchedule(config.schedule);
    const params = initUnet(createRng(0), config.unet, outputChannels(config));
    return { config, labels, specs: specOf(params as unknown as Tree<Value>) as Tree<Spec> };
  } catch (error) {
    throw new CheckpointError(
      `${path}: the config in its metadata cannot be read. The file is damaged or no diffusion model.`,
      { cause: error },
    );
  }
}
