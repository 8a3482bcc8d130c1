/** The machine and the versions that numbers belong to. */
import { readFileSync } from "node:fs";
import { arch, cpus, loadavg, platform, totalmem } from "node:os";
import { root } from "./contestants.ts";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly threads: number;
  readonly memory: string;
  readonly system: string;
  /** Others' work just before the start: above 0.3 the numbers are worth little. */
  readonly load: number;
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
}

const versionOf = (path: string): string => JSON.parse(readFileSync(`${root}${path}`, "utf8")).version;

export function describeMachine(threads: number, date: Date, versions: Record<string, string>): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    threads,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${platform()} ${arch()}`,
    load: Math.round(loadavg()[0]! * 100) / 100,
    date: date.toISOString().slice(0, 16).replace("T", " "),
    versions: {
      onda: versionOf("package.json"),
      node: process.versions.node,
      "onnxruntime-node": versionOf("node_modules/onnxruntime-node/package.json"),
      ...versions,
    },
  };
}
