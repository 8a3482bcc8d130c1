/** Looks at a GAN in training: a fixed set of seeds, held against real pictures; what it sees is kept in a file. */
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tree, Value } from "../../graph/index.ts";
import type { GanConfig, GanParams } from "../../models/gan/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import {
  blocksOf,
  type Inspection,
  isSound,
  judgeReadings,
  type Reading,
  type StepReport,
  type Trouble,
  varietyOf,
  type WatchRules,
  watchRules,
} from "../../train/index.ts";
import { sheet } from "../painter/sheet.ts";
import { type GanSession, openSession, type Wish } from "./session.ts";
import type { LabelledPictures } from "./source.ts";
import { SOUND_FILE } from "./step-in.ts";

export const WATCH_FILE = "watch.jsonl";
/** Pictures that are made and real ones that they are held against, for a look. */
const MADE = 64;
const REAL = 256;
const COLUMNS = 8;

export interface Alarm extends Trouble {
  /** A PNG of the fixed seeds. */
  readonly picture: string;
  readonly pixels: Float32Array;
}

export interface Watcher {
  /** Keeps the losses of a step until the next look. */
  hear(report: StepReport): void;
  /** The reading, and the trouble where there is one. Where all is sound, the state is kept to go back to. */
  look(at: Inspection): Promise<{ readonly reading: Reading; readonly alarm?: Alarm }>;
  dispose(): Promise<void>;
}

export interface WatcherOptions {
  readonly runtime: Runtime;
  readonly folder: string;
  readonly config: GanConfig;
  readonly pictures: LabelledPictures;
  readonly rules?: Partial<WatchRules>;
  readonly compile?: CompileOptions;
}

export async function openWatcher(start: GanParams<Value>, options: WatcherOptions): Promise<Watcher> {
  const { runtime, folder, config, pictures, compile } = options;
  const rules = { ...watchRules, ...options.rules };
  const session = await openSession(runtime, config, { generator: start.generator, statistics: [] }, compile);
  const real = blocksOf(pictures.batch(REAL, -1).pixels, config.imageSize);
  const readings: Reading[] = [];
  let heard: { readonly generator: number; readonly discriminator: number }[] = [];
  const meanOf = (player: "generator" | "discriminator") =>
    heard.reduce((sum, losses) => sum + losses[player], 0) / Math.max(1, heard.length);
  return {
    hear({ metrics }) {
      heard.push({ generator: metrics.generator ?? 0, discriminator: metrics.game ?? metrics.loss ?? 0 });
    },
    async look({ step, params, keep }) {
      const pixels = await makeFixed(session, config, params);
      const losses = { generator: meanOf("generator"), discriminator: meanOf("discriminator") };
      const reading: Reading = { step, ...varietyOf(blocksOf(pixels, config.imageSize), real), losses };
      readings.push(reading);
      heard = [];
      await appendFile(join(folder, WATCH_FILE), `${JSON.stringify(reading)}\n`);
      const trouble = judgeReadings(readings, rules);
      if (trouble === undefined) {
        if (isSound(reading, rules)) await keep(join(folder, SOUND_FILE));
        return { reading };
      }
      const picture = join(folder, `${trouble.kind}-${step}.png`);
      await writeFile(picture, await sheet(pixels, config.imageSize, { columns: COLUMNS }));
      return { reading, alarm: { ...trouble, picture, pixels } };
    },
    dispose: () => session.dispose(),
  };
}

/** The fixed seeds, all labels in turn. Batch norms take the statistics of the batch, as in training. */
function makeFixed(session: GanSession, config: GanConfig, params: Tree<Value>): Promise<Float32Array> {
  const { generator } = params as unknown as GanParams<Value>;
  return session.make({ generator, statistics: [] }, fixedWishes(config));
}

export const fixedWishes = ({ labels }: Pick<GanConfig, "labels">): readonly Wish[] =>
  Array.from({ length: MADE }, (_, seed) => ({ seed, label: seed % labels }));
