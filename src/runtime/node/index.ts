/** The runtime port on Node. */
export * from "./onnxruntime.ts";
