/** Results as lines, JSON and the table of docs/benchmarks.md. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./contestants.ts";
import type { Machine } from "./machine.ts";
import type { CaseResult, Entry } from "./measure.ts";
import type { PaintResult } from "./paint.ts";

interface Stored {
  readonly machine: Machine;
  readonly result: CaseResult | PaintResult;
}
const folder = join(root, "bench/results");
const isPaint = (result: CaseResult | PaintResult): result is PaintResult => "rows" in result;

export function store(machine: Machine, result: CaseResult | PaintResult): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${result.name}.json`), `${JSON.stringify({ machine, result }, null, 2)}\n`);
}

/** A peer's best setting. */
function bestOf({ entries }: CaseResult, peer: string): Entry | undefined {
  const own = entries.filter((entry) => entry.peer === peer);
  return own.sort((a, b) => a.milliseconds.median - b.milliseconds.median)[0];
}

const ms = (x: number): string => `${x >= 100 ? Math.round(x).toLocaleString("en") : x.toPrecision(3)} ms`;
const settingOf = ({ process, variant }: Entry): string => [process, variant].filter((s) => s !== "").join(", ");

export function printResult(result: CaseResult | PaintResult): void {
  if (isPaint(result)) {
    for (const { what, value, unit, target } of result.rows)
      console.log(`  ${what.padEnd(40)} ${value} ${unit} (target ${target})`);
    return;
  }
  const own = bestOf(result, "onda");
  for (const entry of result.entries) {
    const { best, median } = entry.milliseconds;
    const by = (mine: number, theirs: number) => `${(mine / theirs).toFixed(2)} ×`;
    const ratio =
      own === undefined
        ? ""
        : `${by(own.milliseconds.median, median)} (processor ${by(own.processor.best, entry.processor.best)})`;
    const check = entry.difference > tolerance ? `  CHECKS DIFFER by ${entry.difference.toExponential(1)}` : "";
    console.log(
      `  ${settingOf(entry).padEnd(40)} median ${ms(median).padStart(9)}  best ${ms(best).padStart(9)}  ` +
        `${entry.gflops.toFixed(1).padStart(6)} GFLOP/s  ${ratio}${check}`,
    );
  }
  for (const { process, variant, error } of result.failures) console.log(`  ${process} ${variant}: ${error}`);
}

/** Checks may differ by this much, relatively: float32, sums in another order. */
const tolerance = 2e-3;

/** Rewrites docs/benchmarks.md from all stored results. */
export function writeTable(): void {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  const all = files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Stored);
  const cases = all.filter((s): s is { machine: Machine; result: CaseResult } => !isPaint(s.result));
  const paint = all.find((s): s is { machine: Machine; result: PaintResult } => isPaint(s.result));
  const products = cases.filter(({ result }) => result.name.startsWith("matmul"));
  const limit = Math.max(0, ...products.flatMap(({ result }) => result.entries.map((entry) => entry.gflops)));
  const text = [
    "# Benchmarks",
    "",
    "Written by `npm run bench`; the numbers behind it are in `bench/results`. `bench/setup` installs the peers.",
    "",
    ...cases.slice(0, 1).flatMap(({ machine }) => [machineLine(machine), ""]),
    "One session, interleaved: each contestant is a process of its own that sleeps while another one runs. Medians.",
    "The ratio is Onda's time over the peer's: below 1, Onda is faster. All start from the same weights and data;",
    `their losses (or the size of their results) agree within ${tolerance}. A peer's best setting counts, and is named.`,
    "",
    "Processor time (best run, all threads) is nearly what it would be alone when others use the machine too; the load",
    "before the start is named above. Where that is above 0.3, only this column is worth reading.",
    "",
    "## Against peers",
    "",
    "| case | Onda | peer | its best setting | its time | ratio | target | ratio of processor time |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...cases.flatMap(({ result }) => rows(result)),
    "",
    "## Against the machine",
    "",
    `The best matrix product of any library here reaches ${limit.toFixed(0)} GFLOP/s. Counted: products only.`,
    "",
    "| case | Onda, GFLOP/s | share of the limit | best peer, GFLOP/s |",
    "| --- | --- | --- | --- |",
    ...cases.map(({ result }) => limitRow(result, limit)),
    ...(paint === undefined ? [] : paintTable(paint.result)),
    "",
  ];
  writeFileSync(join(root, "docs/benchmarks.md"), text.join("\n"));
}

function machineLine({ cpu, cores, threads, memory, system, date, load, versions }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cpu}, ${cores} cores (${threads} threads used), ${memory}, ${system}; ${date} UTC, load ${load} before. ${list.join(", ")}.`;
}

function rows(result: CaseResult): string[] {
  const own = bestOf(result, "onda");
  if (own === undefined) return [];
  const peers = [...new Set(result.entries.map(({ peer }) => peer))].filter((peer) => peer !== "onda");
  return peers.map((peer) => {
    const entry = bestOf(result, peer)!;
    const ratio = own.milliseconds.median / entry.milliseconds.median;
    const target = result.targets[peer];
    const verdict = target === undefined ? "" : `≤ ${target} ${ratio <= target ? "✓" : "✗"}`;
    const cells = [result.title, ms(own.milliseconds.median), peer, settingOf(entry), ms(entry.milliseconds.median)];
    const processor = own.processor.best / entry.processor.best;
    return `| ${[...cells, short(ratio), verdict, short(processor)].join(" | ")} |`;
  });
}

const short = (ratio: number): string => ratio.toFixed(ratio < 0.1 ? 3 : 2);

function limitRow(result: CaseResult, limit: number): string {
  const own = bestOf(result, "onda");
  const others = result.entries.filter(({ peer }) => peer !== "onda").map(({ gflops }) => gflops);
  const share = own === undefined ? "" : `${Math.round((100 * own.gflops) / limit)} %`;
  return `| ${[result.title, own?.gflops.toFixed(1) ?? "", share, Math.max(0, ...others).toFixed(1)].join(" | ")} |`;
}

const paintTable = ({ title, rows }: PaintResult): string[] => [
  "",
  `## ${title}`,
  "",
  "| what | measured | target |",
  "| --- | --- | --- |",
  ...rows.map(({ what, value, unit, target }) => `| ${what} | ${value} ${unit} | ${target} |`),
];
