/** The runtime port on Node. */
export { createSession, onnxRuntime } from "./onnxruntime.ts";
export { compileStored, type StoredInputs } from "./stored.ts";
