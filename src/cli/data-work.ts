/** `onda data` at work. */
import { basename, join, resolve } from "node:path";
import type { BuildFacesOptions, SplitReport } from "../data/index.ts";
import { byteSize } from "../train/words.ts";
import { interruptible } from "./interrupt.ts";
import { silent, startProgress } from "./progress.ts";
import { requireSourceFolder } from "./sources.ts";

export interface DataOptions {
  readonly out?: string;
  readonly size: number;
  readonly fit: "cover" | "contain";
  readonly json?: boolean;
}

export interface FacesOptions extends DataOptions {
  readonly count: number;
  readonly seed: number;
}

/** Skipped files that are named one by one; --json names all. */
const NAMED = 10;

const startBar = ({ json }: DataOptions) => (json ? silent : startProgress());
const printJson = (value: unknown) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

export async function emoji(options: DataOptions): Promise<void> {
  const { buildEmojiSet } = await import("../data/index.ts");
  const bar = startBar(options);
  try {
    const report = await stoppable((check) =>
      buildEmojiSet({
        ...(options.out === undefined ? {} : { out: options.out }),
        onProgress({ done, total, label }) {
          check();
          bar.update(done, total, `drawing ${label}`);
        },
      }),
    );
    bar.end();
    if (options.json) printJson(report);
    else process.stdout.write(`${report.file}\n  ${report.concepts} concepts · ${byteSize(report.bytes)}\n`);
  } finally {
    bar.end();
  }
}

export async function digits(options: DataOptions): Promise<void> {
  const { buildDigits } = await import("../data/index.ts");
  await split(options, "reading", (made) => buildDigits(made));
}

export async function faces(options: FacesOptions): Promise<void> {
  const { buildFaces } = await import("../data/index.ts");
  const { count: train, seed } = options;
  await split(options, "drawing", (made) => buildFaces({ ...made, seed, train, test: Math.ceil(train / 4) }));
}

/** A set in two parts, made under a bar that says what is `doing`. */
async function split(
  options: DataOptions,
  doing: string,
  build: (made: Pick<BuildFacesOptions, "out" | "onProgress">) => Promise<SplitReport>,
): Promise<void> {
  const bar = startBar(options);
  try {
    const report = await stoppable((check) =>
      build({
        ...(options.out === undefined ? {} : { out: options.out }),
        onProgress({ done, total, label }) {
          check();
          bar.update(done, total, `${doing} ${label}`);
        },
      }),
    );
    bar.end();
    if (options.json) return void printJson(report);
    const { file, train, test, bytes } = report;
    process.stdout.write(`${file}\n  ${train} pictures, and ${test} kept for tests · ${byteSize(bytes)}\n`);
  } finally {
    bar.end();
  }
}

export async function poems(options: DataOptions): Promise<void> {
  const { buildPoems } = await import("../data/index.ts");
  const bar = startBar(options);
  try {
    const report = await stoppable((check) =>
      buildPoems({
        ...(options.out === undefined ? {} : { out: options.out }),
        onProgress({ done, total, label }) {
          check();
          bar.update(done, total, `reading ${label}`);
        },
      }),
    );
    bar.end();
    if (options.json) return void printJson(report);
    const counts = Object.entries(report.poems).map(([form, count]) => `${count} ${form}`);
    process.stdout.write(`${report.file}\n  ${counts.join(", ")} · ${byteSize(report.bytes)}\n`);
  } finally {
    bar.end();
  }
}

export async function folder(path: string, options: DataOptions): Promise<void> {
  await requireSourceFolder(path);
  const { readPictureFolder, savePictureSet } = await import("../data/index.ts");
  const bar = startBar(options);
  try {
    const { set, skipped, warnings } = await stoppable((check) =>
      readPictureFolder(path, {
        ...{ size: options.size, fit: options.fit },
        onProgress({ done, total, file }) {
          check();
          bar.update(done, total, `reading ${file}`);
        },
      }),
    );
    bar.end();
    const out = options.out ?? join("runs/data", basename(resolve(path)));
    const { file, bytes } = await savePictureSet(set, out);
    if (options.json) return void printJson({ file, bytes, pictures: set.pictures.length, skipped, warnings });
    for (const warning of warnings) process.stderr.write(`onda: ${warning}.\n`);
    for (const { file, reason } of skipped.slice(0, NAMED))
      process.stderr.write(`${plain(`onda: skipped ${file}: ${reason}`)}\n`);
    const more = skipped.length - NAMED;
    if (more > 0) process.stderr.write(`onda: skipped ${more} more. --json names all.\n`);
    const left = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
    process.stdout.write(
      `${file}\n  ${set.pictures.length} picture${set.pictures.length === 1 ? "" : "s"}${left} · ${byteSize(bytes)}\n`,
    );
  } finally {
    bar.end();
  }
}

/** The data room has no signal: its work stops at the next picture or file, because `check` throws. */
const stoppable = <T>(work: (check: () => void) => Promise<T>): Promise<T> =>
  interruptible((signal) => work(() => signal.throwIfAborted()));

/** A name from a disk, without what a terminal would obey. */
const plain = (text: string): string => text.replace(/\p{Cc}/gu, "");
