/**
 * Onda's own tokenizers in the words of a GGUF (`tokenizer.ggml.*`). Byte pairs are GPT-2's kind, with words cut as in
 * Qwen 2, which is the nearest that llama.cpp knows: see docs/decisions/2026-11-24-export.md. Characters are
 * SentencePiece's kind, without any merge.
 */
import { type GgufValue, isOwn, type OwnTokenizer, type Tokenizer, visibleBytes } from "../../../formats/index.ts";
import type { Marks } from "../marks.ts";

const NORMAL = 1;
const CONTROL = 3;
const UNUSED = 5;
const BYTE = 6;

/**
 * The metadata of a tokenizer, for a model of so many rows. Throws a RangeError for one from elsewhere, and for one whose
 * tokens llama.cpp could not tell apart.
 */
export function ggufVocabulary(
  tokenizer: Tokenizer,
  rows: number,
  { template, ...marks }: Marks,
): Map<string, GgufValue> {
  if (!isOwn(tokenizer)) throw new RangeError("gguf: Onda writes its own tokenizers, and this one is from elsewhere.");
  const { kind } = tokenizer.model;
  const tokens = kind === "characters" ? characterTokens(tokenizer) : pairTokens(tokenizer);
  const end = marks.end ?? neverSaid(tokenizer);
  for (let id = tokens.length; id < rows; id++) tokens.push([`[UNUSED${id}]`, UNUSED]);
  const flag = (value: boolean): GgufValue => ({ type: "bool", value });
  return new Map<string, GgufValue>([
    ["tokenizer.ggml.model", { type: "string", value: kind === "characters" ? "llama" : "gpt2" }],
    ["tokenizer.ggml.pre", { type: "string", value: kind === "characters" ? "default" : "qwen2" }],
    ["tokenizer.ggml.tokens", { type: "array", of: "string", value: tokens.map(([text]) => text) }],
    ["tokenizer.ggml.token_type", { type: "array", of: "int32", value: Int32Array.from(tokens, ([, type]) => type) }],
    ...kindly(tokenizer, rows),
    ["tokenizer.ggml.add_bos_token", flag(false)],
    ["tokenizer.ggml.add_eos_token", flag(false)],
    ["tokenizer.ggml.bos_token_id", { type: "uint32", value: end }],
    ["tokenizer.ggml.eos_token_id", { type: "uint32", value: end }],
    ...(template === undefined ? [] : [["tokenizer.chat_template", { type: "string", value: template }] as const]),
  ]);
}

/** llama.cpp ends a text at some token in any case: where the model has none for it, at the byte that is in no text. */
function neverSaid({ model }: OwnTokenizer): number {
  if (model.kind === "byte-pairs" || model.bytes) return 0xff;
  throw new RangeError(
    "gguf: this model has characters alone, without a token that could end a text, and llama.cpp would take one of " +
      "them. Export to hugging-face or onnx.",
  );
}

/** How tokens join: by merges, or not at all. */
function kindly({ model, bytesOf }: OwnTokenizer, rows: number): (readonly [string, GgufValue])[] {
  if (model.kind === "characters") {
    return [
      ["tokenizer.ggml.scores", { type: "array", of: "float32", value: new Float32Array(rows) }],
      ["tokenizer.ggml.add_space_prefix", { type: "bool", value: false }],
    ];
  }
  const merges = model.merges.map(([left, right]) => `${visibleBytes(bytesOf(left))} ${visibleBytes(bytesOf(right))}`);
  return [["tokenizer.ggml.merges", { type: "array", of: "string", value: merges }]];
}

type Token = [text: string, type: number];

function pairTokens(tokenizer: OwnTokenizer): Token[] {
  const seen = new Set<string>();
  return Array.from({ length: tokenizer.size }, (_, id): Token => {
    const bytes = tokenizer.bytesOf(id);
    const isMark = tokenizer.isSpecial(id);
    const text = isMark ? new TextDecoder().decode(bytes) : visibleBytes(bytes);
    if (seen.has(text)) {
      throw new RangeError(
        `gguf: token ${id} is ${JSON.stringify(text)}, as another one is, and llama.cpp tells tokens by their texts. ` +
          "Export to hugging-face or onnx.",
      );
    }
    seen.add(text);
    return [text, isMark ? CONTROL : NORMAL];
  });
}

function characterTokens({ size, bytesOf, isSpecial, model }: OwnTokenizer): Token[] {
  const bytes = model.kind === "characters" && model.bytes ? 256 : 0;
  return Array.from({ length: size }, (_, id): Token => {
    if (id < bytes) return [`<0x${id.toString(16).toUpperCase().padStart(2, "0")}>`, BYTE];
    const text = new TextDecoder().decode(bytesOf(id));
    return isSpecial(id) ? [text, CONTROL] : [text.replaceAll(" ", "▁"), NORMAL];
  });
}
