// Formats: bytes in, values out; values in, bytes out. Imports no other room and opens no file.

export { FormatError } from "./errors.ts";
export * from "./float16.ts";
export * from "./gguf/index.ts";
export { readPngText, writePngText } from "./png-text.ts";
export * from "./safetensors.ts";
export {
  readSafetensorsHeader,
  type SafetensorsArray,
  type SafetensorsDType,
  type SafetensorsEntry,
  type SafetensorsHeader,
  safetensorsHeaderSize,
} from "./safetensors-header.ts";
export * from "./tokenizer/index.ts";
export * from "./foreign-tokenizer/index.ts";
