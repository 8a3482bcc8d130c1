/** A frozen classifier's file: safetensors with large weights in eight bits, its questions and answers in the metadata. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { COLOURS, type Questions } from "../../data/index.ts";
import { type Spec, specOf, type Value } from "../../graph/index.ts";
import { type ClassifierConfig, type ClassifierParams, initClassifier } from "../../models/classifier/index.ts";
import { createRng } from "../../nn/index.ts";
import { CheckpointError, readCheckpoint, restoreTree, writeCheckpoint } from "../../train/index.ts";
import { narrowWeights, widenWeights } from "../eight-bit.ts";

export const CLASSIFIER_FORMAT = "onda-classifier-1";
/** No size in a config may exceed this: the memory it asks for stays small. */
const MAX_SIZE = 16_384;

export interface ClassifierFile<H extends string = string, C extends ClassifierConfig<H> = ClassifierConfig<H>> {
  readonly config: C;
  readonly weights: ClassifierParams<Value, H>;
  readonly metadata: Readonly<Record<string, string>>;
  /** SHA-256 of the file: which judge has judged. */
  readonly hash: string;
}

/** What a judge of a labelled set answers, in the order of each head's numbers. */
export type FrozenConfig = ClassifierConfig & { readonly questions: Questions };

export async function writeClassifier<H extends string>(
  path: string,
  config: ClassifierConfig<H>,
  weights: ClassifierParams<Value, H>,
  metadata: Record<string, string> = {},
): Promise<void> {
  const stored = narrowWeights(weights);
  await writeCheckpoint(path, stored, { ...metadata, format: CLASSIFIER_FORMAT, config: JSON.stringify(config) });
}

/**
 * Reads a judge. Every tensor is checked against what its config asks for.
 * @param sound throws, or returns false, where a config is not of the kind that is wanted
 */
export async function readClassifier<H extends string, C extends ClassifierConfig<H>>(
  path: string,
  sound: (config: C) => boolean,
): Promise<ClassifierFile<H, C>> {
  const { tensors, metadata } = await readCheckpoint(path);
  if (metadata.format !== CLASSIFIER_FORMAT) {
    const found = metadata.format ?? "of an unknown format";
    throw new CheckpointError(`${path} is ${found}, not ${CLASSIFIER_FORMAT}. Give a classifier's file.`);
  }
  const config = parseConfig(metadata.config, path, sound);
  const specs = specOf(initClassifier(createRng(0), config)) as ClassifierParams<Spec, H>;
  const weights = restoreTree(specs, widenWeights(tensors, path), path) as ClassifierParams<Value, H>;
  return { config, weights, metadata, hash: await hashOf(path) };
}

/** Any judge with its questions; of the painter's, which names its concepts by id, they follow from its heads. */
export async function loadFrozen(path: string): Promise<ClassifierFile<string, FrozenConfig>> {
  type Stored = FrozenConfig & { readonly concepts?: readonly string[] };
  const file = await readClassifier<string, Stored>(path, (config) =>
    Object.entries(questionsOf(config)).every(([name, answers]) => config.heads[name] === answers.length),
  );
  return { ...file, config: { ...file.config, questions: questionsOf(file.config) } };
}

function questionsOf({ questions, concepts, heads }: FrozenConfig & { readonly concepts?: readonly string[] }) {
  if (concepts === undefined) return questions;
  const count = Array.from({ length: heads.count! }, (_, i) => String(i + 1));
  return { concept: concepts, background: COLOURS, colour: COLOURS, count };
}

/** SHA-256 of a file in hexadecimal. */
export async function hashOf(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

function parseConfig<H extends string, C extends ClassifierConfig<H>>(
  text: string | undefined,
  path: string,
  sound: (config: C) => boolean,
): C {
  try {
    const config = JSON.parse(text ?? "") as C;
    const { imageSize, widths, features, heads } = config;
    const sizes = [imageSize, ...widths, features, ...Object.values<number>(heads)];
    const fits = sizes.every((n) => Number.isInteger(n) && n > 0 && n <= MAX_SIZE) && widths.length === 3;
    if (!fits || imageSize % 16 !== 0 || imageSize > 1024 || !sound(config)) throw new RangeError();
    return config;
  } catch {
    const reason = "the config in its metadata cannot be read. The file is damaged or not a classifier.";
    throw new CheckpointError(`${path}: ${reason}`);
  }
}
