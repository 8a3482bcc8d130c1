// A tokenizer made elsewhere, behind Onda's interface: what its file says, put together.

import type { Tokenizer, TokenStream } from "../tokenizer/tokenizer.ts";
import { TextStream } from "../tokenizer/wtf8.ts";
import { type AddedToken, AddedTokens, type Segment } from "./added-tokens.ts";
import { fail } from "./errors.ts";
import type { Normalizer } from "./normalizers.ts";
import { mostBytes, writeText } from "./spelling.ts";
import type { Splitter } from "./splitters.ts";
import type { TokenTable } from "./token-table.ts";
import type { WordEncoder } from "./words.ts";

/** Tokens with a part in a model's input or output; undefined where the vocabulary names none. */
export interface NamedTokens {
  /** Begins a text. */
  readonly begin?: number;
  /** Ends a text. */
  readonly end?: number;
  /** Ends a turn of a conversation. */
  readonly endOfTurn?: number;
  readonly unknown?: number;
  readonly padding?: number;
}

export interface ForeignTokenizer extends Tokenizer {
  readonly named: NamedTokens;
  /** What a model expects before and behind a whole text; `encode` does not add it. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Any of these ends what a model says. */
  readonly endTokens: readonly number[];
  /** The Jinja template of conversations, where the file has one: code from outside. */
  readonly template?: string;
  /** The tokens of pieces that are read as one text. In trusted ones the names of special tokens are the tokens. */
  encodeSegments(segments: readonly Segment[]): number[];
}

/** What a file says. */
export interface ForeignParts {
  readonly tokens: TokenTable;
  readonly added: readonly AddedToken[];
  /** Ids that stand for no text, and so are left out where special tokens are. */
  readonly isSpecial: (id: number) => boolean;
  /** Bytes of tokens such as `<0x0A>`, by id. */
  readonly byteTokens?: ReadonlyMap<number, number>;
  readonly normalize: Normalizer;
  readonly split: Splitter;
  readonly encodeWord: WordEncoder;
  /** The vocabulary puts a space before a text: decoding a whole text takes it away. */
  readonly addsSpace: boolean;
  readonly named: NamedTokens;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly endTokens: readonly number[];
  readonly template?: string;
}

/** Words that are remembered with their tokens, up to a length; natural text repeats a few thousand of them. */
const REMEMBERED = { words: 1 << 16, length: 40 };

export function createForeignTokenizer(parts: ForeignParts): ForeignTokenizer {
  const { tokens, byteTokens, isSpecial } = parts;
  const single = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const bytesOf = (id: number): Uint8Array => {
    const byte = byteTokens?.get(id);
    return byte === undefined ? tokens.bytesOf(id) : single.subarray(byte, byte + 1);
  };
  const encodePiece = pieceEncoder(parts);
  let finder: AddedTokens | undefined; // made when it is needed first
  const encodeSegments = (segments: readonly Segment[]): number[] => {
    finder ??= new AddedTokens(parts.added);
    const ids: number[] = [];
    for (const [i, piece] of finder.split(segments).entries()) {
      if (typeof piece === "number") ids.push(piece);
      else encodePiece(piece, i === 0, ids);
    }
    return ids;
  };
  const specials = new Map(parts.added.map(({ text, id }) => [text, id]));
  const decodeBytes = (ids: Iterable<number>, withSpecial = true): Uint8Array => {
    const bytes: number[] = [];
    for (const id of ids) {
      const some = bytesOf(id);
      if (withSpecial || !isSpecial(id)) for (let i = 0; i < some.length; i++) bytes.push(some[i]!);
    }
    return Uint8Array.from(bytes);
  };
  return {
    size: tokens.size,
    special: parts.added.filter((token) => token.isSpecial).map(({ text }) => text),
    named: parts.named,
    before: parts.before,
    after: parts.after,
    endTokens: parts.endTokens,
    ...(parts.template === undefined ? {} : { template: parts.template }),
    isSpecial,
    bytesOf,
    encode: (text, { special = false } = {}) => encodeSegments([{ text, trusted: special }]),
    encodeSegments,
    decode(ids, { special = true } = {}) {
      const all = decodeBytes(ids, special);
      const bytes = parts.addsSpace && all[0] === 0x20 ? all.subarray(1) : all;
      const text = new TextStream();
      return text.push(bytes) + text.end();
    },
    decodeBytes: (ids) => decodeBytes(ids),
    stream: ({ special = true } = {}) => streamOf((id) => (special || !isSpecial(id) ? bytesOf(id) : NOTHING)),
    specialId(name) {
      const id = specials.get(name);
      if (id !== undefined) return id;
      const some = [...specials.keys()].slice(0, 20).join(" ");
      throw fail(`no special token ${JSON.stringify(name)}. This tokenizer has: ${some || "none"}`);
    },
  };
}

const NOTHING = new Uint8Array(0);

/** Text goes on behind what was there before: the space of its first word stays. */
function streamOf(bytesOf: (id: number) => Uint8Array): TokenStream {
  const text = new TextStream();
  return { push: (id) => text.push(bytesOf(id)), end: () => text.end() };
}

/** Appends the tokens of a text without added ones. */
function pieceEncoder({ normalize, split, encodeWord }: ForeignParts) {
  const remembered = new Map<string, readonly number[]>();
  let bytes = new Uint8Array(1024);
  const append = (word: string, into: number[]): void => {
    if (mostBytes(word) > bytes.length) bytes = new Uint8Array(2 * mostBytes(word));
    encodeWord(bytes, writeText(word, bytes, 0), into);
  };
  const tokensOf = (word: string): readonly number[] => {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const made: number[] = [];
    append(word, made);
    if (remembered.size === REMEMBERED.words) remembered.clear();
    remembered.set(word, made);
    return made;
  };
  return (text: string, isFirst: boolean, into: number[]): void => {
    const normal = normalize(text);
    if (normal === "") return;
    for (const word of split([normal], isFirst)) {
      if (word.length > REMEMBERED.length) append(word, into);
      else for (const id of tokensOf(word)) into.push(id);
    }
  };
}
