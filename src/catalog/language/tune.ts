/** A language model of a user's own: a base, examples, and what lies between them. A stopped tuning goes on. */
import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { Tree, Value } from "../../graph/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import {
  CHECKPOINT_FILE,
  CheckpointError,
  copyValues,
  type StepReport,
  type TrainingTask,
  train,
} from "../../train/index.ts";
import { readMetadata } from "../describe.ts";
import { RequestError } from "../errors.ts";
import { tokensPerCharacter } from "./text-length.ts";
import { ADAPTER_FOLDER, saveAdapter } from "./tune/adapter.ts";
import { type ChatBase, openChatBase } from "./tune/base.ts";
import { readTuneExamples, type TuneExamples, type TuneItem } from "./tune/examples.ts";
import { holdOut, type Split } from "./tune/hold-out.ts";
import { createMeasure, type Score } from "./tune/measure.ts";
import { answerOf, type Question, questionOf } from "./tune/sample.ts";
import { settle, type TuneSettings, type TuneWishes } from "./tune/settings.ts";
import { tunedParams, tuneTask } from "./tune/task.ts";
import { asStored, type LanguageModel, saveLanguage } from "./weights.ts";

/** Holds the checkpoint, the metrics and the loss curve, inside the folder of a tuning. */
export const TUNING_FOLDER = "tuning";

export interface PrepareTuningOptions extends TuneWishes {
  /** A model's name or file. */
  readonly base: string;
  /** JSONL files: see `readExamples` for their lines. */
  readonly data: readonly string[];
  /** Where everything goes; its last name is the model's. */
  readonly out: string;
  /** "stop", unless given, throws at the first line that is no example. */
  readonly onBroken?: "stop" | "skip";
  readonly resume?: boolean;
}

/** A tuning that is ready to run, and what there is to say before it does. */
export interface Tuning extends Split {
  readonly name: string;
  readonly base: ChatBase;
  readonly settings: TuneSettings;
  readonly examples: TuneExamples;
  readonly warnings: readonly string[];
  readonly task: TrainingTask;
}

export interface RunTuningOptions {
  readonly out: string;
  readonly resume?: boolean;
  /** Writes the changes alone too, where the method is "lora". */
  readonly keepAdapter?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  onStep?(report: StepReport): void;
  /** The loss on examples held out, whenever the model is saved. */
  onValidation?(step: number, loss: number): void;
}

export interface TuneResult {
  /** The model's file: `onda-language-1`, the changes merged. */
  readonly model: string;
  readonly adapter?: string;
  /** On what is held out, or on the examples themselves where there are too few to hold any out. */
  readonly before: Score;
  /** Of the file, with its weights rounded as they are there. */
  readonly after: Score;
  readonly sample: Question & { readonly before: string; readonly after: string };
}

/** Returns undefined when the signal stopped it. */
export async function tuneLanguage(
  options: PrepareTuningOptions & Omit<RunTuningOptions, "out" | "resume">,
): Promise<TuneResult | undefined> {
  return runTuning(await prepareTuning(options), options);
}

/** Reads base and examples. Nothing is trained yet, and nothing written. */
export async function prepareTuning(options: PrepareTuningOptions): Promise<Tuning> {
  const { out, onBroken = "stop" } = options;
  const base = await openChatBase(options.base);
  const length = options.length ?? base.config.context;
  if (length > base.config.context) {
    throw new RequestError(`rows of ${length} tokens. ${base.name} looks back ${base.config.context} of them at most.`);
  }
  const examples = await readTuneExamples(options.data, { tokenizer: base.tokenizer, length, onBroken });
  const name = basename(resolve(out));
  if (resolve(modelFile(out, name)) === resolve(base.file)) {
    throw new RequestError(`${base.file} is the base, and would be overwritten. Choose another folder for the model.`);
  }
  const split = holdOut(examples.items);
  const settings = settle(options, examples.kind, split.training, examples.items, base.config.context);
  const metadata = { tuning: tuningOf(base, examples, settings) };
  if (options.resume) await checkSame(join(out, TUNING_FOLDER, CHECKPOINT_FILE), metadata.tuning);
  const task = tuneTask(base, split.training, settings, { name, metadata });
  return { name, base, settings, examples, ...split, warnings: warningsOf(base, examples), task };
}

const modelFile = (out: string, name: string): string => join(out, `${name}.safetensors`);

/** What a tuning is made of, as its files say it. */
const tuningOf = (base: ChatBase, examples: TuneExamples, settings: TuneSettings): string =>
  JSON.stringify({
    base: { name: base.name, sha256: base.sha256 },
    data: { examples: examples.items.length, sha256: examples.sha256 },
    ...settings,
  });

