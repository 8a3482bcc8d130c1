/** The frozen classifier in use: pictures in, answers and features out. */

import { COLOURS, type ColourName } from "../../data/index.ts";
import { constant, f32, mapTree, type Tensor, type Tree, trace, type Value } from "../../graph/index.ts";
import { type ClassifierParams, classify } from "../../models/classifier/index.ts";
import { type CompileOptions, type Runtime, value } from "../../runtime/index.ts";
import { joinRows, type Rows } from "../../train/index.ts";
import type { ClassifierFile } from "./classifier-file.ts";
import type { Question } from "./classifier-task.ts";

export interface Answer {
  /** Ids of the likeliest concepts, best first. */
  readonly concepts: readonly string[];
  readonly background: ColourName;
  readonly colour: ColourName;
  readonly count: number;
}

export interface Judged {
  readonly answers: readonly Answer[];
  readonly features: Rows;
}

export interface Judge {
  readonly hash: string;
  /** Pictures [N, 3, S, S] in [-1, 1], one after the other. */
  judge(pixels: Float32Array): Promise<Judged>;
  dispose(): Promise<void>;
}

/** Pictures judged at once. */
const AT_ONCE = 64;
const BEST = 5;

export async function openJudge(runtime: Runtime, file: ClassifierFile, options: CompileOptions = {}): Promise<Judge> {
  const { config, hash } = file;
  const s = config.imageSize;
  const executable = await runtime.compile(judgeProgram(file), options);

  async function judgeSome(pixels: Float32Array): Promise<Judged> {
    const count = pixels.length / (3 * s * s);
    const out = await executable.run({ pixels: value(pixels, [count, 3, s, s]) });
    const row = (question: Question, i: number) => {
      const answers = config.heads[question];
      return (out[question].data as Float32Array).subarray(i * answers, (i + 1) * answers);
    };
    const answers = Array.from({ length: count }, (_, i) => ({
      concepts: largest(row("concept", i), BEST).map((at) => config.concepts[at]!),
      background: COLOURS[largest(row("background", i), 1)[0]!]!,
      colour: COLOURS[largest(row("colour", i), 1)[0]!]!,
      count: 1 + largest(row("count", i), 1)[0]!,
    }));
    return { answers, features: { data: out.features.data as Float32Array, count, width: config.features } };
  }

  return {
    hash,
    async judge(pixels) {
      const parts: Judged[] = [];
      const length = AT_ONCE * 3 * s * s;
      for (let at = 0; at < pixels.length; at += length) parts.push(await judgeSome(pixels.subarray(at, at + length)));
      return {
        answers: parts.flatMap(({ answers }) => answers),
        features: joinRows(parts.map(({ features }) => features)),
      };
    },
    dispose: () => executable.dispose(),
  };
}

/** Pictures [N, 3, S, S] → features [N, F] and the logits of every question. */
function judgeProgram({ config, weights }: ClassifierFile) {
  const params = mapTree<Value, Tensor, Tree<Value>>(weights, ({ data, shape, dtype }) =>
    constant(data, shape, dtype),
  ) as unknown as ClassifierParams<Tensor, Question>;
  return trace({ pixels: f32("batch", 3, config.imageSize, config.imageSize) }, ({ pixels }) => {
    const { features, logits } = classify(params, pixels);
    return { features, ...logits };
  });
}

/** Indices of the `count` largest numbers, largest first. */
function largest(numbers: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    if (best.length === count && numbers[i]! <= numbers[best.at(-1)!]!) continue;
    let at = best.length;
    while (at > 0 && numbers[i]! > numbers[best[at - 1]!]!) at--;
    best.splice(at, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
