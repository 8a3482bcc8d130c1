/** The judge's file: a frozen classifier that knows the emoji set's concepts. */
import type { Value } from "../../graph/index.ts";
import type { ClassifierParams } from "../../models/classifier/index.ts";
import { type ClassifierFile as FileOf, readClassifier, writeClassifier } from "../measure/frozen-file.ts";
import type { JudgeConfig, Question } from "./classifier-task.ts";

const QUESTIONS: readonly Question[] = ["concept", "background", "colour", "count"];

export type ClassifierFile = FileOf<Question, JudgeConfig>;

export const saveClassifier = (
  path: string,
  config: JudgeConfig,
  weights: ClassifierParams<Value, Question>,
  metadata: Record<string, string> = {},
): Promise<void> => writeClassifier(path, config, weights, metadata);

/** Reads a judge. Every tensor is checked against what its config asks for. */
export const loadClassifier = (path: string): Promise<ClassifierFile> =>
  readClassifier<Question, JudgeConfig>(
    path,
    ({ heads, concepts }) => QUESTIONS.every((question) => heads[question] > 0) && concepts.length === heads.concept,
  );
