/** Every English word that the grammar can say by itself: a capital on any other word is a name. */
import type { Pools } from "./grammar.ts";
import { SERVICE } from "./service.ts";
import { NOBODY } from "./slots.ts";
import { GRAMMARS } from "./write.ts";

let words: ReadonlySet<string> | null = null;

export function isKnownWord(lower: string): boolean {
  words ??= collect();
  return words.has(lower);
}

function collect(): ReadonlySet<string> {
  const phrases = [
    ...Object.values(GRAMMARS).flatMap(({ en }: { readonly en: Pools }) => Object.values(en).flat()),
    ...NOBODY.en.map(([hero]) => hero),
    ...strings(SERVICE.en),
    "Week Weeks He She It His Her Its",
  ];
  const found = phrases.flatMap(
    (phrase) =>
      phrase
        .replace(/\{[^}]*\}|<[^>]*>/g, " ")
        .toLowerCase()
        .match(/[\p{L}][\p{L}'-]*/gu) ?? [],
  );
  return new Set(found);
}

function strings(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}
