/** A poem's form as a grammar: what a model writes under it has the right lines, and nothing but verse. */

import { FORMS, type Form, type PoemBrief } from "../../data/index.ts";
import { isOwn, type OwnTokenizer, type Tokenizer } from "../../formats/index.ts";
import { character, type Grammar, inOrder, oneOf, repeat, type TokenBytes, text } from "../../models/index.ts";

export interface FormBrief extends Pick<PoemBrief, "form" | "firstLine"> {
  /** 藏头: each line begins with one of these characters, in order. */
  readonly acrostic?: string;
}

/** Chinese characters of the basic plane: verse has no others. */
const HAN = [
  ["㐀", "䶿"],
  ["一", "鿿"],
] as const;
const han = character(...HAN);
const isHan = (line: string): boolean => /^[㐀-䶿一-鿿]*$/.test(line);

/**
 * What follows `poemPrompt` of the same brief: all lines, or those behind the first.
 * @throws RangeError for a first line or an acrostic that does not fit the form.
 */
export function formGrammar({ form, firstLine, acrostic }: FormBrief): Grammar {
  const { characters } = FORMS[form];
  const heads = acrostic === undefined ? [] : [...acrostic];
  checkAcrostic(form, heads);
  if (firstLine) checkFirstLine(form, firstLine, heads[0]);
  const line = (head: string | undefined): Grammar =>
    head === undefined
      ? repeat(han, characters, characters)
      : inOrder(text(head), repeat(han, characters - 1, characters - 1));
  const counts = FORMS[form].lines.filter((count) => heads.length === 0 || heads.length === count);
  const poems = counts.map((count) => {
    const lines = Array.from({ length: count }, (_, i) => [line(heads[i]), text(ending(i, count))]);
    return inOrder(...(firstLine ? lines.slice(1) : lines).flat());
  });
  return oneOf(...poems);
}

const ending = (line: number, count: number): string => (line % 2 === 0 ? "，" : line + 1 < count ? "。\n" : "。");

function checkAcrostic(form: Form, heads: readonly string[]): void {
  const counts: readonly number[] = FORMS[form].lines;
  if (heads.length === 0) return;
  if (!counts.includes(heads.length)) {
    const wanted = counts.join(" or ");
    throw new RangeError(`poet: an acrostic of ${heads.length} characters. ${form} has ${wanted} lines, one for each.`);
  }
  if (!isHan(heads.join("")))
    throw new RangeError(`poet: the acrostic ${heads.join("")} is not all Chinese characters.`);
}

function checkFirstLine(form: Form, line: string, head: string | undefined): void {
  const { characters } = FORMS[form];
  if (!isHan(line))
    throw new RangeError(`poet: the first line ${line} is not all Chinese characters. Leave out signs.`);
  if (line.length !== characters) {
    throw new RangeError(
      `poet: the first line ${line} has ${line.length} characters. A line of ${form} has ${characters}.`,
    );
  }
  if (head !== undefined && line[0] !== head) {
    throw new RangeError(`poet: the first line ${line} does not begin with ${head}, as the acrostic asks.`);
  }
}

/**
 * A tokenizer's characters without its bytes, to `constrain` by: so verse holds only characters that the model has
 * learned, and the room that a poem takes is counted in characters.
 */
export function verseTokens(tokenizer: Tokenizer): TokenBytes {
  const { size, isSpecial, bytesOf } = tokenizer;
  const isByte = isOwn(tokenizer) ? ownBytes(tokenizer) : foreignBytes(tokenizer);
  const none = new Uint8Array(0);
  return { size, isSpecial, unit: "characters", bytesOf: (id) => (isByte(id) ? none : bytesOf(id)) };
}

function ownBytes({ model }: OwnTokenizer): (id: number) => boolean {
  const first = model.kind === "characters" && model.bytes ? 256 : 0;
  return (id) => id < first;
}

/** What no text is written with. */
const foreignBytes =
  ({ encode, decode }: Tokenizer) =>
  (id: number): boolean => {
    const [written, ...more] = encode(decode([id]));
    return written !== id || more.length > 0;
  };
