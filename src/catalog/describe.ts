/** What a model's file says about itself, read from its header alone: no weights are loaded. */
import { open, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ggufString, readSafetensorsHeader, type SafetensorsHeader, safetensorsHeaderSize } from "../formats/index.ts";
import { sizeOf } from "../graph/index.ts";
import type { GanConfig, LatentConfig } from "../models/index.ts";
import { firstLine, ModelError } from "./errors.ts";
import { GAN_FORMAT } from "./gan/weights.ts";
import { languageTraining, languageWords } from "./language/describe.ts";
import { ggufConfig, openGguf } from "./language/gguf/open.ts";
import { describeFolder } from "./language/hugging-face/describe.ts";
import type { LanguageConfig } from "./language/network.ts";
import { PURPOSE_KEY } from "./language/purpose.ts";
import { LANGUAGE_FORMAT } from "./language/weights.ts";
import { CLASSIFIER_FORMAT, type FrozenConfig, questionsOf } from "./measure/frozen-file.ts";
import { CARD_FILE, type ModelEntry, sha256Of } from "./models.ts";
import { PAINTER_FORMAT } from "./painter/weights.ts";

export interface ModelDescription {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly format: string;
  /** Parameters in all, and of each part by the first word of their names. */
  readonly parameters: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly licence: string | undefined;
  /** The config in plain words, a line each. */
  readonly config: readonly (readonly [what: string, words: string])[];
  /** How it was trained, a line each. */
  readonly training: readonly (readonly [what: string, words: string])[];
}

/** @throws ModelError when it is neither safetensors nor GGUF nor a folder of Hugging Face's. */
export async function describeModel(entry: ModelEntry): Promise<ModelDescription> {
  if (entry.file.endsWith(".gguf")) return describeGguf(entry);
  if ((await stat(entry.file)).isDirectory()) return describeHuggingFace(entry);
  const header = await readHeader(entry.file);
  const { metadata } = header;
  const parts = partsOf(Object.entries(header.tensors).filter(([name]) => !name.endsWith(".scales")));
  return {
    ...entry,
    sha256: await sha256Of(entry.file),
    format: metadata.format ?? (metadata.task ? `checkpoint of ${metadata.task}` : "safetensors"),
    parameters: Object.values(parts).reduce((a, b) => a + b, 0),
    parts,
    licence: metadata.licence ?? metadata.license ?? (await cardLicence(dirname(entry.file))),
    config: configWords(metadata),
    training: trainingWords(metadata),
  };
}

async function describeGguf(entry: ModelEntry): Promise<ModelDescription> {
  try {
    const gguf = await openGguf(entry.file);
    try {
      const { metadata, tensors } = gguf;
      const parts = partsOf(tensors);
      const packed = new Map<string, number>();
      for (const { type } of tensors.values()) packed.set(type, (packed.get(type) ?? 0) + 1);
      const hasTemplate = ggufString(metadata, "tokenizer.chat_template") !== undefined;
      const purpose = ggufString(metadata, PURPOSE_KEY) ?? (hasTemplate ? "chat" : "text");
      return {
        ...entry,
        sha256: await sha256Of(entry.file),
        format: "GGUF",
        parameters: Object.values(parts).reduce((a, b) => a + b, 0),
        parts,
        licence: ggufString(metadata, "general.license"),
        config: [
          ...languageWords({ purpose }, await ggufConfig(gguf)),
          ["packed as", [...packed].map(([type, count]) => `${type} (${count} tensors)`).join(", ")],
        ],
        training: [],
      };
    } finally {
      await gguf.close();
    }
  } catch (error) {
    throw new ModelError(firstLine(error), { cause: error });
  }
}

async function describeHuggingFace(entry: ModelEntry): Promise<ModelDescription> {
  try {
    const { tensors, config, licenceFile } = await describeFolder(entry.file);
    const parts = partsOf(tensors);
    return {
      ...entry,
      sha256: await sha256Of(entry.file),
      format: "a folder of Hugging Face's",
      parameters: Object.values(parts).reduce((a, b) => a + b, 0),
      parts,
      licence: (await cardLicence(entry.file)) ?? (licenceFile && `see ${licenceFile}`),
      config,
      training: [],
    };
  } catch (error) {
    throw new ModelError(firstLine(error), { cause: error });
  }
}

/** Numbers of each part, by the first word of the tensors' names. */
function partsOf(
  tensors: Iterable<readonly [name: string, { readonly shape: readonly number[] }]>,
): Record<string, number> {
  const parts: Record<string, number> = {};
  for (const [name, { shape }] of tensors) {
    const part = name.split(".")[0]!;
    parts[part] = (parts[part] ?? 0) + sizeOf(shape);
  }
  return parts;
}

