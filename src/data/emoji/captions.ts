/** Joins the names of an emoji from three sources by code point: the editor's, Emojibase's and Unicode CLDR's. */
import type { Names } from "./concept.ts";
import { EVERYDAY } from "./everyday.ts";

/** One record of `emojibase-data/<language>/data.json`. */
export interface EmojibaseEntry {
  readonly hexcode: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly emoji: string;
  readonly group?: number;
  readonly subgroup?: number;
}

/** `annotations.annotations` of `cldr-annotations-full/annotations/<language>/annotations.json`. */
export type CldrAnnotations = Readonly<
  Record<string, { readonly default?: readonly string[]; readonly tts?: readonly string[] }>
>;

export interface Sources {
  readonly entries: readonly EmojibaseEntry[];
  readonly cldr: CldrAnnotations;
}

const MAX_NAMES = 3;

/** Names of every chosen emoji in one language, in the order given. */
export function joinNames(ids: readonly string[], sources: Sources, language: "en" | "zh"): Names[] {
  const byId = new Map(sources.entries.map((entry) => [entry.hexcode, entry]));
  const drafts = ids.map((id) => draft(id, byId.get(id), sources.cldr, language));
  const uses = new Map<string, number>();
  for (const { words } of drafts) for (const word of words) uses.set(word, (uses.get(word) ?? 0) + 1);
  const labels = new Set(drafts.map(({ label }) => label));
  return drafts.map(({ label, names, words }) => {
    const free = (name: string) => name !== label && !labels.has(name);
    return {
      label,
      alternatives: [...new Set(names)].filter(free).slice(0, MAX_NAMES),
      tags: [...words]
        .filter((word) => (uses.get(word) ?? 0) <= 2 && free(word) && !names.includes(word))
        .slice(0, MAX_NAMES),
    };
  });
}

interface Draft {
  readonly label: string;
  readonly names: readonly string[];
  readonly words: ReadonlySet<string>;
}

function draft(id: string, entry: EmojibaseEntry | undefined, cldr: CldrAnnotations, language: "en" | "zh"): Draft {
  if (!entry) throw new Error(`emoji: no ${language} label for ${id}.`);
  const annotation = cldr[entry.emoji] ?? cldr[entry.emoji.replaceAll("\ufe0f", "")];
  const packaged = tidy(entry.label);
  const said = EVERYDAY[id]?.[language === "en" ? 0 : 1] ?? "";
  const everyday = said.replace(/^=/, "").split(",").map(tidy).filter(Boolean);
  const label = said.startsWith("=") ? (everyday[0] as string) : packaged;
  const words = new Set([...(entry.tags ?? []), ...(annotation?.default ?? [])].map(tidy).filter(usable));
  const spoken = said.startsWith("=") ? [] : (annotation?.tts ?? []).map(tidy).filter(usable);
  return { label, names: [...everyday, ...spoken].filter((name) => name !== label), words };
}

function tidy(text: string): string {
  return text.replaceAll("’", "'").replaceAll(": ", " with ").replace(/\s+/g, " ").trim();
}

/** Emoticons such as ":-)" and single Latin letters are no names. */
function usable(word: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N} '-]*$/u.test(word) && (word.length > 2 || /\p{Script=Han}/u.test(word));
}
