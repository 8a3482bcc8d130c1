/** The runtime port, free of any platform. Node's adapter is `onda/runtime/node`. */
export { inPlace } from "./in-place.ts";
export { reference } from "./reference/reference.ts";
export * from "./runtime.ts";
export * from "./stateful.ts";
export * from "./values.ts";
