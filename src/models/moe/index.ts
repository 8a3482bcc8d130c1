/** A language model with sparse experts: Fedus et al. 2022. See README.md. */
export * from "./config.ts";
export { moeDecodeProgram } from "./decode.ts";
export { denseExperts, type Experts, type Routing, sparseExperts } from "./experts.ts";
export { moeFromHuggingFace } from "./hugging-face.ts";
export * from "./moe.ts";
