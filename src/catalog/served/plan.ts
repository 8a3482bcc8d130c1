/**
 * Which of a GGUF's tensors become which weights of the served program, and where these will lie in their file.
 */
import type { FileHandle } from "node:fs/promises";
import { type GgufEntry, type GgufLayout, ggufByteSize, ggufLayout } from "../../formats/index.ts";
import { bytesPerElement, f32, leavesOf, type Spec, sizeOf, type Tree, u8 } from "../../graph/index.ts";
import type { GptConfig, ServedBlock, ServedMatrix, ServedParams } from "../../models/index.ts";
import type { Place } from "../../onnx/index.ts";
import { ARCHITECTURES, architectureOf } from "../language/gguf/architectures.ts";
import type { GgufTensor } from "../language/gguf/open.ts";

/** A tensor of the file, in the order in which its rows are wanted. */
export interface Source {
  readonly entry: GgufTensor;
  /** Numbers in a head whose rows Llama's files hold in pairs. */
  readonly paired?: number;
}

/** Tensors one below the other that become one weight: in blocks of a layout, or a vector or matrix of floats. */
export interface Piece {
  readonly path: string;
  readonly layout: GgufLayout | undefined;
  readonly sources: readonly Source[];
  /** Added to each float. */
  readonly plus?: number;
}

export interface Plan {
  readonly specs: ServedParams<Spec>;
  readonly pieces: readonly Piece[];
  /** By the path of the program's input. */
  readonly places: ReadonlyMap<string, Place>;
  /** Bytes of the file of weights. */
  readonly bytes: number;
}

/** What is served: weights in files, and which goes where. */
export interface ServedSource {
  readonly config: GptConfig;
  readonly plan: Plan;
  readonly files: readonly FileHandle[];
  /** Of sizes, times and headers, all of which a change would change: hexadecimal. */
  fingerprint(): Promise<string>;
}

export const WEIGHTS = "weights.bin";
const PAGE = 4096;

/**
 * @param turnsNeighbours rows of queries and keys lie in pairs, as in GGUFs of Llama's
 * Throws a RangeError where a tensor is missing or has another shape.
 */
