// A vocabulary: which bytes each token stands for. Bytes come first, then merges or characters, then special tokens.

import { fail } from "./errors.ts";
import { appendBytes } from "./wtf8.ts";

/** What a tokenizer's file says. */
export type TokenizerModel = CharacterModel | BytePairModel;

interface SpecialTokens {
  /** Marks such as `<|end|>`: never made from plain text. */
  readonly special: readonly string[];
}
export interface CharacterModel extends SpecialTokens {
  readonly kind: "characters";
  /** Each character is a token. */
  readonly characters: readonly string[];
  /** With the 256 bytes as further tokens, so that every text can be written; without, other characters are refused. */
  readonly bytes: boolean;
}
export interface BytePairModel extends SpecialTokens {
  readonly kind: "byte-pairs";
  /** Merge i joins two earlier tokens to the token 256 + i: Sennrich et al. 2016, over bytes. */
  readonly merges: readonly (readonly [left: number, right: number])[];
}

export interface Vocabulary {
  readonly size: number;
  isSpecial(id: number): boolean;
  /** A view of a token's bytes; those of a special token are its name's. */
  bytesOf(id: number): Uint8Array;
}

/** The bytes of all tokens, in one array. */
export function vocabularyOf(model: TokenizerModel): Vocabulary {
  const all: number[] = [];
  const ends: number[] = [];
  const close = () => void ends.push(all.length);
  const add = (text: string) => {
    appendBytes(text, all);
    close();
  };
  if (model.kind === "byte-pairs" || model.bytes) {
    for (let byte = 0; byte < 256; byte++) {
      all.push(byte);
      close();
    }
  }
  if (model.kind === "characters") for (const character of model.characters) add(character);
  else {
    for (const pair of model.merges) {
      for (const id of pair) for (let i = ends[id - 1] ?? 0; i < ends[id]!; i++) all.push(all[i]!);
      close();
    }
  }
  const firstSpecial = ends.length;
  for (const name of model.special) add(name);
  const bytes = Uint8Array.from(all);
  return {
    size: ends.length,
    isSpecial: (id) => id >= firstSpecial,
    bytesOf(id) {
      const end = ends[id];
      if (end === undefined) throw fail(`token ${id}. Tokens are whole numbers from 0 to ${ends.length - 1}`);
      return bytes.subarray(ends[id - 1] ?? 0, end);
    },
  };
}
