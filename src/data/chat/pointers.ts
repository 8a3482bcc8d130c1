/**
 * Pointers: instead of spelling a name, a price or a date that the conversation holds, a model points at it, with one
 * token, and the value comes out letter by letter as it was given (Vinyals et al. 2015; Gulcehre et al. 2016). A value
 * stands behind a key and a colon in what the system or the user says; in front of it stands the mark that points at it.
 * Decoding gives back what was encoded, whatever it was.
 */
import type { Tokenizer, TokenStream } from "../../formats/index.ts";

/** The special tokens that point, of a tokenizer that has them: so many values of a conversation can be pointed at. */
export const pointerMarks: readonly string[] = Array.from({ length: 40 }, (_, i) => `<|${i + 1}|>`);

/** A piece of a message: text to spell, or a value to point at, counted from 0. */
export type Piece = string | number;

/** Longer values are not pointed at: they are texts, not values. */
const LONGEST = 120;
const SEPARATORS = /(, |，|、|; |；| \/ )/;

/** How many values a tokenizer's model can point at: 0 if it does not know how. */
export const pointersOf = ({ model }: Tokenizer): number =>
  pointerMarks.filter((mark) => model.special.includes(mark)).length;

/**
 * What the system or the user says, with the mark of each value in front of it. New values are added to `values`, which
 * holds no more than `most`.
 */
export function markValues(content: string, values: string[], most: number): Piece[] {
  const pieces: Piece[] = [];
  for (const line of content.split(/(\n)/)) {
    let keyed = false;
    for (const part of line.split(/(; |；)/)) {
      const [, key = "", rest = ""] = /^(.{1,60}?(?:: |：))(.*)$/su.exec(part) ?? [];
      if (key !== "") {
        keyed = true;
        pieces.push(key);
      }
      const value = key === "" ? part : rest;
      if (!keyed || /^(?:; |；|)$/.test(value)) pieces.push(value);
      else pieces.push(...itemsOf(value, values, most));
    }
  }
  return pieces.filter((piece) => piece !== "");
}

function itemsOf(value: string, values: string[], most: number): Piece[] {
  return value.split(SEPARATORS).flatMap((item): Piece[] => {
    if (SEPARATORS.test(item) || !isValue(item)) return [item];
    const known = values.indexOf(item);
    if (known < 0 && values.length === most) return [item];
    if (known < 0) values.push(item);
    return [known < 0 ? values.length - 1 : known, item];
  });
}

/** A single letter or ideograph occurs everywhere; a digit may be a number of weeks. */
const isValue = (item: string): boolean =>
  item.length <= LONGEST && item.trim() === item && (/^\d$/.test(item) || [...item].length > 1);

/** What the model says, with values pointed at wherever that would come out the same. */
export function pointAtValues(content: string, values: readonly string[]): Piece[] {
  const longest = [...values.keys()].sort((a, b) => values[b]!.length - values[a]!.length || a - b);
  const pieces: Piece[] = [];
  let [from, at] = [0, 0];
  while (at < content.length) {
    const found = longest.find((i) => stands(content, at, shown(values[i]!, content.slice(0, at))));
    if (found === undefined) {
      at++;
      continue;
    }
    if (at > from) pieces.push(content.slice(from, at));
    pieces.push(found);
    at += values[found]!.length;
    from = at;
  }
  return from < content.length ? [...pieces, content.slice(from)] : pieces;
}

const isWordPart = (character: string | undefined): boolean =>
  character !== undefined && /[\p{Script=Latin}\d]/u.test(character);

/** Whether a value stands at a place, and not as a part of a longer word or number. */
function stands(content: string, at: number, value: string): boolean {
  if (!content.startsWith(value, at)) return false;
  const joinsBefore = isWordPart(value[0]) && isWordPart(content[at - 1]);
  return !joinsBefore && !(isWordPart(value.at(-1)) && isWordPart(content[at + value.length]));
}

/** A value as it is shown behind a text: a sentence begins with a capital letter. */
function shown(value: string, before: string): string {
  const first = value[0]!;
  const capital = first.toUpperCase();
  return capital.length === 1 && capital !== first && /(?:^|[.!?] |\n|\n[•-] )$/.test(before)
    ? capital + value.slice(1)
    : value;
}

/** Reads a model's tokens: pointers come out as the values they point at. */
export const pointerReader = (tokenizer: Tokenizer, values: readonly string[]) => ({
  stream(options?: { readonly special?: boolean }): TokenStream {
    const spelled = tokenizer.stream(options);
    const first = values.length > 0 ? tokenizer.specialId(pointerMarks[0]!) : Number.POSITIVE_INFINITY;
    let before = "";
    const out = (text: string) => {
      before = (before + text).slice(-4);
      return text;
    };
    return {
      push(id) {
        const value = values[id - first];
        if (value === undefined) return out(spelled.push(id));
        const left = out(spelled.end());
        return left + out(shown(value, before));
      },
      end: () => out(spelled.end()),
    };
  },
});
