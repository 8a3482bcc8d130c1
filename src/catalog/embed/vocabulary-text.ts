/** BERT's older `vocab.txt`, a word piece a line, as the `tokenizer.json` that says the same. */

const MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/** `config` is what `tokenizer_config.json` says: whether capitals, accents and Chinese characters are told apart. */
export function vocabularyAsJson(text: string, config: Readonly<Record<string, unknown>>): string {
  const vocab = Object.fromEntries(
    text
      .replace(/\r?\n$/, "")
      .split(/\r?\n/)
      .map((piece, id) => [piece, id] as const),
  );
  const marks = MARKS.filter((name) => Object.hasOwn(vocab, name));
  const frame = (name: string) => [name, vocab[name]];
  return JSON.stringify({
    added_tokens: marks.map((content) => ({ id: vocab[content], content, special: true })),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: config.tokenize_chinese_chars !== false,
      strip_accents: config.strip_accents ?? null,
      lowercase: config.do_lower_case !== false,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: { type: "BertProcessing", cls: frame("[CLS]"), sep: frame("[SEP]") },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab,
    },
  });
}
