/** `onda measure` at work. */
import { basename, join, resolve } from "node:path";
import { RequestError } from "../../catalog/errors.ts";
import { type FolderSource, openFolderSource } from "../../catalog/measure/folder-source.ts";
import { openSetJudge } from "../../catalog/measure/judges.ts";
import { type MeasureReport, measurePictures } from "../../catalog/measure/measure.ts";
import { isPictureFolder, openPictureSource } from "../../catalog/measure/open.ts";
import { measurePage, measureRows, notes } from "../../catalog/measure/page.ts";
import { type MeasuredSet, openMeasuredSet } from "../../catalog/measure/sets.ts";
import type { PictureSource } from "../../catalog/measure/source.ts";
import { writeWhole } from "../../data/write.ts";
import { onnxRuntime } from "../../runtime/node/index.ts";
import { slug } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { type Progress, silent, startProgress } from "../progress.ts";
import { forTerminal } from "../terminal.ts";

export interface MeasureCommand {
  readonly data: string;
  readonly count?: number;
  readonly seed: number;
  readonly judge?: string;
  readonly out?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

const COUNT = 1000;
/** Fewer pictures have no neighbourhoods to speak of. */
const LEAST = 20;

export async function measure(model: string, options: MeasureCommand): Promise<void> {
  const bar = options.json ? silent : startProgress();
  try {
    const report = await interruptible((signal) => measured(model, options, bar, signal));
    bar.end();
    const out = options.out ?? join("runs/quality", `${slug(basename(resolve(model)))}-${slug(basename(report.set))}`);
    await save(out, report);
    if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else print(report, out);
  } finally {
    bar.end();
  }
}

async function measured(
  model: string,
  { data, count, seed, judge: given, threads }: MeasureCommand,
  bar: Progress,
  signal: AbortSignal,
): Promise<MeasureReport> {
  const compile = threads === undefined ? {} : { threads };
  const set = await openMeasuredSet(data);
  const { judge, questions } = await openSetJudge(onnxRuntime, set, given, compile);
  try {
    const source = await open(model, set, compile, bar, signal);
    try {
      return await measurePictures(
        source,
        set,
        { judge, questions },
        {
          count: countOf(count, set, source),
          seed,
          signal,
          onProgress: ({ part, done, of }) => bar.update(done, of, part),
        },
      );
    } finally {
      await source.dispose();
    }
  } finally {
    await judge.dispose();
  }
}

async function open(
  model: string,
  set: MeasuredSet,
  compile: { readonly threads?: number },
  bar: Progress,
  signal: AbortSignal,
): Promise<PictureSource> {
  if (!(await isPictureFolder(model))) return openPictureSource(model, compile);
  const folder = await openFolderSource(model, set.size, (done, total) => {
    signal.throwIfAborted();
    bar.update(done, total, "reading pictures");
  });
  for (const warning of folder.warnings) bar.note(`onda: ${warning}.`);
  const [first] = folder.skipped;
  if (first !== undefined) {
    const line = `onda: skipped ${folder.skipped.length} of its pictures; the first, ${first.file}: ${first.reason}`;
    bar.note(forTerminal(line.replaceAll("\n", " ")));
  }
  return folder;
}

/** As many as are asked for, or 1,000; of a folder at most what it holds, and of a set what it keeps for tests. */
function countOf(asked: number | undefined, set: MeasuredSet, source: PictureSource): number {
  const held = "most" in source ? (source as FolderSource).most : Number.POSITIVE_INFINITY;
  if (asked !== undefined && asked > Math.min(held, set.most)) {
    const why = held < set.most ? `${source.name} holds ${held} pictures` : `${set.name} keeps ${set.most} for tests`;
    throw new RequestError(`--count is ${asked}, but ${why}. Ask for at most as many.`);
  }
  const count = asked ?? Math.min(COUNT, held, set.most);
  if (count < LEAST) throw new RequestError(`${count} pictures cannot be measured. At least ${LEAST} are needed.`);
  return count;
}

/** Both files whole or not at all; the page last, for people look at it. */
async function save(out: string, report: MeasureReport): Promise<void> {
  const bytes = (text: string) => [new TextEncoder().encode(text)];
  await writeWhole(join(out, "quality.json"), bytes(`${JSON.stringify(report, null, 1)}\n`));
  await writeWhole(join(out, "quality.md"), bytes(measurePage(report)));
}

function print(report: MeasureReport, out: string): void {
  const rows = [{ what: "", made: "made", floor: "floor", best: "best" }, ...measureRows(report)];
  const width = (key: "what" | "made" | "floor") => Math.max(...rows.map((row) => row[key].length));
  const [what, made, floor] = [width("what"), width("made"), width("floor")];
  const lines = rows.map((row) =>
    `  ${row.what.padEnd(what)}  ${row.made.padEnd(made)}  ${row.floor.padEnd(floor)}  ${row.best}`.trimEnd(),
  );
  const { source, set, pictures, judge } = report;
  process.stdout.write(
    `${forTerminal(source)} on ${forTerminal(set)}, ${pictures} pictures, judge ${judge.slice(0, 16)}\n${lines.join("\n")}\n\n${notes}\n\n${join(out, "quality.md")}\n`,
  );
}
