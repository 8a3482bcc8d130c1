/** Generation of text: a decoder with kept keys and values, sampling, and output that a schema constrains. */
export { createDecoder, type DecodeExecutable, withWeights } from "./appending-decoder.ts";
export type { Decoder } from "./decoder.ts";
export * from "./generate.ts";
export * from "./grammar/index.ts";
export { type Candidates, candidatesOf, logProbabilities, type SamplingOptions } from "./sampling.ts";
export { createServedDecoder, type ServedExecutable } from "./served-decoder.ts";