/** A run goes on with the base, the examples and the settings that it began with; steps and rate alone may change. */
async function checkSame(checkpoint: string, tuning: string): Promise<void> {
  if (!existsSync(checkpoint)) return;
  const [begun, now] = [(await readMetadata(checkpoint)).tuning ?? "{}", tuning].map((text) => JSON.parse(text));
  const changed = Object.keys(now).find(
    (key) => !["steps", "learningRate"].includes(key) && JSON.stringify(begun[key]) !== JSON.stringify(now[key]),
  );
  if (changed === undefined) return;
  throw new CheckpointError(
    `${checkpoint} began with ${changed} ${JSON.stringify(begun[changed])}, now it is ${JSON.stringify(now[changed])}. ` +
      "Go on with what it began with, or start again in another folder.",
  );
}

/** So many times the tokens of what a vocabulary was made for are too many. */
const TOO_MANY = 1.5;

function warningsOf({ name, tokenizer, metadata }: ChatBase, { items }: TuneExamples): string[] {
  const found = tokensPerCharacter(tokenizer, saidIn(items, tokenizer));
  const known = Number(metadata.tokensPerCharacter);
  const usual = known > 0 ? known : 1;
  if (found <= TOO_MANY * usual) return [];
  return [
    `${name}'s vocabulary takes ${found.toFixed(2)} tokens for a character of these examples, and ` +
      `${known > 0 ? known.toFixed(2) : "at most one"} for its own kind of text: it was made for another language, ` +
      "and will learn slowly and forget what was said soon.",
  ];
}

/** The tokens of what is said, without marks and roles. */
function* saidIn(items: readonly TuneItem[], tokenizer: ChatBase["tokenizer"]): Generator<readonly number[]> {
  for (const { example } of items) {
    for (const { content } of example.messages) yield tokenizer.encode(content);
    if (example.kind === "preference") yield tokenizer.encode(example.chosen);
  }
}

/** Examples to measure by where none is held out. */
const FEW = 32;

export async function runTuning(
  tuning: Tuning,
  { out, resume = false, runtime = onnxRuntime, threads, signal, keepAdapter = false, ...hooks }: RunTuningOptions,
): Promise<TuneResult | undefined> {
  const { base, settings, task, name, heldOut, training } = tuning;
  const compile = threads === undefined ? {} : { threads };
  const items: readonly TuneItem[] = heldOut.length > 0 ? heldOut : training.slice(0, FEW);
  const model = modelFile(out, name);
  const measure = await createMeasure(runtime, base, items, settings, compile);
  try {
    const before = await measure.of(base.params);
    let after = before;
    const publish = async (step: number, trained: Tree<Value>) => {
      const tuned = { ...base, params: asStored(tunedParams(base, trained, settings), base.config) };
      after = await measure.of(tuned.params);
      hooks.onValidation?.(step, after.loss);
      await saveTuned(model, tuned, tuning, { step, before, after });
    };
    const { finished, params } = await train(runtime, task, {
      folder: join(out, TUNING_FOLDER),
      ...{ resume, compile, onSave: publish },
      ...(signal === undefined ? {} : { signal }),
      onStep: (report) => hooks.onStep?.(report),
    });
    if (!finished) return undefined;
    const kept = keepAdapter && settings.method === "lora" ? join(out, ADAPTER_FOLDER) : undefined;
    if (kept !== undefined) await saveAdapter(kept, params, settings.lora, base.name);
    const sample = await sampleOf(runtime, tuning, copyValues(params), items[0]!, compile);
    return { model, ...(kept === undefined ? {} : { adapter: kept }), before, after, sample };
  } finally {
    await measure.dispose();
  }
}

function saveTuned(
  path: string,
  { config, tokenizer, params }: LanguageModel,
  { task }: Tuning,
  { step, before, after }: { step: number; before: Score; after: Score },
): Promise<void> {
  const scores = { before: JSON.stringify(before), after: JSON.stringify(after) };
  return saveLanguage(
    path,
    { config, tokenizer, purpose: "chat", params },
    { ...task.metadata, ...scores, step: String(step) },
  );
}

async function sampleOf(
  runtime: Runtime,
  { base, settings }: Tuning,
  trained: Tree<Value>,
  { example }: TuneItem,
  compile: CompileOptions,
): Promise<TuneResult["sample"]> {
  const question = questionOf(example);
  const tuned = { ...base, params: asStored(tunedParams(base, trained, settings), base.config) };
  const before = await answerOf(runtime, base, question.messages, compile);
  return { ...question, before, after: await answerOf(runtime, tuned, question.messages, compile) };
}
