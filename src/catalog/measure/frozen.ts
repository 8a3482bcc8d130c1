/** A frozen classifier in use: pictures in, features and the logits of every question out. */
import { constant, f32, mapTree, type Tensor, type Tree, trace, type Value } from "../../graph/index.ts";
import { type ClassifierConfig, type ClassifierParams, classify } from "../../models/classifier/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { joinRows, type Rows } from "../../train/index.ts";
import type { ClassifierFile } from "./frozen-file.ts";

export interface Frozen<H extends string = string> {
  readonly hash: string;
  /** Pixels on a side of the pictures that it looks at. */
  readonly size: number;
  /** Pictures [N, 3, S, S] in [-1, 1], one after the other; `onProgress` is told how many are done. */
  look(pixels: Float32Array, onProgress?: (done: number) => void): Promise<Looked<H>>;
  dispose(): Promise<void>;
}

export interface Looked<H extends string = string> {
  /** [N, F]. */
  readonly features: Rows;
  /** [N, answers] for each question. */
  readonly logits: Readonly<Record<H, Rows>>;
}

/** Pictures looked at together. */
const AT_ONCE = 64;

export async function openFrozen<H extends string, C extends ClassifierConfig<H>>(
  runtime: Runtime,
  file: ClassifierFile<H, C>,
  options: CompileOptions = {},
): Promise<Frozen<H>> {
  const { config, hash } = file;
  const s = config.imageSize;
  const heads = Object.keys(config.heads) as H[];
  const executable = await runtime.compile(frozenProgram(file), options);

  async function lookAtSome(pixels: Float32Array): Promise<Looked<H>> {
    const count = pixels.length / (3 * s * s);
    const out = await executable.run({ pixels: value(pixels, [count, 3, s, s]) });
    const rows = (name: string, width: number) => ({ data: out[name]!.data as Float32Array, count, width });
    const logits = Object.fromEntries(heads.map((head) => [head, rows(head, config.heads[head])]));
    return { features: rows("features", config.features), logits: logits as Record<H, Rows> };
  }

  return {
    hash,
    size: s,
    async look(pixels, onProgress) {
      const parts: Looked<H>[] = [];
      const length = AT_ONCE * 3 * s * s;
      for (let at = 0; at < pixels.length; at += length) {
        parts.push(await lookAtSome(pixels.subarray(at, at + length)));
        onProgress?.(Math.min(pixels.length, at + length) / (3 * s * s));
      }
      const logits = heads.map((head) => [head, joinRows(parts.map((part) => part.logits[head]))]);
      return {
        features: joinRows(parts.map(({ features }) => features)),
        logits: Object.fromEntries(logits) as Record<H, Rows>,
      };
    },
    dispose: () => executable.dispose(),
  };
}

/** Pictures [N, 3, S, S] → features [N, F] and the logits of every question. */
function frozenProgram<H extends string, C extends ClassifierConfig<H>>({ config, weights }: ClassifierFile<H, C>) {
  const params = mapTree<Value, Tensor, Tree<Value>>(weights, ({ data, shape, dtype }) =>
    constant(data, shape, dtype),
  ) as unknown as ClassifierParams<Tensor, H>;
  return trace({ pixels: f32("batch", 3, config.imageSize, config.imageSize) }, ({ pixels }) => {
    const { features, logits } = classify(params, pixels);
    return { features, ...(logits as Readonly<Record<string, Tensor>>) } as Record<string, Tensor>;
  });
}
