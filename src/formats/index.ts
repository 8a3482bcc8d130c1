// Formats: bytes in, values out; values in, bytes out. Imports nothing and opens no file.

export { FormatError } from "./errors.ts";
export * from "./float16.ts";
export * from "./safetensors.ts";
