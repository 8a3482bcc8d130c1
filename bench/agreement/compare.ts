/**
 * Two programs that run one file, and a third that says who is nearer: llama.cpp and Onda's served program round what they
 * multiply to 8 bits, Onda's expanded program rounds nothing. llama.cpp takes the likeliest token each time; all three are
 * asked what they think of each step of that one text.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { openServed } from "../../src/catalog/index.ts";
import { readGgufLanguage } from "../../src/catalog/language/gguf/read.ts";
import { createDecoder, type Decoder, gptDecodeProgram } from "../../src/models/index.ts";
import { onnxRuntime } from "../../src/runtime/node/index.ts";

/** log p of the likeliest tokens, those first. */
type Likeliest = readonly (readonly [id: number, logp: number])[];

/** Where the likeliest token differs for the first time, and what each program thinks of the two. */
interface Parting {
  readonly step: number;
  readonly tokens: { readonly llama: string; readonly onda: string };
  readonly llama: Side;
  readonly onda: Side;
  /** By the program that rounds nothing. */
  readonly exact: Side;
}

/** Probabilities of the token that llama.cpp takes, and of the one that Onda takes. */
export interface Side {
  readonly llamas: number;
  readonly ondas: number;
}

export interface Agreement {
  readonly prompt: string;
  /** What llama.cpp writes. */
  readonly text: string;
  readonly sameTokens: boolean;
  /** Of all steps of this text, those at which Onda's likeliest token is llama.cpp's. */
  readonly agreed: number;
  readonly steps: number;
  /** Where greedy texts part for the first time; undefined where they never do. */
  readonly parting?: Parting;
  /** Squares of how far the log odds of the two likeliest tokens are from the exact program's, by step. */
  readonly squares: { readonly llama: readonly number[]; readonly onda: readonly number[] };
}

interface Peer {
  readonly script: string;
  readonly folder: string;
}

/**
 * @param llama the script of `bench/peers/llama-logits.mjs`, and the folder of node-llama-cpp
 */
export async function* compare(
  file: string,
  llama: Peer,
  prompts: readonly string[],
  tokens: number,
): AsyncGenerator<Agreement, void> {
  const peer = startPeer(file, llama);
  const { config, params, tokenizer } = await readGgufLanguage(file);
  const served = await openServed(file, { threads: 1, capacity: 512 });
  const expanded = await onnxRuntime.compile(gptDecodeProgram(params, config), { threads: 1 });
  const decoders = [served.decoder(), createDecoder(expanded, config, { capacity: 512 })] as const;
  try {
    for (const prompt of prompts) {
      const { ids, steps } = await peer.ask({ text: prompt, tokens });
      const ours = [...tokenizer.before, ...tokenizer.encode(prompt)];
      const way = steps.map((step) => step[0]![0]);
      const [onda, exact] = [await follow(decoders[0], ids, way), await follow(decoders[1], ids, way)];
      const read = judged(steps, onda, exact, (id) => tokenizer.decode([id]));
      yield { prompt, text: tokenizer.decode(way), sameTokens: String(ours) === String(ids), ...read };
    }
  } finally {
    peer.end();
    await Promise.all([served.dispose(), expanded.dispose()]);
  }
}

function startPeer(file: string, { script, folder }: Peer) {
  const command = [script, file, pathToFileURL(`${folder}/dist/index.js`).href];
  const child = spawn(process.execPath, command, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question: object): Promise<{ readonly ids: number[]; readonly steps: Likeliest[] }> {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`agreement: the peer ended. Run it alone to see why: node ${command.join(" ")}`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** log p of all tokens after the prompt, and after each token of the way but the last. */
async function follow(decoder: Decoder, ids: readonly number[], way: readonly number[]): Promise<Float32Array[]> {
  const all = [logSoftmax(await decoder.begin([ids]))];
  for (const id of way.slice(0, -1)) all.push(logSoftmax(await decoder.feed([[id]])));
  return all;
}

function logSoftmax(logits: Float32Array): Float32Array {
  let [most, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (const x of logits) most = Math.max(most, x);
  for (const x of logits) sum += Math.exp(x - most);
  return logits.map((x) => x - most - Math.log(sum));
}

const best = (logp: Float32Array): number => logp.reduce((at, x, i) => (x > logp[at]! ? i : at), 0);

function judged(
  llama: readonly Likeliest[],
  onda: readonly Float32Array[],
  exact: readonly Float32Array[],
  text: (id: number) => string,
) {
  const squares = { llama: [] as number[], onda: [] as number[] };
  let [agreed, parting] = [0, undefined as Parting | undefined];
  for (const [step, likeliest] of llama.entries()) {
    const known = new Map(likeliest);
    const theirs = (id: number) => known.get(id) ?? Number.NEGATIVE_INFINITY;
    const [ours, right] = [onda[step]!, exact[step]!];
    const [a, b] = [likeliest[0]![0], likeliest[1]![0]];
    const odds = right[a]! - right[b]!;
    squares.llama.push((theirs(a) - theirs(b) - odds) ** 2);
    squares.onda.push((ours[a]! - ours[b]! - odds) ** 2);
    const own = best(ours);
    if (own === a) agreed++;
    else
      parting ??= {
        step,
        tokens: { llama: text(a), onda: text(own) },
        llama: { llamas: Math.exp(theirs(a)), ondas: Math.exp(theirs(own)) },
        onda: { llamas: Math.exp(ours[a]!), ondas: Math.exp(ours[own]!) },
        exact: { llamas: Math.exp(right[a]!), ondas: Math.exp(right[own]!) },
      };
  }
  return { agreed, steps: llama.length, squares, ...(parting === undefined ? {} : { parting }) };
}
