/** A painter's file: safetensors with large weights in eight bits, the autoencoder in float16, the config in the metadata. */
import { toFloat16 } from "../../formats/index.ts";
import { leavesOf, type Spec, specOf, type Value } from "../../graph/index.ts";
import {
  initAutoencoder,
  initGuess,
  initText,
  initTransformer,
  type LatentConfig,
  type Painter,
} from "../../models/latent/index.ts";
import { createRng, init, type Rng } from "../../nn/index.ts";
import { dequantizeInt8, quantizeInt8 } from "../../slim/int8.ts";
import { inFull } from "../../train/adopt.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../train/checkpoint.ts";

export const PAINTER_FORMAT = "onda-painter-2";
const SCALES = ".scales";
/** A bound on memory before a file is believed. */
const MAX_WEIGHTS = 400_000_000;

export interface PainterFile {
  readonly config: LatentConfig;
  readonly weights: Painter<Value>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes the weights: the autoencoder as float16, for rounding in its decoder is seen as mottled areas; other matrices
 * as int8; the rest as float32.
 */
export async function savePainter(
  path: string,
  config: LatentConfig,
  weights: Painter<Value>,
  metadata: Record<string, string> = {},
): Promise<void> {
  const stored = new Map<string, Value>();
  for (const [name, leaf] of leavesOf<Value>(weights)) {
    if (leaf.shape.length < 2 || leaf.data.length < 1024) stored.set(name, leaf);
    else if (name.startsWith("autoencoder.")) {
      stored.set(name, { ...leaf, dtype: "float16", data: toFloat16(leaf.data as Float32Array) });
    } else {
      const { values, scales } = quantizeInt8(leaf);
      stored.set(name, values);
      stored.set(name + SCALES, scales);
    }
  }
  await writeCheckpoint(path, stored, { ...metadata, format: PAINTER_FORMAT, config: JSON.stringify(config) });
}

/** Reads a painter. Every tensor is checked against what the config asks for. */
export async function loadPainter(path: string): Promise<PainterFile> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.format !== PAINTER_FORMAT) {
    throw new CheckpointError(
      `${path} is ${metadata.format ?? "of an unknown format"}, not ${PAINTER_FORMAT}. Give a painter's file.`,
    );
  }
  const config = parseConfig(metadata.config, path);
  const wide = new Map<string, Value>();
  for (const [name, values] of tensors) {
    if (name.endsWith(SCALES)) continue;
    const scales = tensors.get(name + SCALES);
    if (values.dtype === "int8" && (scales === undefined || scales.shape[0] !== values.shape[0])) {
      throw new CheckpointError(`${path}: tensor ${name} is int8 without fitting scales. The file is damaged.`);
    }
    wide.set(name, scales === undefined ? inFull(values) : dequantizeInt8({ values, scales }));
  }
  return { config, weights: restoreTree(painterSpecs(config), wide, path) as Painter<Value>, metadata };
}

/** The shapes of a painter's weights. Throws a RangeError when the config asks for more than a painter may have. */
export function painterSpecs(config: LatentConfig): Painter<Spec> {
  const rng = blankRng(MAX_WEIGHTS);
  const c = config.autoencoder.latentChannels;
  const weights: Painter<Value> = {
    autoencoder: initAutoencoder(rng, config.autoencoder),
    scale: { mean: init.zeros(c), deviation: init.zeros(c) },
    text: initText(rng, config.text),
    guess: initGuess(rng, config),
    transformer: initTransformer(rng, config),
  };
  return specOf(weights) as Painter<Spec>;
}

/** A generator that draws nothing, and no more than `budget` of it: of a config, only the shapes are wanted. */
function blankRng(budget: number): Rng {
  const blank: Rng = {
    ...createRng(0),
    split: () => blank,
    normal(count) {
      budget -= count;
      if (!(budget >= 0)) throw new RangeError(`painter: more than ${MAX_WEIGHTS} weights.`);
      return new Float32Array(0);
    },
  };
  return blank;
}

function parseConfig(text: string | undefined, path: string): LatentConfig {
  try {
    const config = JSON.parse(text ?? "") as LatentConfig;
    const sizes = leavesOfNumbers(config);
    if (sizes.length < 12 || sizes.some((n) => !Number.isInteger(n) || n < 1 || n > 65536))
      throw new RangeError("sizes");
    return config;
  } catch {
    throw new CheckpointError(
      `${path}: the config in its metadata cannot be read. The file is damaged or not a painter.`,
    );
  }
}

const leavesOfNumbers = (tree: unknown): number[] =>
  typeof tree === "number"
    ? [tree]
    : typeof tree === "object" && tree !== null
      ? Object.values(tree).flatMap(leavesOfNumbers)
      : [Number.NaN];
