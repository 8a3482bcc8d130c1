/** An ONNX model as plain data: what the file format holds, no more. */
import type { DType, OnnxAttribute, Shape, Value } from "../graph/index.ts";

export { onnxDataTypes } from "../graph/index.ts";

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  /** "" is the standard `ai.onnx`. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttributeValue>>;
}

/** What a file may carry besides what Onda writes. */
export type OnnxAttributeValue =
  | OnnxAttribute
  | { readonly floats: readonly number[] }
  | { readonly tensor: OnnxTensor }
  | { readonly opaque: string };

export interface OnnxTensor extends Omit<Value, "dtype"> {
  readonly dtype: DType;
}

/** An initializer whose numbers lie in a file beside the model's, which the runtime maps instead of copying. */
export interface OnnxStored {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The file's name in the model's folder. */
  readonly file: string;
  /** Where the numbers begin, and how many bytes they take. */
  readonly offset: number;
  readonly bytes: number;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  /** A list of such tensors. */
  readonly sequence?: true;
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Operator set versions by domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  /** Initializers that are written by their place alone. `decodeOnnx` refuses them. */
  readonly stored?: ReadonlyMap<string, OnnxStored>;
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  readonly metadata: Readonly<Record<string, string>>;
}

export class OnnxError extends Error {
  override readonly name = "OnnxError";
}
