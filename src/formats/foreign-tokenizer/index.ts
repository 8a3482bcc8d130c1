// Tokenizers made elsewhere: the vocabularies in GGUF files, and Hugging Face's `tokenizer.json`.

export type { Segment } from "./added-tokens.ts";
export { requireFittingVocabulary } from "./fit.ts";
export { readGgufTokenizer } from "./gguf.ts";
export { visibleBytes } from "./spelling.ts";
export { type ForeignTokenizer, isForeign, type NamedTokens } from "./tokenizer.ts";
export { readTokenizerJson, type TokenizerJsonOptions } from "./tokenizer-json.ts";
