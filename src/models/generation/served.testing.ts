/** For tests: a model's weights in blocks, and what they are as floats. */
import { type Spec, specOf, type Value } from "../../graph/index.ts";
import { createRng } from "../../nn/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import type { CompileOptions } from "../../runtime/runtime.ts";
import type { GptConfig } from "../gpt/config.ts";
import type { GptParams } from "../gpt/gpt.ts";
import { type ServedMatrix, type ServedParams, servedProgram } from "../gpt/served.ts";
import type { Decoder } from "./decoder.ts";
import { createServedDecoder } from "./served-decoder.ts";

const floats = (data: Float32Array, ...shape: number[]): Value => ({ dtype: "float32", shape, data });

/** Random weights: matrices of 4 and 8 bits by turns, the table of the embedding with numbers large enough to differ. */
export function randomServed(config: GptConfig, seed = 1): ServedParams<Value> {
  const { width: c, hidden: f, vocabulary: v, heads, keyValueHeads, headSize: d, layers } = config;
  const rng = createRng(seed);
  let made = 0;
  const matrix = (rows: number, columns: number, size = 0.08): ServedMatrix<Value> => {
    const [split, bytes] = [rng.split(made), made++ % 2 === 0 ? 16 : 32];
    const blocks = rows * (columns / 32);
    const quants = Uint8Array.from({ length: blocks * bytes }, () => split.int(256));
    const scales = split.uniform(blocks, 0.5, 1).map((x) => (x * size) / (bytes === 16 ? 5 : 74));
    return {
      quants: { dtype: "uint8", shape: [rows, columns / 32, bytes], data: quants },
      scales: floats(Float32Array.from(scales), rows, columns / 32),
    };
  };
  const vector = (size: number, around: number) =>
    floats(
      Float32Array.from(rng.split(made++).normal(size), (x) => around + 0.1 * x),
      size,
    );
  const narrow = keyValueHeads * d;
  const table = matrix(v, c, 2);
  return {
    embedding: table,
    layers: Array.from({ length: layers }, () => ({
      attentionNorm: vector(c, 1),
      queryKeyValue: [matrix(heads * d, c), matrix(narrow, c), matrix(narrow, c)],
      ...(config.biases ? { bias: vector(heads * d + 2 * narrow, 0) } : {}),
      ...(config.headNorms ? { queryNorm: vector(d, 1), keyNorm: vector(d, 1) } : {}),
      out: matrix(c, heads * d),
      ...(config.outputNorms ? { attentionOutputNorm: vector(c, 1), networkOutputNorm: vector(c, 1) } : {}),
      networkNorm: vector(c, 1),
      gateUp: [matrix(2 * f, c)],
      down: matrix(c, f),
    })),
    norm: vector(c, 1),
    head: table,
  };
}

/** A decoder of `randomServed` weights, given as inputs. */
export async function randomServedDecoder(
  runtime: Runtime,
  config: GptConfig,
  options: { readonly batch?: number; readonly capacity?: number } & CompileOptions = {},
): Promise<Decoder & { readonly runs: number[]; dispose(): Promise<void> }> {
  const { batch = 1, capacity = config.context, ...compile } = options;
  const params = randomServed(config);
  const program = servedProgram(config, specOf<ServedParams<Spec>>(params) as ServedParams<Spec>, capacity);
  const executable = await runtime.compile(program, { threads: 1, ...compile });
  const runs: number[] = [];
  const run: Parameters<typeof createServedDecoder>[0]["run"] = (inputs, into) => {
    runs.push(inputs.ids.shape[1]!);
    return executable.run({ ...inputs, params } as never, into);
  };
  const decoder = createServedDecoder({ run }, config, { batch, capacity });
  return Object.assign(decoder, { runs, dispose: () => executable.dispose() });
}

/** The numbers of a matrix. */
function floatsOf(w: ServedMatrix<Value>): Value {
  if ("weight" in w) return w.weight;
  const [rows, blocks, bytes] = w.quants.shape as [number, number, number];
  const [q, s] = [w.quants.data as Uint8Array, w.scales.data as Float32Array];
  const data = Float32Array.from({ length: rows * blocks * 32 }, (_, i) => {
    const [block, k] = [Math.floor(i / 32), i % 32];
    const code = bytes === 32 ? q[block * 32 + k]! - 128 : ((q[block * 16 + (k >> 1)]! >> (4 * (k % 2))) & 15) - 8;
    return code * s[block]!;
  });
  return floats(data, rows, blocks * 32);
}

/** Rows from `from` to `to` of a matrix. */
const rowsOf = ({ shape, data }: Value, from: number, to: number): Value =>
  floats((data as Float32Array).slice(from * shape[1]!, to * shape[1]!), to - from, shape[1]!);

/** The same weights as the training program's parameters. */
export function gptOfServed({ embedding, layers, norm }: ServedParams<Value>, config: GptConfig): GptParams<Value> {
  const [q, kv] = [config.heads * config.headSize, config.keyValueHeads * config.headSize];
  return {
    model: {
      embed_tokens: { weight: floatsOf(embedding) },
      layers: layers.map((block) => {
        const [query, key, value] = block.queryKeyValue.map(floatsOf) as [Value, Value, Value];
        const gateUp = floatsOf(block.gateUp[0]!);
        const bias = (from: number, to: number): { bias?: Value } => {
          if (block.bias === undefined) return {};
          const part = (block.bias.data as Float32Array).slice(from, to);
          return { bias: floats(part, part.length) };
        };
        const norm = (name: string, weight: Value | undefined) => (weight === undefined ? {} : { [name]: { weight } });
        const { attentionOutputNorm: after = block.networkNorm } = block;
        return {
          input_layernorm: { weight: block.attentionNorm },
          self_attn: {
            q_proj: { weight: query, ...bias(0, q) },
            k_proj: { weight: key, ...bias(q, q + kv) },
            v_proj: { weight: value, ...bias(q + kv, q + 2 * kv) },
            o_proj: { weight: floatsOf(block.out) },
            ...norm("q_norm", block.queryNorm),
            ...norm("k_norm", block.keyNorm),
          },
          post_attention_layernorm: { weight: after },
          ...(config.outputNorms ? norm("pre_feedforward_layernorm", block.networkNorm) : {}),
          ...norm("post_feedforward_layernorm", block.networkOutputNorm),
          mlp: {
            gate_proj: { weight: rowsOf(gateUp, 0, config.hidden) },
            up_proj: { weight: rowsOf(gateUp, config.hidden, 2 * config.hidden) },
            down_proj: { weight: floatsOf(block.down) },
          },
        };
      }),
      norm: { weight: norm },
    },
  };
}
