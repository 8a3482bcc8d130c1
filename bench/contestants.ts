/** Peers as child processes that idle until they are asked for one timing: so runs interleave and never overlap. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Case } from "./cases.ts";

/** The project's root, seen from `.build/bench`. */
export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Process {
  readonly name: string;
  /** "onda", or the peer that a case's targets name. */
  readonly peer: string;
  /** Settings that are tried one after the other; the best one counts. */
  readonly variants: (at: Case) => readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it must have been installed by `bench/setup`. */
  readonly needs: string;
}

const python = `${root}bench/.venv/bin/python`;
const torchVariants = (at: Case): readonly string[] => {
  if (at.kind === "matmul") return ["eager"];
  if (at.kind === "conv") return ["nchw", "nhwc"];
  return at.name === "gpt-small" || at.kind === "sampling"
    ? ["eager", "compile", "compile+tuned"]
    : ["eager", "compile"];
};
const torch = (name: string, threads: number, env: Process["env"]): Process => ({
  name,
  peer: "torch",
  variants: torchVariants,
  command: [python, `${root}bench/peers/torch_peer.py`, String(threads)],
  env: { OPENBLAS_CORETYPE: undefined, OPENBLAS_L2_SIZE: undefined, ...env },
  needs: python,
});
const javascript = (peer: string, needs: string): Process => ({
  name: peer,
  peer,
  variants: () => [""],
  command: [process.execPath, `${root}bench/peers/${peer}.mjs`],
  env: {},
  needs: `${root}bench/node_modules/${needs}`,
});

export const processes = (threads: number): readonly Process[] => [
  {
    name: "onda",
    peer: "onda",
    variants: () => [""],
    command: [process.execPath, fileURLToPath(new URL("onda.js", import.meta.url)), String(threads)],
    env: {},
    needs: root,
  },
  torch("torch (passive wait)", threads, { OMP_WAIT_POLICY: "PASSIVE" }),
  torch("torch (default wait)", threads, {}),
  javascript("jax", "@jax-js/jax"),
  javascript("tfjs", "@tensorflow/tfjs"),
];

/** One running child. Requests are answered in order. */
export class Contestant {
  private readonly answers: ((line: string) => void)[] = [];
  private constructor(
    readonly process: Process,
    private readonly child: ChildProcess,
  ) {
    createInterface({ input: child.stdout! }).on("line", (line) => this.answers.shift()?.(line));
    child.on("exit", (code) => {
      for (const answer of this.answers.splice(0)) answer(JSON.stringify({ error: `ended with code ${code}` }));
    });
  }

  /** Starts a child, or says why it cannot take part. */
  static async start(process: Process): Promise<Contestant | string> {
    if (!existsSync(process.needs)) return "not installed: run bench/setup";
    const [file, ...args] = process.command as [string, ...string[]];
    const env = { ...globalThis.process.env, ...process.env };
    const contestant = new Contestant(process, spawn(file, args, { env, stdio: ["pipe", "pipe", "inherit"] }));
    const hello = await contestant.ask({ do: "hello" });
    return typeof hello.error === "string" ? hello.error : contestant;
  }

  ask(request: object): Promise<Record<string, unknown>> {
    return new Promise((resolve) => {
      if (this.child.exitCode !== null) return resolve({ error: `ended with code ${this.child.exitCode}` });
      this.answers.push((line) => resolve(JSON.parse(line)));
      this.child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  stop(): void {
    this.child.kill();
  }
}
