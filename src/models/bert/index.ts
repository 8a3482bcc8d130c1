/** An encoder of BERT's layout, for embeddings: Devlin et al. 2019. See README.md. */
export { type BertInput, type BertLayer, type BertParams, bert, bertSpecs, initBert } from "./bert.ts";
export * from "./config.ts";
export * from "./hugging-face.ts";
export * from "./pool.ts";
