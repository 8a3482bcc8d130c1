/** A GGUF file of Qwen 2's layout, 0.5 B parameters, with random blocks of one type: for time and memory alone. */
import { closeSync, openSync, writeSync } from "node:fs";
import { type GgufInput, type GgufMetadata, type GgufValue, ggufByteSize, writeGguf } from "../../src/formats/index.ts";

export type BlockType = "Q4_0" | "Q8_0";
const sizes = { width: 896, hidden: 4864, layers: 24, heads: 14, keyValueHeads: 2, vocabulary: 151_936 };

/** Numbers as the bytes of a scale of about 1/100, float16. */
const SCALE = [0x1f, 0x21];

/** Blocks of random bytes; their first two are the scale. */
function* blocks(type: BlockType, count: number): Generator<Uint8Array> {
  const size = type === "Q4_0" ? 18 : 34;
  let state = 0x9e3779b9 ^ count;
  for (let done = 0; done < count; ) {
    const some = Math.min(count - done, 2 ** 16);
    const bytes = new Uint8Array(some * size);
    for (let i = 0; i < bytes.length; i++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      bytes[i] = i % size < 2 ? SCALE[i % size]! : state >>> 24;
    }
    done += some;
    yield bytes;
  }
}

const text = (value: string): GgufValue => ({ type: "string", value });
const whole = (value: number): GgufValue => ({ type: "uint32", value });
const float = (value: number): GgufValue => ({ type: "float32", value });

/** Single bytes as GPT-2 writes them, made-up words, and three special tokens. */
function tokensOf(count: number): string[] {
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const signs = [...all.filter(printable), ...all.filter((b) => !printable(b)).map((_, i) => 256 + i)];
  const words = Array.from({ length: count - 259 }, (_, i) => `w${i}`);
  return [...signs.map((code) => String.fromCharCode(code)), ...words, "<|endoftext|>", "<|im_start|>", "<|im_end|>"];
}

const metadata = (): GgufMetadata =>
  new Map<string, GgufValue>([
    ["general.architecture", text("qwen2")],
    ["qwen2.context_length", whole(32_768)],
    ["qwen2.embedding_length", whole(sizes.width)],
    ["qwen2.block_count", whole(sizes.layers)],
    ["qwen2.feed_forward_length", whole(sizes.hidden)],
    ["qwen2.attention.head_count", whole(sizes.heads)],
    ["qwen2.attention.head_count_kv", whole(sizes.keyValueHeads)],
    ["qwen2.rope.freq_base", float(1_000_000)],
    ["qwen2.attention.layer_norm_rms_epsilon", float(1e-6)],
    ["tokenizer.ggml.model", text("gpt2")],
    ["tokenizer.ggml.pre", text("qwen2")],
    ["tokenizer.ggml.tokens", { type: "array", of: "string", value: tokensOf(sizes.vocabulary) }],
    [
      "tokenizer.ggml.token_type",
      {
        type: "array",
        of: "int32",
        value: Int32Array.from({ length: sizes.vocabulary }, (_, i) => (i < sizes.vocabulary - 3 ? 1 : 3)),
      },
    ],
    ["tokenizer.ggml.merges", { type: "array", of: "string", value: ["a b"] }],
    ["tokenizer.ggml.eos_token_id", whole(sizes.vocabulary - 1)],
  ] as [string, GgufValue][]);

/** Writes the file: about 0.28 GB for Q4_0, 0.53 for Q8_0. */
export function writeRandomQwen(path: string, type: BlockType): void {
  const tensors = new Map<string, GgufInput>();
  const matrix = (name: string, rows: number, columns: number) =>
    tensors.set(`${name}.weight`, {
      type,
      shape: [rows, columns],
      data: blocks(type, ggufByteSize(type, [rows, columns]) / (type === "Q4_0" ? 18 : 34)),
    });
  const vector = (name: string, size: number, value: number) =>
    tensors.set(name, { type: "F32", shape: [size], data: new Uint8Array(new Float32Array(size).fill(value).buffer) });
  const { width, hidden, layers, vocabulary } = sizes;
  matrix("token_embd", vocabulary, width);
  vector("output_norm.weight", width, 1);
  for (let i = 0; i < layers; i++) {
    const at = `blk.${i}`;
    vector(`${at}.attn_norm.weight`, width, 1);
    vector(`${at}.ffn_norm.weight`, width, 1);
    for (const [name, rows] of [["q", width] as const, ["k", 128] as const, ["v", 128] as const]) {
      matrix(`${at}.attn_${name}`, rows, width);
      vector(`${at}.attn_${name}.bias`, rows, 0.01);
    }
    matrix(`${at}.attn_output`, width, width);
    matrix(`${at}.ffn_gate`, hidden, width);
    matrix(`${at}.ffn_up`, hidden, width);
    matrix(`${at}.ffn_down`, width, hidden);
  }
  const file = openSync(path, "w");
  try {
    for (const piece of writeGguf(metadata(), tensors)) writeSync(file, piece);
  } finally {
    closeSync(file);
  }
}
