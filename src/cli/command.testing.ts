/** The command as a user runs it: built from these sources into a folder of its own, then started as a process. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { packageRoot } from "../catalog/package.ts";
import { saveTinyPainter } from "../catalog/tiny-painter.testing.ts";

/** Milliseconds: a busy machine takes seconds to start a process. */
export const SLOW = 180_000;

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Sends Ctrl-C when the output has this text. */
  readonly interruptAt?: string;
  /** Standard input: empty unless given. */
  readonly input?: string | Uint8Array;
}

/** The command, and a folder with a tiny painter in which it runs. */
export interface Bench {
  readonly folder: string;
  run(...args: string[]): Promise<Ran>;
  runWith(options: RunOptions, ...args: string[]): Promise<Ran>;
  /** Expects one line on stderr, nothing on stdout, no trace, and no file more or less than before. */
  refused(args: readonly string[], code: number, message: RegExp): Promise<void>;
  dispose(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const command = await build();
  const folder = await mkdtemp(join(tmpdir(), "onda-command-"));
  await saveTinyPainter(join(folder, "tiny.safetensors"));
  await writeFile(join(folder, "emoji.json"), '{"🍎": "red apple"}');
  const runWith: Bench["runWith"] = (options, ...args) => runNode([command.main, ...args], { cwd: folder, ...options });
  return {
    folder,
    runWith,
    run: (...args) => runWith({}, ...args),
    async refused(args, code, message) {
      const before = (await readdir(folder)).sort();
      const ran = await runWith({}, ...args);
      expect(ran.stderr).toMatch(message);
      expect(ran.stderr).toMatch(/^onda: [^\n]{1,400}\n$/);
      expect(ran).toMatchObject({ code, stdout: "" });
      expect((await readdir(folder)).sort()).toEqual(before);
    },
    async dispose() {
      for (const place of [command.folder, folder]) await rm(place, { recursive: true, force: true });
    },
  };
}

/** Inside the package, so that what is built finds its packages; `dist` may be older than the sources. */
async function build(): Promise<{ main: string; folder: string }> {
  await mkdir(join(packageRoot, ".build"), { recursive: true });
  const folder = await mkdtemp(join(packageRoot, ".build", "command-"));
  const compiler = join(packageRoot, "node_modules/@typescript/native/bin/tsc");
  const built = await runNode(
    [compiler, "-p", join(packageRoot, "tsconfig.build.json"), "--noCheck", "--outDir", folder],
    {},
  );
  if (built.code !== 0) throw new Error(`the command could not be built: ${built.stdout}${built.stderr}`);
  return { main: join(folder, "cli/main.js"), folder };
}

function runNode(args: readonly string[], { cwd, env, interruptAt, input = "" }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } });
    let [stdout, stderr] = ["", ""];
    let waiting = interruptAt;
    const look = (text: string) => {
      if (waiting === undefined || !text.includes(waiting)) return;
      waiting = undefined;
      child.kill("SIGINT");
    };
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString("latin1");
      look(stdout);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      look(stderr);
    });
    child.stdin.on("error", () => undefined).end(input); // a command that does not read may end first
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout: Buffer.from(stdout, "latin1").toString("utf8"), stderr }));
  });
}
