/** A painter of a user's own subject: a base, a folder of pictures, and what lies between them. A stopped tuning goes on. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Skipped } from "../../data/index.ts";
import type { Tree, Value } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { CHECKPOINT_FILE, CheckpointError, type StepReport, type TrainingTask, train } from "../../train/index.ts";
import { readMetadata } from "../describe.ts";
import { findModel, verifiedSum } from "../models.ts";
import { readEmojiNames } from "../prompt.ts";
import { type AdapterBase, savePainterAdapter } from "./tune/adapter.ts";
import { priorBank, subjectBank } from "./tune/bank.ts";
import { readSubjects } from "./tune/subject.ts";
import { type PainterTuneSettings, painterTuneTask, tunedPainter } from "./tune/task.ts";
import { loadPainter, type PainterFile, savePainter } from "./weights.ts";

/** Holds the checkpoint, the metrics and the loss curve, inside the folder of a tuning. */
export const PAINTER_TUNING_FOLDER = "tuning";

export interface PainterTuneWishes {
  readonly method?: "lora" | "full";
  readonly rank?: number;
  readonly alpha?: number;
  readonly steps?: number;
  readonly learningRate?: number;
  readonly batch?: number;
  readonly seed?: number;
}

export interface PreparePainterTuningOptions extends PainterTuneWishes {
  /** A painter's name or file. */
  readonly base: string;
  /** The folder of pictures. */
  readonly data: string;
  readonly out: string;
  /** What the subject is called, for pictures without captions of their own. */
  readonly name?: string;
  readonly resume?: boolean;
  readonly threads?: number;
  readonly runtime?: Runtime;
  /** Called when everything is read, before the painter paints what it shall keep. */
  onRead?(): void;
}

export interface PainterTuning {
  /** The name of the model. */
  readonly name: string;
  readonly base: AdapterBase;
  readonly painter: PainterFile;
  readonly settings: PainterTuneSettings;
  readonly captions: readonly string[];
  readonly pictures: number;
  readonly skipped: readonly Skipped[];
  /** How many of its own pictures the painter is kept to. */
  readonly kept: number;
  readonly task: TrainingTask;
}

/** See docs/decisions/2026-11-24-tune-painter.md for what was measured. */
const DEFAULTS = { steps: 300, batch: 16, rank: 16, rates: { lora: 2e-3, full: 3e-4 } } as const;
const PARTS = ["text", "guess", "transformer"];
/** Showings of the subject, and pictures that the painter made before, that batches are drawn from. */
const SHOWN = 256;
const KEPT = 128;
const EMOJI_FILE = "emoji.json";

/** Reads painter and pictures, and lets the painter paint what it shall not forget. Nothing is written. */
export async function preparePainterTuning(options: PreparePainterTuningOptions): Promise<PainterTuning> {
  const { out, data, runtime = onnxRuntime, threads } = options;
  const found = await findModel(options.base);
  const painter = await loadPainter(found.file);
  const base = { name: found.name, file: found.file, sha256: await verifiedSum(found.file) };
  const settings = settle(options);
  const { subjects, skipped } = await readSubjects(data, painter.config.autoencoder.imageSize, options.name);
  const hash = createHash("sha256");
  for (const { pixels, captions } of subjects) hash.update(pixels).update(captions.join("\n"));
  const about = { base: base.sha256, data: hash.digest("hex"), ...settings };
  const metadata = { tuning: JSON.stringify(about) };
  if (options.resume) await checkSame(join(out, PAINTER_TUNING_FOLDER, CHECKPOINT_FILE), about);
  const compile: CompileOptions = threads === undefined ? {} : { threads };
  const prompts = await knownPrompts(found.file, settings.seed);
  const { seed } = settings;
  options.onRead?.();
  const banks = {
    subject: await subjectBank(runtime, painter, subjects, { count: SHOWN, seed, compile }),
    prior: await priorBank(runtime, painter, prompts, { seed, compile }),
  };
  const name = basename(resolve(out));
  const task = painterTuneTask(painter, settings, banks, { name, metadata });
  const captions = [...new Set(subjects.flatMap((subject) => subject.captions))];
  const counts = { pictures: subjects.length, kept: banks.prior.length };
  return { name, base, painter, settings, captions, skipped, task, ...counts };
}

function settle(wishes: PainterTuneWishes): PainterTuneSettings {
  const { method = "lora", rank = DEFAULTS.rank, steps = DEFAULTS.steps, batch = DEFAULTS.batch, seed = 1 } = wishes;
  return {
    ...{ method, steps, batch, seed },
    lora: { rank, alpha: wishes.alpha ?? rank, parts: PARTS },
    learningRate: wishes.learningRate ?? DEFAULTS.rates[method],
  };
}

/** What the painter knows by name, from the list beside its file, if there is one. */
async function knownPrompts(file: string, seed: number): Promise<string[]> {
  const names = [...new Set((await readEmojiNames(join(dirname(file), EMOJI_FILE))).values())];
  const order = createRng(`${seed}:prior`).permutation(names.length);
  return [...order.subarray(0, KEPT)].map((i) => names[i]!);
}

/** A run goes on with what it began with; steps and rate alone may change. */
async function checkSame(checkpoint: string, now: Readonly<Record<string, unknown>>): Promise<void> {
  if (!existsSync(checkpoint)) return;
  const begun = JSON.parse((await readMetadata(checkpoint)).tuning ?? "{}") as Record<string, unknown>;
  const changed = Object.keys(now).find(
    (key) => !["steps", "learningRate"].includes(key) && JSON.stringify(begun[key]) !== JSON.stringify(now[key]),
  );
  if (changed === undefined) return;
  throw new CheckpointError(
    `${checkpoint} began with another ${changed}. Go on with what it began with, or start again in another folder.`,
  );
}

export interface RunPainterTuningOptions {
  readonly out: string;
  readonly resume?: boolean;
  readonly signal?: AbortSignal;
  readonly threads?: number;
  readonly runtime?: Runtime;
  onStep?(report: StepReport): void;
}

/** Returns the file to paint with, an adapter's or, of all weights, a painter's; undefined when the signal stopped it. */
export async function runPainterTuning(
  { task, settings, painter, base, name, captions }: PainterTuning,
  { out, resume = false, signal, threads, runtime = onnxRuntime, ...hooks }: RunPainterTuningOptions,
): Promise<string | undefined> {
  const path = join(out, `${name}.safetensors`);
  const { lora, method } = settings;
  const save = async (step: number, trained: Tree<Value>) => {
    const metadata = { ...task.metadata, step: String(step) };
    if (method === "lora") await savePainterAdapter(path, trained, { lora, base, name: captions.join(", ") }, metadata);
    else await savePainter(path, painter.config, tunedPainter(painter.weights, trained, settings), metadata);
  };
  const { finished } = await train(runtime, task, {
    folder: join(out, PAINTER_TUNING_FOLDER),
    ...{ resume, onSave: save },
    ...(threads === undefined ? {} : { compile: { threads } }),
    ...(signal === undefined ? {} : { signal }),
    onStep: (report) => hooks.onStep?.(report),
  });
  return finished ? path : undefined;
}
