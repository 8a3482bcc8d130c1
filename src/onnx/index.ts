/** ONNX: graphs to files, files to plain data. */
export { decodeOnnx } from "./decode.ts";
export * from "./encode.ts";
export * from "./lower.ts";
export * from "./model.ts";
