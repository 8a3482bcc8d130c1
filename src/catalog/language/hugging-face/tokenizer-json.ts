/**
 * Onda's own tokenizers as Hugging Face's `tokenizer.json`: byte pairs over GPT-2's alphabet with words cut as here, or
 * characters that join to nothing. https://huggingface.co/docs/tokenizers/components
 */
import { isOwn, type OwnTokenizer, type Tokenizer, visibleBytes, WORDS_PATTERN } from "../../../formats/index.ts";

/** Throws a RangeError for a tokenizer from elsewhere, and for tokens of equal texts. */
export function tokenizerJson(tokenizer: Tokenizer): object {
  if (!isOwn(tokenizer)) {
    throw new RangeError("hugging-face: Onda writes its own tokenizers, and this one is from elsewhere.");
  }
  const ids = Array.from({ length: tokenizer.size }, (_, id) => id);
  const textOf = tokenizer.model.kind === "characters" ? characterText(tokenizer) : pairText(tokenizer);
  const plain = ids.filter((id) => !tokenizer.isSpecial(id));
  const vocab = Object.fromEntries(plain.map((id) => [textOf(id), id]));
  const lost = plain.find((id) => vocab[textOf(id)] !== id);
  if (lost !== undefined) {
    throw new RangeError(
      `hugging-face: token ${lost} is ${JSON.stringify(textOf(lost))}, as another one is, and tokenizer.json tells ` +
        "tokens by their texts. Export to onnx.",
    );
  }
  const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const marks = ids.filter((id) => tokenizer.isSpecial(id));
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: marks.map((id) => ({ id, content: textOf(id), ...flags })),
    normalizer: null,
    ...(tokenizer.model.kind === "characters" ? characters(tokenizer.model.bytes, vocab) : pairs(tokenizer, vocab)),
    post_processor: null,
  };
}

const written = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

const pairText =
  ({ isSpecial, bytesOf }: OwnTokenizer) =>
  (id: number): string =>
    isSpecial(id) ? written(bytesOf(id)) : visibleBytes(bytesOf(id));

function characterText({ model, bytesOf }: OwnTokenizer): (id: number) => string {
  const bytes = model.kind === "characters" && model.bytes ? 256 : 0;
  return (id) => (id < bytes ? `<0x${id.toString(16).toUpperCase().padStart(2, "0")}>` : written(bytesOf(id)));
}

type Vocab = Readonly<Record<string, number>>;

const model = (vocab: Vocab, merges: readonly (readonly [string, string])[], byteFallback: boolean) => ({
  ...{ type: "BPE", dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null },
  ...{ fuse_unk: false, byte_fallback: byteFallback, ignore_merges: false, vocab, merges },
});

function pairs({ model: own, bytesOf }: OwnTokenizer, vocab: Vocab) {
  const level = { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false };
  const split = { type: "Split", pattern: { Regex: WORDS_PATTERN }, behavior: "Isolated", invert: false };
  const merges = own.kind === "byte-pairs" ? own.merges : [];
  return {
    pre_tokenizer: { type: "Sequence", pretokenizers: [split, level] },
    model: model(
      vocab,
      merges.map(([a, b]) => [visibleBytes(bytesOf(a)), visibleBytes(bytesOf(b))] as const),
      false,
    ),
    decoder: level,
  };
}

const characters = (bytes: boolean, vocab: Vocab) => ({
  pre_tokenizer: null,
  model: model(vocab, [], bytes),
  decoder: { type: "Sequence", decoders: [...(bytes ? [{ type: "ByteFallback" }] : []), { type: "Fuse" }] },
});
