/** The frozen classifier in use: pictures in, answers and features out. */

import { COLOURS, type ColourName } from "../../data/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import type { Rows } from "../../train/index.ts";
import { openFrozen } from "../measure/frozen.ts";
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

const BEST = 5;

export async function openJudge(runtime: Runtime, file: ClassifierFile, options: CompileOptions = {}): Promise<Judge> {
  const { config, hash } = file;
  const frozen = await openFrozen<Question, typeof config>(runtime, file, options);
  return {
    hash,
    async judge(pixels) {
      const { features, logits } = await frozen.look(pixels);
      const row = (question: Question, i: number) => {
        const { data, width } = logits[question];
        return data.subarray(i * width, (i + 1) * width);
      };
      const answers = Array.from({ length: features.count }, (_, i) => ({
        concepts: largest(row("concept", i), BEST).map((at) => config.concepts[at]!),
        background: COLOURS[largest(row("background", i), 1)[0]!]!,
        colour: COLOURS[largest(row("colour", i), 1)[0]!]!,
        count: 1 + largest(row("count", i), 1)[0]!,
      }));
      return { answers, features };
    },
    dispose: frozen.dispose,
  };
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
