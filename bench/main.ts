/**
 * `npm run bench`: all cases, or the parts that are named: `npm run bench -- gpt conv`. `--quick` for a smoke test,
 * `--peers=torch,jax`, `--threads=2` and `--rounds=12` for less than all. `--alone=COMMAND` times while COMMAND,
 * which stops other work on the machine, runs.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { aloneWith } from "./alone.ts";
import { cases } from "./cases.ts";
import { Contestant, processes, root } from "./contestants.ts";
import { fixtureOf } from "./fixtures.ts";
import { describeMachine } from "./machine.ts";
import { measure, type Patience } from "./measure.ts";
import { measurePaint } from "./paint.ts";
import { printResult, store, writeTable } from "./report.ts";

const words = process.argv.slice(2);
const option = (name: string): string | undefined =>
  words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const parts = words.filter((word) => !word.startsWith("--"));
const wanted = (name: string) => parts.length === 0 || parts.some((part) => name.startsWith(part));
const only = option("peers")?.split(",");
const quick = words.includes("--quick");
const patience: Patience = quick
  ? { rounds: 1, milliseconds: 1 }
  : { rounds: Number(option("rounds") ?? 12), milliseconds: 250 };
const threads = Number(option("threads") ?? Math.min(2, availableParallelism()));
const cache = join(root, "bench/.cache");

const contestants: Contestant[] = [];
const versions: Record<string, string> = {};
for (const process of processes(threads)) {
  if (process.peer !== "onda" && only !== undefined && !only.includes(process.peer)) continue;
  const started = await Contestant.start(process);
  if (typeof started === "string") console.log(`${process.name}: ${started}`);
  else {
    contestants.push(started);
    versions[process.peer] = String((await started.ask({ do: "hello" })).version);
  }
}
const machine = describeMachine(threads, new Date(), versions);
console.log(`${machine.cpu}, ${machine.cores} cores, load ${machine.load}`);
if (machine.load > 0.3) console.log("The machine is busy: these numbers are worth little.");
try {
  for (const at of cases.filter(({ name }) => wanted(name))) {
    console.log(`\n${at.title}`);
    const result = await measure(at, fixtureOf(at, cache), contestants, patience, aloneWith(option("alone")));
    printResult(result);
    if (!quick) store(machine, result);
  }
} finally {
  for (const contestant of contestants) contestant.stop();
}
if (wanted("paint")) {
  const result = await measurePaint(cache, quick ? 1 : 7);
  console.log(result === undefined ? "\npaint: the command or its weights are missing" : `\n${result.title}`);
  if (result !== undefined) {
    printResult(result);
    if (!quick) store(machine, result);
  }
}
if (!quick) writeTable();
