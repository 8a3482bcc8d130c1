/** `onda repeat` at work. */
import { existsSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { openModel } from "../../catalog/paint.ts";
import { type Provenance, readProvenance } from "../../catalog/pictures/provenance.ts";
import { type Repeated, repeatPicture } from "../../catalog/repeat.ts";
import type { PictureFile } from "../../catalog/request.ts";
import { startMeter } from "../../train/energy.ts";
import { requireFolder, writeWhole } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { silent, startProgress } from "../progress.ts";
import { UsageError } from "../report.ts";
import { readSource } from "../sources.ts";
import { spentWords } from "../spent.ts";
import { planTarget } from "./target.ts";

export interface RepeatOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly from?: string;
  readonly mask?: string;
  readonly model?: string;
  readonly anyway?: boolean;
  readonly threads?: number;
  readonly json?: boolean;
}

export async function repeat(path: string, options: RepeatOptions): Promise<void> {
  const meter = startMeter();
  const { bytes } = await readSource(path);
  const provenance = readProvenance(bytes, path);
  const out = options.out ?? join(dirname(path), `${basename(path, extname(path))}-again`);
  const target = planTarget({ ...options, out, svg: extname(out) === "" && extname(path).toLowerCase() === ".svg" });
  if (!target.stdout) await requireFolder(target.probe);
  const sources = await sourcesOf(path, provenance, options);
  const { anyway, threads } = options;
  const painter = await openModel(options.model ?? bundledName(provenance), threads === undefined ? {} : { threads });
  const progress = options.json ? silent : startProgress();
  try {
    const repeated = await interruptible((signal) =>
      repeatPicture(painter, bytes, {
        ...{ name: path, sources, signal, anyway: anyway === true },
        onStep: (step, steps) => progress.update(step, steps, "painting"),
      }),
    );
    progress.end();
    const file = target.path(0, "");
    if (target.stdout) process.stdout.write(repeated.file);
    else await writeWhole(file, repeated.file);
    const spent = meter.stop();
    const stream = target.stdout ? process.stderr : process.stdout;
    if (options.json) stream.write(`${JSON.stringify(jsonOf(file, repeated, spent), null, 2)}\n`);
    else stream.write(`${file}\n  ${verdict(repeated)} · ${spentWords(spent)}\n`);
    if (repeated.different > 0 && anyway !== true)
      throw new Error(`${file} differs from ${path}: ${verdict(repeated)}.`);
  } finally {
    progress.end();
    await painter.dispose();
  }
}

/** What a file says may come from anywhere: it can name a model, not a path. */
function bundledName({ model }: Provenance): string {
  if (/^[\p{L}\p{N}_-]+$/u.test(model.name)) return model.name;
  throw new UsageError(`the picture was made by ${JSON.stringify(model.name)}. Give that model's file with --model.`);
}

const jsonOf = (file: string, { different, largest, provenance }: Repeated, spent: object) => ({
  ...{ file, identical: different === 0, different, largest, made: provenance, spent },
});

const verdict = ({ different, largest }: Repeated): string =>
  different === 0 ? "identical, pixel by pixel" : `${different} pixels differ, by ${largest} of 255 levels at most`;

/** The files that a picture was made from: as given, else those beside it that bear the name. */
async function sourcesOf(path: string, { from, mask }: Provenance, options: RepeatOptions): Promise<PictureFile[]> {
  if (from === undefined) return [];
  const given = [options.from, options.mask].filter((file) => file !== undefined);
  const names = [from.name, ...(mask === undefined ? [] : [mask.name])].map((name) => basename(name));
  const beside = names.map((name) => join(dirname(path), name)).filter((file) => existsSync(file));
  return Promise.all([...given, ...beside].map(readSource));
}
