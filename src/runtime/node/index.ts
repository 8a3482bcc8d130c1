/** The runtime port on Node. */
export { describeOnnxFile, type OnnxFile } from "./onnx-file.ts";
export * from "./onnxruntime.ts";
export { type OpenOnnx, openOnnx } from "./open-onnx.ts";
export { compileStored, type StoredInputs } from "./stored.ts";
