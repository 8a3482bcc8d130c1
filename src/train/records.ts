/** What a training leaves to read: `metrics.jsonl`, a line a step, and `loss.svg`. */
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../data/write.ts";
import { type CurvePoint, lossCurve } from "./curve.ts";
import type { StepReport } from "./progress.ts";

const METRICS_FILE = "metrics.jsonl";
const CURVE_FILE = "loss.svg";

export interface Records {
  add(report: StepReport): Promise<void>;
  /** Draws the loss of all steps so far. */
  draw(title: string, steps: number): Promise<void>;
}

/**
 * Opens a folder's records at the state after `step` steps. Later lines, and one that was cut short, are of a run
 * that ended after its last checkpoint: they are dropped, for these steps will be done again.
 */
export async function openRecords(folder: string, step: number): Promise<Records> {
  const path = join(folder, METRICS_FILE);
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.split("\n").filter((line) => (pointOf(line)?.step ?? Number.POSITIVE_INFINITY) <= step);
  const kept = lines.map((line) => `${line}\n`).join("");
  if (kept !== text) await writeWhole(path, [new TextEncoder().encode(kept)]);
  const points: CurvePoint[] = lines.map((line) => pointOf(line)!);
  return {
    async add(report) {
      points.push({ step: report.step, value: report.metrics.loss! });
      await appendFile(path, `${JSON.stringify(report)}\n`);
    },
    async draw(title, steps) {
      await writeWhole(join(folder, CURVE_FILE), [new TextEncoder().encode(lossCurve(points, title, steps))]);
    },
  };
}

/** The loss of a line, or undefined where it is not whole. */
function pointOf(line: string): CurvePoint | undefined {
  try {
    const { step, metrics } = JSON.parse(line) as StepReport;
    return Number.isInteger(step) && typeof metrics.loss === "number" ? { step, value: metrics.loss } : undefined;
  } catch {
    return undefined;
  }
}
