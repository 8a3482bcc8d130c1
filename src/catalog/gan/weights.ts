/** A GAN's file: the generator alone, safetensors in float16, with its config, its labels and its batch norms' statistics. */
import { toFloat16 } from "../../formats/index.ts";
import { leavesOf, type Spec, specOf, type Tree, type Value } from "../../graph/index.ts";
import { checkGanConfig, type GanConfig, type GeneratorParams, initGenerator } from "../../models/gan/index.ts";
import { createRng, init } from "../../nn/index.ts";
import { inFull } from "../../train/adopt.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../train/checkpoint.ts";

export const GAN_FORMAT = "onda-gan-1";

/** What a generator needs to make pictures. */
export type GanWeights<T> = {
  readonly generator: GeneratorParams<T>;
  /** Of each batch norm, in order. */
  readonly statistics: readonly { readonly mean: T; readonly variance: T }[];
};

export interface GanFile {
  readonly config: GanConfig;
  /** Names of the labels; empty where there are none. */
  readonly labels: readonly string[];
  readonly weights: GanWeights<Value>;
  readonly metadata: Readonly<Record<string, string>>;
}

export async function saveGan(
  path: string,
  { config, labels, weights }: Omit<GanFile, "metadata">,
  metadata: Record<string, string> = {},
): Promise<void> {
  const stored = new Map<string, Value>();
  for (const [name, leaf] of leavesOf<Value>(weights as Tree<Value>)) {
    const small = leaf.shape.length < 2 || leaf.data.length < 1024;
    stored.set(name, small ? leaf : { ...leaf, dtype: "float16", data: toFloat16(leaf.data as Float32Array) });
  }
  const about = { format: GAN_FORMAT, config: JSON.stringify(config), labels: JSON.stringify(labels) };
  await writeCheckpoint(path, stored, { ...metadata, ...about });
}

/** Reads a GAN. Every tensor is checked against what the config asks for. */
export async function loadGan(path: string): Promise<GanFile> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.format !== GAN_FORMAT) {
    const found = metadata.format ?? "of an unknown format";
    throw new CheckpointError(`${path} is ${found}, not ${GAN_FORMAT}. Give a GAN's file, such as gan.safetensors.`);
  }
  const { config, labels } = parse(metadata, path);
  const full = new Map([...tensors].map(([name, tensor]) => [name, inFull(tensor)]));
  return { config, labels, weights: restoreTree(ganSpecs(config), full, path) as GanWeights<Value>, metadata };
}

/** The shapes of a generator's weights. */
function ganSpecs(config: GanConfig): GanWeights<Spec> {
  const generator = initGenerator(createRng(0), config);
  const statistics = generator.levels.flatMap(({ norms }) =>
    norms.map(({ scale }) => ({ mean: init.zeros(scale.data.length), variance: init.zeros(scale.data.length) })),
  );
  return specOf({ generator, statistics } as Tree<Value>) as unknown as GanWeights<Spec>;
}

function parse(metadata: Readonly<Record<string, string>>, path: string): Pick<GanFile, "config" | "labels"> {
  try {
    const config = checkGanConfig(JSON.parse(metadata.config ?? "") as GanConfig);
    const labels = JSON.parse(metadata.labels ?? "") as string[];
    const named = Array.isArray(labels) && labels.every((label) => typeof label === "string");
    if (!named || Math.max(1, labels.length) !== config.labels) throw new RangeError("labels");
    return { config, labels };
  } catch (error) {
    throw new CheckpointError(`${path}: the config in its metadata cannot be read. The file is damaged or not a GAN.`, {
      cause: error,
    });
  }
}
