// A tokenizer: text → tokens → the same text, whatever the text; bytes that are no text come back as bytes.

import { bytePairEncoder, type PartEncoder } from "./byte-pairs.ts";
import { fail } from "./errors.ts";
import { type CharacterModel, type TokenizerModel, type Vocabulary, vocabularyOf } from "./vocabulary.ts";
import { appendBytes, TextStream } from "./wtf8.ts";

export interface Tokenizer extends Vocabulary {
  /** The names of special tokens. */
  readonly special: readonly string[];
  /**
   * The tokens of a text. Names of special tokens in it are plain text unless `special` is true: what a user writes
   * must not end a turn.
   * @throws FormatError for a character that the vocabulary cannot write.
   */
  encode(text: string, options?: { readonly special?: boolean }): number[];
  /** The text of tokens, bytes that are no UTF-8 as U+FFFD. `special: false` leaves special tokens out. */
  decode(ids: Iterable<number>, options?: { readonly special?: boolean }): string;
  /** The bytes of tokens, whatever they are. */
  decodeBytes(ids: Iterable<number>): Uint8Array;
  /** Text as its tokens come: a character is given once its last byte is there. */
  stream(options?: { readonly special?: boolean }): TokenStream;
  /** The id of a special token; throws a FormatError for an unknown name. */
  specialId(name: string): number;
}

/** A tokenizer that Onda has trained: it can be written to a file. */
export interface OwnTokenizer extends Tokenizer {
  readonly model: TokenizerModel;
  /** The tokens of bytes that need not be text; only for a vocabulary with all 256 bytes. */
  encodeBytes(bytes: Uint8Array): number[];
}

export interface TokenStream {
  push(id: number): string;
  /** What an unfinished character leaves: U+FFFD, or nothing. */
  end(): string;
}

/** Makes a tokenizer from what its file says (see `readTokenizer`) or its training found. */
export function createTokenizer(model: TokenizerModel): OwnTokenizer {
  const vocabulary = vocabularyOf(model);
  const encodePart = model.kind === "byte-pairs" ? bytePairEncoder(model) : characterEncoder(model);
  const specials = new Map(model.special.map((name, i) => [name, vocabulary.size - model.special.length + i]));
  const marks = marksOf(model.special);
  const bytesOfAll = (ids: Iterable<number>, withSpecial: boolean): number[] => {
    const bytes: number[] = [];
    for (const id of ids) {
      const some = vocabulary.bytesOf(id);
      if (withSpecial || !vocabulary.isSpecial(id)) for (let i = 0; i < some.length; i++) bytes.push(some[i]!);
    }
    return bytes;
  };
  const stream: Tokenizer["stream"] = ({ special = true } = {}) => {
    const text = new TextStream();
    return {
      push(id) {
        const bytes = vocabulary.bytesOf(id);
        return special || !vocabulary.isSpecial(id) ? text.push(bytes) : "";
      },
      end: () => text.end(),
    };
  };
  return {
    ...vocabulary,
    model,
    special: model.special,
    encode(text, { special = false } = {}) {
      const ids: number[] = [];
      for (const part of special && marks !== undefined ? text.split(marks) : [text]) {
        const mark = special ? specials.get(part) : undefined;
        if (mark !== undefined) ids.push(mark);
        else encodePlain(part, encodePart, ids);
      }
      return ids;
    },
    encodeBytes: (bytes) => encodeBytes(bytes, model, encodePart),
    decode(ids, { special = true } = {}) {
      const text = new TextStream();
      return text.push(bytesOfAll(ids, special)) + text.end();
    },
    decodeBytes: (ids) => Uint8Array.from(bytesOfAll(ids, true)),
    stream,
    specialId(name) {
      const id = specials.get(name);
      if (id !== undefined) return id;
      throw fail(`no special token ${JSON.stringify(name)}. This tokenizer has: ${model.special.join(" ") || "none"}`);
    },
  };
}

/** Splits at special tokens and keeps them; the longest name first. */
function marksOf(special: readonly string[]): RegExp | undefined {
  if (special.length === 0) return undefined;
  const names = special.toSorted((a, b) => b.length - a.length);
  return new RegExp(`(${names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|")})`);
}

/** A long text is cut at line breaks, so that its words are never all in memory. */
function encodePlain(text: string, encodePart: PartEncoder, into: number[]): void {
  for (const part of textParts(text)) encodePart(part, into);
}

/** Pieces of about a million characters that end with a line's last break; words do not cross them. */
export function* textParts(text: string, size = 1 << 20): Generator<string> {
  let start = 0;
  while (text.length - start > size) {
    const end = text.indexOf("\n", start + size) + 1;
    if (end === 0) break;
    let next = end;
    while (text[next] === "\n" || text[next] === "\r") next++;
    yield text.slice(start, next);
    start = next;
  }
  if (start < text.length) yield text.slice(start);
}

function characterEncoder({ characters, bytes }: CharacterModel): PartEncoder {
  const offset = bytes ? 256 : 0;
  const ids = new Map(characters.map((character, i) => [character, offset + i]));
  return (part, into) => {
    for (const character of part) {
      const id = ids.get(character);
      if (id !== undefined) into.push(id);
      else if (bytes) appendBytes(character, into);
      else throw fail(`${named(character)} is not in the vocabulary of ${ids.size} characters. Leave it out`);
    }
  };
}

function named(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `the character ${JSON.stringify(character)} (U+${code})`;
}

/** Whole text where the bytes are text, byte after byte where they are not. */
function encodeBytes(bytes: Uint8Array, model: TokenizerModel, encodePart: PartEncoder): number[] {
  if (model.kind === "characters" && !model.bytes) throw fail("bytes for a vocabulary of characters. Encode text");
  const ids: number[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = textEnd(bytes, start);
    encodePlain(new TextStream().push(bytes.subarray(start, end)), encodePart, ids);
    if (end < bytes.length) ids.push(bytes[end]!);
    start = end + 1;
  }
  return ids;
}

/** Where valid UTF-8 that begins at `start` ends. */
function textEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length) {
    const byte = bytes[end]!;
    const size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    const one = new TextStream();
    const text = one.push(bytes.subarray(end, end + size)) + one.end();
    const back: number[] = [];
    appendBytes(text, back);
    const isSurrogate = text.length === 1 && text >= "\ud800" && text < "\ue000"; // two of them would join
    if (isSurrogate || back.length !== size || back.some((b, i) => b !== bytes[end + i])) break;
    end += size;
  }
  return end;
}
