// Tokenizers: text to tokens and back, and the file that says how. Training is in `data`.

export { pairKey } from "./byte-pairs.ts";
export { readTokenizer, writeTokenizer } from "./file.ts";
export { createTokenizer, type OwnTokenizer, type Tokenizer, type TokenStream, textParts } from "./tokenizer.ts";
export type { BytePairModel, CharacterModel, TokenizerModel, Vocabulary } from "./vocabulary.ts";
export { wordsOfText } from "./words.ts";
export { appendBytes } from "./wtf8.ts";
