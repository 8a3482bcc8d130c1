/**
 * Embeddings, beside `@huggingface/transformers`: `node .build/bench/embed.js FOLDER [threads]`. FOLDER is an encoder's, with
 * `onnx/model.onnx` for the peer (`bench/peers/export_bert.py FOLDER` makes it). Texts a second, in turns, each in its best
 * setting: the peer gets the texts as they come and sorted by length. Both must give the same vectors.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { openEncoder } from "../src/catalog/index.ts";
import { Contestant, root } from "./contestants.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./measure.ts";

const [folder, threadsWord] = process.argv.slice(2);
if (folder === undefined) throw new Error("give an encoder's folder");
const threads = Number(threadsWord ?? 2);
const ROUNDS = 9;
const BATCH = 32;

const words =
  "the a sea red apple market stock fell on monday rose and somebody went home before it rained heavily".split(" ");
/** Texts of 4 to `most` words, of every length. */
const texts = (count: number, most: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: 4 + ((i * 37) % (most - 3)) }, (_, j) => words[(i * 7 + j * 13) % words.length]!).join(" "),
  );
const cases = {
  "16 short texts, one by one": texts(16, 10),
  "64 short texts": texts(64, 12),
  "128 texts of 4 to 120 words": texts(128, 120),
};

const encoder = await openEncoder(folder, { threads });
const peer = await startPeer(resolve(folder));
const { version, runtime } = peer === undefined ? {} : await peer.ask({ do: "hello" });
console.log(
  JSON.stringify(describeMachine(threads, new Date(), peer === undefined ? {} : { peer: `${version}, ${runtime}` })),
);
for (const [title, list] of Object.entries(cases)) await compare(title, list, title.endsWith("one by one") ? 1 : BATCH);
peer?.stop();
await encoder.dispose();

async function startPeer(place: string): Promise<Contestant | undefined> {
  const found = await Contestant.start({
    name: "transformers.js",
    peer: "transformers.js",
    variants: () => [""],
    command: [process.execPath, `${root}bench/peers/transformers.mjs`, place, String(threads)],
    env: {},
    needs: existsSync(join(place, "onnx/model.onnx"))
      ? `${root}bench/node_modules/@huggingface/transformers`
      : join(place, "onnx/model.onnx"),
  });
  if (found instanceof Contestant) return found;
  console.log(`transformers.js: ${found}, or ${join(place, "onnx/model.onnx")} is missing`);
  return undefined;
}

async function compare(title: string, list: readonly string[], batch: number): Promise<void> {
  const sorted = [...list].sort((a, b) => b.length - a.length);
  const ways: Record<string, () => Promise<number>> = {
    onda: () => timed(() => (batch === 1 ? oneByOne(list) : encoder.embed(list))),
    ...(peer === undefined
      ? {}
      : { "transformers.js": () => asked(list, batch), "transformers.js, sorted": () => asked(sorted, batch) }),
  };
  const rates: Record<string, number[]> = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, way] of Object.entries(ways)) {
      rates[name] ??= [];
      await way(); // whoever comes after another process finds cold caches
      rates[name].push((1000 * list.length) / (await way()));
    }
  }
  console.log(title);
  for (const [name, all] of Object.entries(rates))
    console.log(`  ${name.padEnd(24)} ${median(all).toFixed(1).padStart(8)} texts/s`);
  if (peer !== undefined) console.log(`  largest difference ${(await difference(list)).toExponential(1)}`);
}

async function oneByOne(list: readonly string[]): Promise<void> {
  for (const text of list) await encoder.embed([text]);
}

async function timed(what: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await what();
  return performance.now() - begun;
}

async function asked(list: readonly string[], batch: number): Promise<number> {
  return Number((await peer!.ask({ do: "embed", texts: list, batch })).ms);
}

async function difference(list: readonly string[]): Promise<number> {
  const { vectors } = await encoder.embed(list);
  const { first } = await peer!.ask({ do: "embed", texts: list, batch: BATCH });
  return (first as number[]).reduce((most, x, i) => Math.max(most, Math.abs(x - vectors[i]!)), 0);
}
