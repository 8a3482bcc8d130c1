/** Checkpoints of Hugging Face: their configs read and written, and how their tensors differ. */
export { huggingFaceTypes } from "./layouts.ts";
export { gptFromHuggingFace } from "./read.ts";
export { type HuggingFaceTensors, huggingFaceTensors } from "./tensors.ts";
export { gptToHuggingFace } from "./write.ts";
