// A tokenizer's file: a small JSON, which also travels as `tokenizer` in the metadata of its model's safetensors.

import { fail } from "./errors.ts";
import { createTokenizer, type OwnTokenizer } from "./tokenizer.ts";
import type { BytePairModel, CharacterModel, TokenizerModel } from "./vocabulary.ts";
import { LONGEST_WORD } from "./words.ts";

const VERSION = 1;
/** What a file may hold: checked before memory is taken. */
const MOST = { text: 16 << 20, tokens: 1 << 18, special: 1024, specialLength: 100 };

/** The tokenizer as JSON text. */
export function writeTokenizer({ model }: { readonly model: TokenizerModel }): string {
  const { kind, special } = model;
  return JSON.stringify(
    kind === "characters"
      ? { tokenizer: VERSION, kind, special, bytes: model.bytes, characters: model.characters }
      : { tokenizer: VERSION, kind, special, merges: model.merges.flat() },
  );
}

/**
 * Reads and checks a tokenizer.
 * @throws FormatError when the text is no tokenizer, or one that would not come back from its tokens.
 */
export function readTokenizer(text: string): OwnTokenizer {
  if (text.length > MOST.text) throw fail(`a file of ${text.length} characters. At most ${MOST.text} are allowed`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail("the file is not JSON. It was cut short or is another file");
  }
  if (typeof json !== "object" || json === null || !("tokenizer" in json)) {
    throw fail('no field "tokenizer". This is another file');
  }
  const fields = json as Record<string, unknown>;
  if (fields.tokenizer !== VERSION) {
    throw fail(`version ${JSON.stringify(fields.tokenizer)}. This Onda reads version ${VERSION}`);
  }
  const special = specialOf(fields.special);
  if (fields.kind === "characters") return createTokenizer({ ...charactersOf(fields), special });
  if (fields.kind === "byte-pairs") return createTokenizer({ ...mergesOf(fields), special });
  throw fail(`kind ${JSON.stringify(fields.kind)}. Onda knows "characters" and "byte-pairs"`);
}

function specialOf(value: unknown): string[] {
  const names = stringsOf("special", value, MOST.special);
  const long = names.find(({ length }) => length > MOST.specialLength);
  if (long !== undefined) throw fail(`a special token of ${long.length} characters. At most ${MOST.specialLength}`);
  return names;
}

function charactersOf({ characters, bytes }: Record<string, unknown>): Omit<CharacterModel, "special"> {
  if (typeof bytes !== "boolean") throw fail('"bytes" is neither true nor false');
  const list = stringsOf("characters", characters, MOST.tokens);
  const long = list.find((character) => [...character].length !== 1);
  if (long !== undefined) throw fail(`"characters" holds ${JSON.stringify(long.slice(0, 20))}. Each is one character`);
  return { kind: "characters", characters: list, bytes };
}

/** A list of different strings, none empty. */
function stringsOf(name: string, value: unknown, most: number): string[] {
  if (!Array.isArray(value)) throw fail(`"${name}" is no list`);
  if (value.length > most) throw fail(`"${name}" holds ${value.length} entries. At most ${most} are allowed`);
  if (value.some((entry) => typeof entry !== "string" || entry === "")) {
    throw fail(`"${name}" holds something else than text`);
  }
  if (new Set(value).size !== value.length) throw fail(`"${name}" holds an entry twice`);
  return value as string[];
}

/** Each merge joins tokens that exist, once, to one that a word can hold: lengths could double with each line. */
function mergesOf({ merges: flat }: Record<string, unknown>): Omit<BytePairModel, "special"> {
  if (!Array.isArray(flat) || flat.length % 2 !== 0) throw fail('"merges" is no list of pairs');
  if (flat.length / 2 > MOST.tokens) throw fail(`${flat.length / 2} merges. At most ${MOST.tokens} are allowed`);
  const lengths = new Array<number>(256).fill(1);
  const seen = new Set<string>();
  const merges: [number, number][] = [];
  if (!flat.every(Number.isSafeInteger)) throw fail('"merges" holds something else than whole numbers');
  for (let i = 0; i < flat.length; i += 2) {
    const [left, right] = [flat[i], flat[i + 1]] as [number, number];
    const [a, b] = [lengths[left], lengths[right]];
    const where = `merge ${i / 2} of ${left} and ${right}`;
    if (a === undefined || b === undefined) throw fail(`${where}. Both must be earlier tokens`);
    if (a + b > LONGEST_WORD) throw fail(`${where} has ${a + b} bytes. At most ${LONGEST_WORD} are allowed`);
    if (seen.has(`${left} ${right}`)) throw fail(`${where} stands there twice`);
    seen.add(`${left} ${right}`);
    lengths.push(a + b);
    merges.push([left, right]);
  }
  return { kind: "byte-pairs", merges };
}
