/** What a model of verse reads and writes: its characters, and the poets it is asked for by name. */
import { createTokenizer, type OwnTokenizer, type Tokenizer } from "../../formats/index.ts";
import { FORMS, type Poem, type PoemBrief, poemPrompt, poemText } from "./poem.ts";

/** Ends a poem, and stands before the first: a poem always begins behind it. */
export const END = "<|end|>";

/**
 * A token for each character that verses, titles and poets' names hold at least `atLeast` times; what is rarer in a
 * title, or what a user writes, is read as bytes.
 */
export function poemTokenizer(poems: readonly Poem[], atLeast = 20): OwnTokenizer {
  const counts = new Map<string, number>();
  for (const { lines, title, author } of poems) {
    for (const text of [...lines, title, author]) {
      for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  const layout = poemText({ form: "五绝", author: "　", title: "　", lines: ["　", "　", "　", "　"] });
  const always = new Set(Object.keys(FORMS).join("") + layout.replaceAll("　", ""));
  const common = [...counts].flatMap(([character, count]) => (count >= atLeast ? [character] : []));
  const characters = [...new Set([...always, ...common])].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!);
  return createTokenizer({ kind: "characters", characters, special: [END], bytes: true });
}

/** What a model continues to write the poem that is asked for: as in training, it begins behind an end. */
export const promptTokens = (tokenizer: Tokenizer, brief: PoemBrief): number[] => [
  tokenizer.specialId(END),
  ...tokenizer.encode(poemPrompt(brief)),
];

/** The poets of most poems, most prolific first. */
export function prolificPoets(poems: readonly Poem[], most = 400): string[] {
  const counts = new Map<string, number>();
  for (const { author } of poems) if (author !== "") counts.set(author, (counts.get(author) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.slice(0, most).map(([author]) => author);
}
