// GGUF, the file of llama.cpp: a header of metadata and tensors, then quantised blocks.

export { type GgufLayout, ggufLayout, ggufToBlocks } from "./blocks.ts";
export { dequantizeGguf, ggufRows } from "./dequantize.ts";
export {
  type GgufEntry,
  type GgufHeader,
  type GgufRead,
  parseGgufHeader,
  readGgufHeader,
} from "./header.ts";
export { ggufToNBits, type NBits, type NBitsOptions, nBitsFor, nBitsToGguf } from "./n-bits.ts";
export { type GgufWritableType, quantizeGguf } from "./quantize.ts";
export { type GgufModel, type GgufShard, ggufShardNames, joinGguf } from "./split.ts";
export { type GgufType, ggufBlockBytes, ggufBlockLength, ggufByteSize, ggufRowBytes } from "./types.ts";
export {
  type GgufList,
  type GgufMetadata,
  type GgufValue,
  ggufBoolean,
  ggufNumber,
  ggufNumbers,
  ggufString,
  ggufStrings,
} from "./value.ts";
export { type GgufInput, writeGguf } from "./write.ts";
