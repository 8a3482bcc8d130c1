/**
 * Pointers: instead of spelling a name, a price or a date that the conversation holds, a model points at it, with one
 * token, and the value comes out letter by letter as it was given (Vinyals et al. 2015; Gulcehre et al. 2016). A value
 * stands behind a key and a colon in what the system or the user says; in front of it stands the mark that points at it.
 * Decoding gives back what was encoded, whatever it was.
 *
 * Marks are special tokens of the model's tokenizer, and their names say for which keys they are:
 *
 * - `<|@price,价格|>` points at the value of a key "price" or "价格", whatever else is in the conversation;
 * - `<|@features,特点|>`, `<|@features,特点 2|>` and so on point at the items of a list;
 * - `<|@|>`, `<|@ 2|>` and so on point at values of any other key, in their order;
 * - `<|#tone,语气|>` stands in front of a value that is to be read and not repeated: nothing points at it.
 */
import type { Tokenizer, TokenStream } from "../../formats/index.ts";

/** The names of a key's marks: one, or as many as items of its list can be pointed at. */
export const pointerMarks = (keys: readonly string[], count = 1): readonly string[] =>
  Array.from({ length: count }, (_, i) => `<|@${keys.join(",")}${i === 0 ? "" : ` ${i + 1}`}|>`);

/** The name of the mark of keys whose values are read and not repeated. */
export const labelMark = (keys: readonly string[]): string => `<|#${keys.join(",")}|>`;

/** A piece of a message: text to spell, or the token of a mark. */
export type Piece = string | number;

/** What the marks in a conversation point at, by their tokens. */
export type Values = ReadonlyMap<number, string>;

interface Mark {
  readonly id: number;
  readonly points: boolean;
}

/** The marks of each key, in lower case; those of any other key stand under "". */
export type Marks = ReadonlyMap<string, readonly Mark[]>;

const MARK = /^<\|([@#])(.*?)(?: \d+)?\|>$/su;
const known = new WeakMap<Tokenizer, Marks>();

/** The marks of a tokenizer: none if its model does not know how to point. */
export function marksOf(tokenizer: Tokenizer): Marks {
  const found = known.get(tokenizer);
  if (found) return found;
  const marks = new Map<string, Mark[]>();
  for (const name of tokenizer.special) {
    const [, sort, keys] = MARK.exec(name) ?? [];
    if (keys === undefined) continue;
    const mark = { id: tokenizer.specialId(name), points: sort === "@" };
    for (const key of keys.toLowerCase().split(",")) marks.set(key, [...(marks.get(key) ?? []), mark]);
  }
  known.set(tokenizer, marks);
  return marks;
}

/** Longer values are not pointed at: they are texts, not values. */
const LONGEST = 120;
const SEPARATORS = /(, |，|、|; |；| \/ )/;

/** What the system or the user says, with the mark of each value in front of it. New values are added to `values`. */
export function markValues(content: string, marks: Marks, values: Map<number, string>): Piece[] {
  const pieces: Piece[] = [];
  for (const line of content.split(/(\n)/)) {
    let name: string | undefined;
    for (const part of line.split(/(; |；)/)) {
      const [, key = "", rest = ""] = /^(.{1,60}?(?:: |：))(.*)$/su.exec(part) ?? [];
      if (key !== "") {
        name = nameOf(key);
        pieces.push(key);
      }
      const value = key === "" ? part : rest;
      if (name === undefined || /^(?:; |；|)$/.test(value)) pieces.push(value);
      else pieces.push(...itemsOf(value, marks.get(name) ?? [], marks.get("") ?? [], values));
    }
  }
  return pieces.filter((piece) => piece !== "");
}

/** The key in "- Price: " or "Write a plan. weeks: ". */
const nameOf = (key: string): string =>
  key
    .replace(/[:：]\s*$/, "")
    .replace(/^.*[.!?。！？]\s*/su, "")
    .replace(/^[-•*]\s*/, "")
    .trim()
    .toLowerCase();

function itemsOf(value: string, own: readonly Mark[], others: readonly Mark[], values: Map<number, string>): Piece[] {
  const items = own.length > 1 ? value.split(SEPARATORS) : [value];
  return items.flatMap((item): Piece[] => {
    if (SEPARATORS.test(item) && item.length <= 3) return [item];
    const mark = isValue(item) ? [...own, ...others].find(({ id }) => (values.get(id) ?? item) === item) : undefined;
    if (mark === undefined) return [item];
    if (mark.points) values.set(mark.id, item);
    return [mark.id, item];
  });
}

/** A single letter or ideograph occurs everywhere; a digit may be a number of weeks. */
const isValue = (item: string): boolean =>
  item.length <= LONGEST && item.trim() === item && (/^\d$/.test(item) || [...item].length > 1);

/** What the model says, with values pointed at wherever that would come out the same. */
export function pointAtValues(content: string, values: Values): Piece[] {
  const longest = [...values].sort(([, a], [, b]) => b.length - a.length);
  const pieces: Piece[] = [];
  let [from, at] = [0, 0];
  while (at < content.length) {
    const found = longest.find(([, value]) => stands(content, at, shown(value, content.slice(0, at))));
    if (found === undefined) {
      at++;
      continue;
    }
    if (at > from) pieces.push(content.slice(from, at));
    const [id, value] = found;
    pieces.push(id);
    at += value.length;
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
export const pointerReader = (tokenizer: Tokenizer, values: Values) => ({
  stream(options?: { readonly special?: boolean }): TokenStream {
    const spelled = tokenizer.stream(options);
    let before = "";
    const out = (text: string) => {
      before = (before + text).slice(-4);
      return text;
    };
    return {
      push(id) {
        const value = values.get(id);
        if (value === undefined) return out(spelled.push(id));
        const left = out(spelled.end());
        return left + out(shown(value, before));
      },
      end: () => out(spelled.end()),
    };
  },
});
