/** `onda pull` at work. */
import { createInterface } from "node:readline/promises";
import { type PullPlan, preparePull } from "../catalog/pull/pull.ts";
import type { PulledRecord } from "../catalog/pull/record.ts";
import { byteSize, duration, table } from "../train/words.ts";
import { interruptible } from "./interrupt.ts";
import { type Progress, startProgress } from "./progress.ts";
import { UsageError } from "./report.ts";
import { forTerminal } from "./terminal.ts";

export interface PullFlags {
  readonly host?: string;
  readonly revision: string;
  readonly file?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const say = (text: string): void => void process.stderr.write(forTerminal(text));

export async function pull(model: string, { yes, json, ...flags }: PullFlags): Promise<void> {
  const bar = startProgress();
  const host = flags.host ?? (process.env.ONDA_HOST || undefined);
  await interruptible(async (signal) => {
    const onProgress = fetching(bar);
    const options = {
      token: process.env.HF_TOKEN,
      signal,
      onProgress,
      onNote: (line: string) => bar.note(forTerminal(line)),
    };
    let hasBegun = false;
    try {
      const { plan, run } = await preparePull({ model, ...flags, host }, options);
      bar.end();
      const isAgreed = plan.missing === 0 || (await agree(plan, yes === true, signal));
      if (!isAgreed) return say("Nothing was fetched.\n");
      hasBegun = true;
      const record = await run();
      bar.end();
      process.stdout.write(json ? `${JSON.stringify(report(plan, record), null, 2)}\n` : forTerminal(summary(plan)));
    } catch (error) {
      bar.end();
      if (signal.aborted && hasBegun) say("What has come is kept: the same command goes on with it.\n");
      throw error;
    }
  });
}

/** Bytes as a bar, with the speed of the last seconds. */
function fetching(bar: Progress, now: () => number = () => performance.now()) {
  let begun: { at: number; done: number } | undefined;
  let last = "";
  return (done: number, total: number, path: string, work: "fetching" | "checking"): void => {
    if (work !== last || begun === undefined) begun = { at: now(), done };
    last = work;
    const seconds = (now() - begun.at) / 1000;
    const speed = (done - begun.done) / seconds;
    const pace = seconds > 1 && speed > 0 ? `, ${byteSize(speed)}/s, ${duration((total - done) / speed)} left` : "";
    bar.update(done, total, forTerminal(`${work} ${path} ${byteSize(done)} of ${byteSize(total)}${pace}`), true);
  };
}

/** Shows what it would be, and asks where somebody can answer. @throws UsageError where nobody can. */
async function agree(plan: PullPlan, isAgreed: boolean, signal: AbortSignal): Promise<boolean> {
  const { repository, files, missing, licence } = plan;
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  if (!isAgreed && !isTerminal) {
    const count = files.filter(({ here }) => here === undefined).length;
    throw new UsageError(
      `${repository}: ${fileCount(count)}, ${byteSize(missing)}, licence ${licence ?? "not stated"}. ` +
        "Say --yes to fetch that.",
    );
  }
  say(planText(plan));
  if (isAgreed) return true;
  // Not `terminal`: the line is then read by the system, and Ctrl-C is the signal that it always is.
  const reader = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return /^\s*(y|yes|是|好)\s*$/i.test(await answer(reader, signal));
  } finally {
    reader.close();
  }
}

/** The end of input is a no. */
async function answer(reader: ReturnType<typeof createInterface>, signal: AbortSignal): Promise<string> {
  const ended = new Promise<string>((resolve) => reader.once("close", () => resolve("")));
  return Promise.race([reader.question("Fetch this? [y/N] ", { signal }), ended]);
}

const NAMED = 30;
const fileCount = (count: number): string => `${count} file${count === 1 ? "" : "s"}`;

function planText({ repository, commit, host, licence, folder, files, bytes, missing, refused }: PullPlan): string {
  const here = missing === bytes ? "" : `, of which ${byteSize(bytes - missing)} are here`;
  const named = files.slice(0, NAMED).map((file): [string, string] => {
    return [`  ${byteSize(file.bytes).padStart(8)}`, file.here === undefined ? file.path : `${file.path} (here)`];
  });
  const more = files.length > NAMED ? `    and ${files.length - NAMED} more\n` : "";
  const left =
    refused.length === 0 ? [] : [["never", `${refused.length} others: pickle, code, or of no use here`] as const];
  return `${repository}\n${table([
    ["from", `${host}${repository} at ${commit.slice(0, 12)}`],
    ["licence", licence ?? "not stated: ask its makers before you use it"],
    ["size", `${byteSize(bytes)} in ${fileCount(files.length)}${here}`],
    ["to", folder],
    ...left,
  ])}${table(named)}${more}`;
}

function summary({ repository, folder, files, bytes, missing, licence, commit }: PullPlan): string {
  const what = missing === 0 ? "all here already" : `${byteSize(missing)} fetched`;
  const rest = `${fileCount(files.length)}, ${byteSize(bytes)}, ${what} · licence ${licence ?? "not stated"}`;
  return `${folder}\n  ${repository} at ${commit.slice(0, 12)} · ${rest}\n`;
}

function report(plan: PullPlan, record: PulledRecord) {
  const { folder, bytes, missing, refused } = plan;
  const wanted = new Set(plan.files.map(({ path }) => path));
  const files = record.files.filter(({ path }) => wanted.has(path));
  return { ...record, licence: record.licence ?? null, folder, bytes, fetched: missing, files, refused };
}
