/** Onda as a child of `bench/served.ts`: `node onda.js FILE THREADS CACHE`; a line asks for one timing. See peers/llama.mjs. */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { openServed } from "../../src/catalog/index.ts";
import type { Decoder } from "../../src/models/index.ts";

const [, , path, threads, cache] = process.argv as [string, string, string, string, string];
const CAPACITY = 1024;
const memory = () => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) / 1024);
const answer = (values: object) => console.log(JSON.stringify({ ...values, megabytes: memory() }));
const prompt = (length: number, row: number) =>
  Array.from({ length }, (_, i) => ((i + 13 * row) * 7919) % (served.config.vocabulary - 3));

const begun = performance.now();
const served = await openServed(path, { threads: Number(threads), capacity: CAPACITY, cache });
const decoders = new Map<number, Decoder>();
const decoderOf = (batch: number): Decoder => {
  const known = decoders.get(batch) ?? served.decoder({ batch });
  decoders.set(batch, known);
  return known;
};
await decoderOf(1).begin([prompt(16, 0)]);
answer({ milliseconds: performance.now() - begun });

/** The likeliest token of each row. */
function best(logits: Float32Array, batch: number): number[] {
  const size = served.config.vocabulary;
  return Array.from({ length: batch }, (_, row) => {
    let at = row * size;
    for (let i = at; i < (row + 1) * size; i++) if (logits[i]! > logits[at]!) at = i;
    return at - row * size;
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const { kind, batch = 1, tokens } = JSON.parse(line) as { kind: string; batch?: number; tokens: number };
  const decoder = decoderOf(batch);
  decoder.rewind(0);
  const rows = Array.from({ length: batch }, (_, row) => prompt(kind === "prompt" ? tokens : 16, row));
  let from = performance.now();
  let next = best(await decoder.begin(rows), batch);
  if (kind === "decode") {
    from = performance.now();
    for (let i = 0; i < tokens; i++) next = best(await decoder.feed(next.map((id) => [id])), batch);
  }
  answer({ milliseconds: performance.now() - from });
}
