/**
 * Quantised models against llama.cpp on the same file and threads, in turns:
 * `node .build/bench/served.js [--quick] [threads] [--llama PACKAGE] [FILE.gguf …]`. PACKAGE is the folder of node-llama-cpp, that
 * of `bench/setup` unless given; without files, random ones of 0.5 B parameters are made, one of Q4_0 and one of Q8_0.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { root } from "./contestants.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";
import { writeRandomQwen } from "./served/file.ts";

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const threads = Number(words.find((word) => /^\d+$/.test(word)) ?? 2);
const ROUNDS = quick ? 1 : 7;
const STARTS = quick ? 1 : 3;
const packageAt = words.includes("--llama")
  ? words[words.indexOf("--llama") + 1]!
  : "bench/node_modules/node-llama-cpp";
const llama = pathToFileURL(resolve(root, packageAt, "dist/index.js"));

interface Answer {
  readonly milliseconds: number;
  readonly megabytes: number;
}
const questions = [
  { name: "decode, batch 1", ask: { kind: "decode", batch: 1, tokens: quick ? 4 : 64 } },
  { name: "decode, batch 8", ask: { kind: "decode", batch: 8, tokens: quick ? 4 : 32 } },
  { name: "512-token prompt", ask: { kind: "prompt", tokens: 512 } },
] as const;

/** A child that has read the file. */
async function start(command: readonly string[]) {
  const child = spawn(process.execPath, command, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Answer> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`served: ${command[0]} ended. Run it alone to see why: node ${command.join(" ")}`);
    return JSON.parse(value);
  };
  return {
    first: await next(),
    ask: (question: object) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next();
    },
    end: () => child.stdin.end(),
  };
}

const scratch = mkdtempSync(join(tmpdir(), "onda-bench-served-"));
const commands = {
  onda: (file: string) => [fileURLToPath(new URL("served/onda.js", import.meta.url)), file, `${threads}`, scratch],
  llama: (file: string) => [join(root, "bench/peers/llama.mjs"), file, `${threads}`, llama.href],
};
type Side = keyof typeof commands;
const sides = Object.keys(commands) as Side[];

/** Everything that is asked of one file: how often Onda is better, and the numbers behind it. */
async function compare(file: string) {
  const starts: Record<Side, Answer[]> = { onda: [], llama: [] };
  await start(commands.onda(file)).then((child) => child.end()); // the first time writes the cache: shown by itself
  for (let i = 0; i < STARTS; i++) {
    for (const side of sides) {
      const child = await start(commands[side](file));
      starts[side].push(child.first);
      child.end();
    }
  }
  const children = { onda: await start(commands.onda(file)), llama: await start(commands.llama(file)) };
  const rows: { what: string; onda: number; llama: number; ratio: number }[] = [];
  const row = (what: string, onda: number, llama: number, ratio: number) => rows.push({ what, onda, llama, ratio });
  const last: Record<Side, number> = { onda: 0, llama: 0 };
  for (const { name, ask } of questions) {
    const times: Record<Side, number[]> = { onda: [], llama: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of sides) {
        const { milliseconds, megabytes } = await children[side].ask(ask);
        times[side].push(milliseconds);
        last[side] = Math.max(last[side], megabytes);
      }
    }
    const rate = (side: Side) => (1000 * ask.tokens * ("batch" in ask ? ask.batch : 1)) / median(times[side]);
    row(`${name}, tokens/s`, rate("onda"), rate("llama"), rate("onda") / rate("llama"));
  }
  row("memory, MB", last.onda, last.llama, last.onda / last.llama);
  const first = (side: Side) => median(starts[side].map(({ milliseconds }) => milliseconds));
  row("file to first token, ms", first("onda"), first("llama"), first("onda") / first("llama"));
  for (const side of sides) children[side].end();
  return rows;
}

const files = words.filter((word) => word.endsWith(".gguf"));
if (files.length === 0) {
  for (const type of ["Q4_0", "Q8_0"] as const) {
    files.push(join(scratch, `random-${type}.gguf`));
    writeRandomQwen(files.at(-1)!, type);
  }
}
const machine = describeMachine(threads, new Date(), {});
console.log(JSON.stringify(machine));
try {
  for (const file of files) {
    const rows = await compare(file);
    console.log(basename(file));
    for (const { what, onda, llama, ratio } of rows) {
      console.log(
        `  ${what.padEnd(28)} ${onda.toFixed(1).padStart(8)} ${llama.toFixed(1).padStart(8)}  ${ratio.toFixed(2)}`,
      );
    }
    if (quick) continue;
    mkdirSync(join(root, "bench/results"), { recursive: true });
    const name = `served-${basename(file, ".gguf").toLowerCase()}.json`;
    writeFileSync(join(root, "bench/results", name), `${JSON.stringify({ machine, rows }, null, 2)}\n`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