/** What is written in a safetensors file's metadata. */
export const readMetadata = async (path: string): Promise<SafetensorsHeader["metadata"]> =>
  (await readHeader(path)).metadata;

async function readHeader(path: string): Promise<SafetensorsHeader> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const read = async (length: number) => (await file.read(new Uint8Array(length), 0, length, 0)).buffer;
    const start = await read(Math.min(8, size));
    return readSafetensorsHeader(await read(safetensorsHeaderSize(start, size)), size);
  } catch (error) {
    throw new ModelError(`${path}: ${firstLine(error)}`, { cause: error });
  } finally {
    await file.close();
  }
}

function configWords(metadata: Readonly<Record<string, string>>): [string, string][] {
  if (metadata.format === PAINTER_FORMAT) return painterWords(metadata.config);
  if (metadata.format === CLASSIFIER_FORMAT) return judgeWords(parse<FrozenConfig>(metadata.config));
  if (metadata.format === GAN_FORMAT) return ganWords(parse<GanConfig>(metadata.config), metadata.labels);
  return metadata.format === LANGUAGE_FORMAT ? languageWords(metadata, parse<LanguageConfig>(metadata.config)) : [];
}

function painterWords(text: string | undefined): [string, string][] {
  const config = parse<LatentConfig>(text);
  if (config?.autoencoder === undefined || config.text === undefined || config.transformer === undefined) return [];
  const { autoencoder, text: reader, transformer } = config;
  const side = autoencoder.imageSize / 8;
  return [
    ["paints", `pictures of ${autoencoder.imageSize}×${autoencoder.imageSize} pixels, enlarged up to 512×512`],
    ["reads", `English and Chinese, up to ${reader.tokens} words or characters`],
    ["latent", `${side}×${side} with ${autoencoder.latentChannels} channels`],
    ["text encoder", `${layers(reader)}, ${reader.words} word and ${reader.bigrams} word-pair embeddings`],
    ["transformer", layers(transformer)],
  ];
}

function judgeWords(config: FrozenConfig | undefined): [string, string][] {
  if (config?.heads === undefined || config.widths === undefined) return [];
  const questions = Object.entries(questionsOf(config) ?? {});
  return [
    ["judges", `pictures of ${config.imageSize}×${config.imageSize} pixels, by ${config.features} features`],
    ...questions.map(([question, answers]): [string, string] => [
      `  ${question}`,
      answers.length > 12 ? `one of ${answers.length}` : answers.join(", "),
    ]),
  ];
}

function ganWords(config: GanConfig | undefined, labels: string | undefined): [string, string][] {
  if (config?.generator === undefined) return [];
  const names = parse<string[]>(labels) ?? [];
  return [
    ["makes", `pictures of ${config.imageSize}×${config.imageSize} pixels, in one pass`],
    ["from", `${config.latent} random numbers${names.length > 0 ? ` and a label: ${names.join(", ")}` : ""}`],
    ["generator", `${config.generator.join(", ")} channels at 4 to ${config.imageSize} pixels`],
  ];
}

const layers = ({ layers: n, width, heads }: { layers: number; width: number; heads: number }): string =>
  `${n} layer${n === 1 ? "" : "s"} of width ${width} with ${heads} attention heads`;

interface StageText {
  readonly seed?: number;
  readonly batch?: number;
  readonly schedule?: { readonly steps?: number };
}

function trainingWords(metadata: Readonly<Record<string, string>>): [string, string][] {
  const recipe = parse<{ name?: string; stages?: Record<string, StageText>; training?: StageText }>(metadata.recipe);
  const language = metadata.format === LANGUAGE_FORMAT ? languageTraining(metadata, recipe ?? {}) : [];
  const judge = metadata.format === CLASSIFIER_FORMAT && recipe?.training ? { judge: recipe.training } : {};
  const stages = Object.entries<StageText>(recipe?.stages ?? judge).map(
    ([name, { seed, batch, schedule }]): [string, string] => [
      name,
      `${schedule?.steps} steps of ${batch} pictures, seed ${seed}`,
    ],
  );
  const step: [string, string][] = metadata.step === undefined ? [] : [["saved at step", metadata.step]];
  return [...stages, ...language, ...step];
}

function parse<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** `license: …` in the head of the model card. */
async function cardLicence(folder: string): Promise<string | undefined> {
  const card = await readFile(join(folder, CARD_FILE), "utf8").catch(() => "");
  const head = /^---\n([\s\S]*?)\n---/.exec(card)?.[1] ?? "";
  return /^license:\s*(.+)$/m.exec(head)?.[1]?.trim();
}