export function planServed(
  config: GptConfig,
  tensors: ReadonlyMap<string, GgufTensor>,
  turnsNeighbours = ARCHITECTURES[architectureOf(config)]!.turnsNeighbours,
): Plan {
  const pieces: Piece[] = [];
  const take = (name: string, shape: readonly number[]): GgufTensor => {
    const entry = tensors.get(name);
    if (entry !== undefined && String(entry.shape) === String(shape)) return entry;
    const found = entry === undefined ? "is missing" : `is [${entry.shape.join(", ")}]`;
    throw new RangeError(`gguf: tensor ${name} ${found}. The model's sizes ask for [${shape.join(", ")}].`);
  };
  const vector = (path: string, name: string, size: number): Spec => {
    pieces.push({ path, layout: undefined, sources: [{ entry: take(name, [size]) }] });
    return f32(size);
  };
  const matrix = (path: string, sources: readonly Source[]): ServedMatrix<Spec> => {
    const columns = sources[0]!.entry.shape[1]!;
    const rows = sources.reduce((sum, { entry }) => sum + entry.shape[0]!, 0);
    const layout = layoutOf(sources[0]!.entry);
    pieces.push({ path, layout, sources });
    if (layout === undefined) return { weight: f32(rows, columns) };
    const { bits, size, offsets } = layout;
    const each = f32(rows, columns / size);
    const quants = u8(rows, columns / size, (size * bits) / 8);
    return { quants, scales: each, ...(offsets ? { offsets: each } : {}) };
  };
  const { width, hidden, heads, keyValueHeads, headSize: d, vocabulary } = config;
  const [wide, narrow] = [heads * d, keyValueHeads * d];
  const paired = turnsNeighbours ? { paired: d } : {};
  const block = (i: number): ServedBlock<Spec> => {
    const [at, from] = [`params.layers.${i}`, `blk.${i}`];
    const rows = (name: string, count: number, columns = width): Source => ({
      entry: take(`${from}.${name}.weight`, [count, columns]),
    });
    const norm = (field: string, name: string, size = width) =>
      ({ [field]: vector(`${at}.${field}`, `${from}.${name}.weight`, size) }) as Record<string, Spec>;
    const joined = (field: string, sources: readonly Source[]) =>
      alike(sources).map((part, j) => matrix(`${at}.${field}.${j}`, part));
    const [q, k] = [rows("attn_q", wide), rows("attn_k", narrow)].map((source) => ({ ...source, ...paired }));
    if (config.biases) {
      const biases = ["attn_q", "attn_k", "attn_v"].map((name, j) => take(`${from}.${name}.bias`, [j ? narrow : wide]));
      pieces.push({ path: `${at}.bias`, layout: undefined, sources: biases.map((entry) => ({ entry })) });
    }
    return {
      ...norm("attentionNorm", "attn_norm"),
      queryKeyValue: joined("queryKeyValue", [q!, k!, rows("attn_v", narrow)]),
      ...(config.biases ? { bias: f32(wide + 2 * narrow) } : {}),
      ...(config.headNorms ? { ...norm("queryNorm", "attn_q_norm", d), ...norm("keyNorm", "attn_k_norm", d) } : {}),
      out: matrix(`${at}.out`, [rows("attn_output", width, wide)]),
      ...(config.outputNorms ? norm("attentionOutputNorm", "post_attention_norm") : {}),
      ...norm("networkNorm", "ffn_norm"),
      gateUp: joined("gateUp", [rows("ffn_gate", hidden), rows("ffn_up", hidden)]),
      down: matrix(`${at}.down`, [rows("ffn_down", width, hidden)]),
      ...(config.outputNorms ? norm("networkOutputNorm", "post_ffw_norm") : {}),
    } as unknown as ServedBlock<Spec>;
  };
  const table = { entry: take("token_embd.weight", [vocabulary, width]) };
  const embedding = matrix("params.embedding", [table]);
  const layers = Array.from({ length: config.layers }, (_, i) => block(i));
  const norm = vector("params.norm", "output_norm.weight", width);
  const head = config.tiedEmbeddings
    ? embedding
    : matrix("params.head", [{ entry: take("output.weight", [vocabulary, width]) }]);
  const specs = { embedding, layers, norm, head };
  return { specs, pieces, ...placed(specs, config.tiedEmbeddings) };
}

/** The type's own, where rows divide into its blocks; else rows become floats. */
function layoutOf({ type, shape }: GgufEntry): GgufLayout | undefined {
  const layout = ggufLayout(type);
  return shape.at(-1)! % layout.size === 0 ? layout : undefined;
}

/** Neighbours of one layout together. */
function alike(sources: readonly Source[]): Source[][] {
  const parts: Source[][] = [];
  const key = ({ entry }: Source) => JSON.stringify(layoutOf(entry));
  for (const source of sources) {
    const last = parts.at(-1);
    if (last !== undefined && key(last[0]!) === key(source)) last.push(source);
    else parts.push([source]);
  }
  return parts;
}

/** Each weight at the beginning of a page. Tied embeddings lie there once, and are mapped apart for their two uses. */
function placed(specs: ServedParams<Spec>, tied: boolean): Pick<Plan, "places" | "bytes"> {
  const places = new Map<string, Place>();
  let offset = 0;
  for (const [path, { dtype, shape }] of leavesOf<Spec>({ params: specs } as Tree<Spec>)) {
    if (tied && path.startsWith("params.head.")) continue;
    const bytes = sizeOf(shape) * bytesPerElement(dtype);
    places.set(path, { file: WEIGHTS, offset, bytes });
    offset += Math.ceil(bytes / PAGE) * PAGE;
  }
  for (const [path, place] of tied ? [...places] : []) {
    if (path.startsWith("params.embedding.")) places.set(path.replace("embedding", "head"), place);
  }
  return { places, bytes: offset };
}

/** Bytes of a source's rows in the file. */
export const rowBytesOf = ({ type, shape }: GgufEntry): number => ggufByteSize(type, shape) / (shape[0] || 1);
