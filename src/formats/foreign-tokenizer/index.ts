// Tokenizers made elsewhere: the vocabularies in GGUF files, and Hugging Face's `tokenizer.json`.

export type { Segment } from "./added-tokens.ts";
export { readGgufTokenizer } from "./gguf.ts";
export type { ForeignTokenizer, NamedTokens } from "./tokenizer.ts";
