/** ONNX: graphs to files, files to plain data, any file described. */
export { decodeOnnx } from "./decode.ts";
export { describeOnnx, type OnnxDescription } from "./describe.ts";
export type { OnnxPort } from "./describe-port.ts";
export type { ExternalPart } from "./describe-tensor.ts";
export * from "./element-types.ts";
export * from "./encode.ts";
export * from "./lower.ts";
export * from "./model.ts";
export { ondaOperators } from "./operators.ts";
export { ByteWindow } from "./ranges.ts";
