/** Onda as a long-living child, as its peers are: one JSON request a line in, one answer a line out. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { decodeSafetensors } from "../src/formats/index.ts";
import type { Value } from "../src/graph/index.ts";
import type { Prepared } from "./onda/fixture.ts";
import { prepare } from "./onda/prepare.ts";

interface Request {
  readonly do: "hello" | "prepare" | "time" | "forget";
  readonly case: string;
  readonly kind: string;
  readonly fixture: string;
  readonly runs: number;
}
const threads = Number(process.argv[2]);
const prepared = new Map<string, Prepared>();

async function handle(request: Request): Promise<object> {
  if (request.do === "hello") return { version: "Onda", threads };
  if (request.do === "prepare") {
    const made = await prepare(request.kind, ...readFixture(request.fixture), threads);
    prepared.set(request.case, made);
    return { checks: made.checks };
  }
  const made = prepared.get(request.case);
  if (request.do === "forget") {
    prepared.delete(request.case);
    await made?.dispose();
    return {};
  }
  const ms: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < request.runs; i++) {
    const [begun, before] = [performance.now(), process.cpuUsage()];
    await made!.run();
    const { user, system } = process.cpuUsage(before);
    ms.push(performance.now() - begun);
    cpu.push((user + system) / 1000);
  }
  return { ms, cpu };
}

function readFixture(path: string): [Map<string, Value>, Record<string, never>] {
  const { tensors, metadata } = decodeSafetensors(readFileSync(path));
  const values = Object.entries(tensors).map(
    ([name, { dtype, shape, data }]) =>
      [name, { dtype: dtype === "I64" ? "int64" : "float32", shape, data } as Value] as const,
  );
  return [new Map(values), JSON.parse(metadata.config!)];
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await handle(JSON.parse(line)).catch((error: Error) => ({ error: error.message }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
