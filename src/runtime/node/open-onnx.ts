/** ONNX files that other programs wrote, opened to be run. */
import * as ort from "onnxruntime-node";
import { type ForeignValue, isElementType, type OnnxPort } from "../../onnx/index.ts";
import { type CompileOptions, RuntimeError } from "../runtime.ts";
import { describeOnnxFile, type OnnxFile } from "./onnx-file.ts";
import { createSession } from "./onnxruntime.ts";

export interface OpenOnnx {
  readonly description: OnnxFile;
  /**
   * Runs the model: a value for each input, by name. Outputs that are no tensors (lists, maps) are left out: ONNX Runtime
   * has no way to hand them to JavaScript.
   * Throws a RuntimeError for an input that is missing or not the model's, or where ONNX Runtime stops.
   */
  run(inputs: ReadonlyMap<string, ForeignValue>): Promise<Map<string, ForeignValue>>;
  dispose(): Promise<void>;
}

/**
 * Opens an ONNX file. It is described first, so that a damaged one, or one whose weights lie outside of its folder, never
 * reaches ONNX Runtime. A model is a program: what it computes, and the memory that it takes for it, is its maker's choice.
 * ONNX Runtime's native code ends the process on some hostile files: open what you do not trust in a process of its own.
 * Throws an OnnxError for a file that is no model, a RuntimeError for one that ONNX Runtime refuses.
 */
export async function openOnnx(
  path: string,
  options: Pick<CompileOptions, "threads" | "providers"> = {},
): Promise<OpenOnnx> {
  const description = describeOnnxFile(path);
  const session = await createSession(path, options);
  const tensors = description.outputs.filter(({ type }) => isTensorType(type)).map(({ name }) => name);
  return {
    description,
    async run(inputs) {
      const feeds = feedsOf(description, inputs);
      try {
        const found = await session.run(feeds, tensors);
        return new Map(tensors.map((name) => [name, fromOrt(name, found[name]!)]));
      } catch (error) {
        if (error instanceof RuntimeError) throw error;
        throw new RuntimeError(`run: ONNX Runtime stopped: ${(error as Error).message}`, { cause: error });
      }
    },
    dispose: () => session.release(),
  };
}

const isTensorType = (type: string): boolean => type === "string" || isElementType(type);

function feedsOf({ inputs }: OnnxFile, given: ReadonlyMap<string, ForeignValue>) {
  const known = new Map(inputs.map((port): [string, OnnxPort] => [port.name, port]));
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, value] of given) {
    const port = known.get(name);
    if (port === undefined) throw new RuntimeError(`run: the model has no input ${JSON.stringify(name)} to be given.`);
    if (port.type !== value.type) {
      throw new RuntimeError(`run: input ${name} is ${value.type}. The model wants ${port.type}.`);
    }
    feeds[name] = toOrt(value);
  }
  const missing = inputs.find(({ name }) => !given.has(name));
  if (missing !== undefined) throw new RuntimeError(`run: input ${missing.name} is not given.`);
  return feeds;
}

const toOrt = ({ type, data, shape }: ForeignValue): ort.Tensor =>
  new ort.Tensor(type as "float32", data as Float32Array, shape);

function fromOrt(name: string, { type, data, dims }: ort.Tensor): ForeignValue {
  if (isTensorType(type)) return { type, data, shape: dims } as ForeignValue;
  throw new RuntimeError(`run: output ${name} is ${type}, which Onda does not read.`);
}
