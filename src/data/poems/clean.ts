/** From an edition's poem to verse: editors' notes and punctuation go, and what is not whole or not regular is refused. */
import { formOf, type Poem } from "./poem.ts";

/** A poem as the package `chinese-poetry` holds it, in simplified characters. */
export interface EditionPoem {
  readonly title: string;
  readonly author: string;
  readonly paragraphs: readonly string[];
}

/** Why a poem is left out. */
export type Refusal = "fragment" | "missing characters" | "other verse";

const LONGEST_TITLE = 20;
const NUMBER = "[一二三四五六七八九十百千〇零○]+";
/** A note in brackets; twice, for one inside another. */
const NOTE = /（[^（）]*）|\([^()]*\)/g;
const withoutNotes = (text: string): string => text.replace(NOTE, "").replace(NOTE, "");

/** The poem, or why it is none. */
export function cleanPoem({ title, author, paragraphs }: EditionPoem): Poem | Refusal {
  // Under these titles stand single verses and lists of lost poems.
  if (/^(句|存目|断句|残句|逸句)(\s|$)/.test(title)) return "fragment";
  const text = paragraphs.join("");
  if (/（[^（）]*[缺阙脱残][^（）]*）/.test(text)) return "missing characters";
  const lines = withoutNotes(text)
    .replace(/\[(\p{Unified_Ideograph})\]/gu, "$1") // supplied by an editor
    .replace(/[「」『』“”‘’《》〈〉、·\s]/g, "")
    .split(/[，。？！；：!?,;:]+/)
    .filter((line) => line !== "");
  if (!lines.every((line) => /^\p{Unified_Ideograph}+$/u.test(line))) return "missing characters";
  const form = formOf(lines);
  return form === undefined ? "other verse" : { form, lines, author: cleanAuthor(author), title: cleanTitle(title) };
}

/** Without notes, quotation marks, and the poem's place in its series. Empty where nothing of use is left. */
export function cleanTitle(title: string): string {
  const clean = withoutNotes(title)
    .trim()
    .replace(new RegExp(`(\\s*其${NUMBER}|\\s+${NUMBER})$`), "")
    .replace(/\s*[并并幷]?[引序]$/, "")
    .replace(new RegExp(`${NUMBER}[首章绝篇]$`), "")
    .replace(/[《》〈〉「」『』“”]/g, "")
    .replace(/[^\p{Unified_Ideograph}]+/gu, "，")
    .replace(/^，|，$/g, "");
  const isEmpty = /^(诗|失题|无题诗?|缺题|阙题|题阙)?$/.test(clean);
  return isEmpty && clean !== "无题" ? "" : clean.length > LONGEST_TITLE ? "" : clean;
}

const cleanAuthor = (author: string): string =>
  /^(佚名|无名氏|不详|阙名|郊庙朝会歌辞)$/.test(author) || !/^\p{Unified_Ideograph}{2,5}$/u.test(author) ? "" : author;
