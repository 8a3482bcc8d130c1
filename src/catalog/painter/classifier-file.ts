/** The judge's file: safetensors with large weights in eight bits, its questions and concepts in the metadata. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Spec, specOf, type Value } from "../../graph/index.ts";
import { type ClassifierParams, initClassifier } from "../../models/classifier/index.ts";
import { createRng } from "../../nn/index.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../train/index.ts";
import { narrowWeights, widenWeights } from "../eight-bit.ts";
import type { JudgeConfig, Question } from "./classifier-task.ts";

export const CLASSIFIER_FORMAT = "onda-classifier-1";
const QUESTIONS: readonly Question[] = ["concept", "background", "colour", "count"];
/** No size in a config may exceed this: the memory it asks for stays small. */
const MAX_SIZE = 16_384;

export interface ClassifierFile {
  readonly config: JudgeConfig;
  readonly weights: ClassifierParams<Value, Question>;
  readonly metadata: Readonly<Record<string, string>>;
  /** SHA-256 of the file: which judge has judged. */
  readonly hash: string;
}

export async function saveClassifier(
  path: string,
  config: JudgeConfig,
  weights: ClassifierParams<Value, Question>,
  metadata: Record<string, string> = {},
): Promise<void> {
  const stored = narrowWeights(weights);
  await writeCheckpoint(path, stored, { ...metadata, format: CLASSIFIER_FORMAT, config: JSON.stringify(config) });
}

/** Reads a judge. Every tensor is checked against what its config asks for. */
export async function loadClassifier(path: string): Promise<ClassifierFile> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.format !== CLASSIFIER_FORMAT) {
    const found = metadata.format ?? "of an unknown format";
    throw new CheckpointError(`${path} is ${found}, not ${CLASSIFIER_FORMAT}. Give a classifier's file.`);
  }
  const config = parseConfig(metadata.config, path);
  const specs = specOf(initClassifier(createRng(0), config)) as ClassifierParams<Spec, Question>;
  const weights = restoreTree(specs, widenWeights(tensors, path), path) as ClassifierParams<Value, Question>;
  return { config, weights, metadata, hash: await hashOf(path) };
}

/** SHA-256 of a file in hexadecimal. */
export async function hashOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

function parseConfig(text: string | undefined, path: string): JudgeConfig {
  try {
    const config = JSON.parse(text ?? "") as JudgeConfig;
    const { imageSize, widths, features, heads, concepts } = config;
    const sizes = [imageSize, ...widths, features, ...QUESTIONS.map((question) => heads[question])];
    const sound = sizes.every((n) => Number.isInteger(n) && n > 0 && n <= MAX_SIZE) && widths.length === 3;
    if (!sound || imageSize % 16 !== 0 || imageSize > 1024 || concepts.length !== heads.concept) throw new RangeError();
    return config;
  } catch {
    const reason = "the config in its metadata cannot be read. The file is damaged or not a classifier.";
    throw new CheckpointError(`${path}: ${reason}`);
  }
}
