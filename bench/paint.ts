/** The command as a user feels it: from a cold process to the picture's file, again while warm, and its peak memory. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./contestants.ts";
import { median } from "./measure.ts";

export interface PaintResult {
  readonly name: "paint";
  readonly title: string;
  readonly rows: readonly {
    readonly what: string;
    readonly value: number;
    readonly unit: string;
    readonly target: string;
  }[];
}

const command = join(root, "dist/cli/main.js");
const warmScript = new URL("paint-warm.js", import.meta.url).pathname;

/** Undefined where the command or its weights are missing. */
export async function measurePaint(folder: string, rounds: number): Promise<PaintResult | undefined> {
  if (!existsSync(command)) return undefined;
  mkdirSync(folder, { recursive: true });
  const cold: number[] = [];
  const peaks: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const out = join(folder, `paint-${i}.png`);
    const args = ["paint", "a red apple", "--steps", "20", "--seed", String(i), "--force", "--out", out];
    const { seconds, peak, code } = await run([command, ...args]);
    if (code !== 0 || !existsSync(out)) return undefined;
    cold.push(seconds);
    peaks.push(peak);
  }
  const warm = await run([warmScript, String(rounds)]);
  const warmSeconds = warm.code === 0 ? (JSON.parse(warm.output) as number[]) : [];
  return {
    name: "paint",
    title: "`onda paint`, 20 steps with guidance",
    rows: [
      { what: "cold process to the file", value: round(median(cold)), unit: "s", target: "< 2 s" },
      ...(warmSeconds.length === 0
        ? []
        : [{ what: "warm, prompt to pixels", value: round(median(warmSeconds)), unit: "s", target: "< 0.4 s" }]),
      { what: "peak memory", value: Math.round(Math.max(...peaks)), unit: "MB", target: "< 600 MB" },
    ],
  };
}

const round = (x: number): number => Number(x.toPrecision(3));

interface Run {
  readonly seconds: number;
  /** Peak resident memory in megabytes. */
  readonly peak: number;
  readonly code: number | null;
  readonly output: string;
}

async function run(args: readonly string[]): Promise<Run> {
  const begun = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
  });
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, highWater(child.pid!));
  }, 10);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearInterval(timer);
  return { seconds: (performance.now() - begun) / 1000, peak, code, output };
}

/** The kernel's own record of the largest resident size. */
function highWater(pid: number): number {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return line === null ? 0 : Number(line[1]) / 1000;
  } catch {
    return 0;
  }
}
