/** Which judge measures which set, opened. */
import { stat } from "node:fs/promises";
import type { Questions } from "../../data/index.ts";
import type { CompileOptions, Runtime } from "../../runtime/index.ts";
import { CheckpointError } from "../../train/index.ts";
import { RequestError } from "../errors.ts";
import { expectedSum } from "../models.ts";
import { type Frozen, openFrozen } from "./frozen.ts";
import { loadFrozen } from "./frozen-file.ts";
import type { MeasuredSet } from "./sets.ts";

export interface OpenJudge {
  readonly judge: Frozen;
  readonly questions: Questions;
}

/**
 * The set's own judge, or the one of a file that the user gives. A judge that is published must be the published one.
 * @throws RequestError where there is none, CheckpointError where its SHA-256 differs from the list beside it
 */
export async function openSetJudge(
  runtime: Runtime,
  set: MeasuredSet,
  given?: string,
  compile: CompileOptions = {},
): Promise<OpenJudge> {
  const path = given ?? set.judge;
  if (path === undefined) {
    throw new RequestError(`${set.name} is not a set that has a judge. Give the file of one: --judge FILE`);
  }
  if (!(await stat(path).catch(() => undefined))?.isFile())
    throw new RequestError(`${path} is not there, or not a file.`);
  const file = await loadFrozen(path);
  const expected = await expectedSum(path);
  if (expected !== undefined && expected !== file.hash) {
    throw new CheckpointError(`${path} is not the judge that was published: its SHA-256 differs. Fetch it again.`);
  }
  return { judge: await openFrozen(runtime, file, compile), questions: file.config.questions };
}
