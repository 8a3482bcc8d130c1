/** A model's file, looked at before it is opened. */
import { stat } from "node:fs/promises";
import { UsageError } from "../report.ts";

/** @throws UsageError where there is no such file. */
export async function requireModel(path: string): Promise<void> {
  const kind = await stat(path).catch(() => undefined); // before it is opened: a pipe would wait for its other end
  if (!kind?.isFile()) throw new UsageError(`${path} does not exist or is not a file. Give an ONNX file.`);
}
