/**
 * Tokenizers, beside gpt-tokenizer: `node .build/bench/tokens.js FILE…`, each a text in UTF-8. Training and encoding of
 * the first 20 MB, in megabytes a second. The peer has its own vocabulary (cl100k, 100,000 tokens), so only time is
 * compared, on text that both see for the first time; decoded again, each must give the text.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { trainBytePairs } from "../src/data/index.ts";
import { root } from "./contestants.ts";

/** What both can do. */
interface Peer {
  encode(text: string): number[];
  decode(ids: number[]): string;
}
const SIZE = 8192;
const MOST = 20e6;

const rate = (bytes: number, seconds: number): string =>
  `${seconds.toFixed(2)} s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`;

function timed<T>(what: () => T): readonly [result: T, seconds: number] {
  const begun = performance.now();
  const result = what();
  return [result, (performance.now() - begun) / 1000];
}

function compare(name: string, { encode, decode }: Peer, text: string, bytes: number): void {
  const [ids, seconds] = timed(() => encode(text));
  const [again, more] = timed(() => decode(ids));
  const exact = again === text ? "" : "  DECODES TO ANOTHER TEXT";
  const each = (bytes / ids.length).toFixed(2);
  console.log(`  ${name}: encode ${rate(bytes, seconds)}; decode ${rate(bytes, more)}; ${each} bytes a token${exact}`);
}

const peerFile = join(root, "bench/node_modules/gpt-tokenizer/esm/main.js");
const peer = existsSync(peerFile) ? ((await import(peerFile)) as Peer) : undefined;
if (peer === undefined) console.log("gpt-tokenizer is not installed: run bench/setup npm");
peer?.encode("warm"); // its tables are read

for (const file of process.argv.slice(2)) {
  const text = new TextDecoder().decode(readFileSync(file).subarray(0, MOST));
  const bytes = Buffer.byteLength(text);
  console.log(`${basename(file)}, ${(bytes / 1e6).toFixed(1)} MB`);
  const [tokenizer, seconds] = timed(() => trainBytePairs([text], { size: SIZE }));
  console.log(`  onda: trained ${tokenizer.size} tokens in ${rate(bytes, seconds)}`);
  compare("onda", tokenizer, text, bytes);
  if (peer !== undefined) compare("gpt-tokenizer", peer, text, bytes);
}
