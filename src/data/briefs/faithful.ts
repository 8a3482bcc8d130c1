/**
 * Whether a text says what its brief says, and no more. The rules, all of them strict:
 *
 * - `missing`: each given field stands in the text as given, up to case and spaces: product, brand, price, offer, place,
 *   date, name, sender, topic, goal, budget, weeks, hero, setting; of features and news facts each item; for service each
 *   line of `answer`. A list of hashtags alone does not name a product.
 * - `audience`: the audience stands there as given, or its last word does (in Chinese its last two characters).
 * - `tone`: at least one marker of the tone (`MARKERS`) and none of another's, outside of the brief's own words. Asked
 *   for no tone, or for one that is unknown, a text is free.
 * - `invented`: something that claims a fact which is not in the brief. Numbers as strings of digits ("1,200" is "1200"),
 *   but for the markers of a numbered list that counts up from 1 and weeks ("Week 3", "第3周") up to the weeks given;
 *   Chinese numerals before a unit of money, time or reduction; English number words before one; days of the week and
 *   months; web and email addresses; claims (free, discount, guarantee, award, 免费, 包邮, 打折 …); English words with a
 *   capital that are no beginning of a sentence, or that the grammar never uses; in Chinese texts Latin words, names in
 *   quotes or 《》, and surnames with a title (王先生).
 */
import type { Brief, Field, Language } from "./brief.ts";
import { splitFacts, splitList } from "./slots.ts";
import { toneOf, tonesIn } from "./tone.ts";
import { isKnownWord } from "./vocabulary.ts";

export interface Finding {
  readonly rule: "missing" | "invented" | "tone" | "audience";
  /** What is missing or invented: the value, the number, the word. */
  readonly what: string;
}

const SAID: readonly Field[] = [
  "product",
  "brand",
  "price",
  "offer",
  "place",
  "date",
  "name",
  "sender",
  "topic",
  "goal",
  "budget",
  "weeks",
  "hero",
  "setting",
];

/** All that is wrong with a text; nothing if it is faithful. */
export function checkFaithful(brief: Brief, text: string): readonly Finding[] {
  return [
    ...missing(brief, text),
    ...audience(brief, text),
    ...tone(brief, text),
    ...[...new Set(invented(brief, text))].map((what): Finding => ({ rule: "invented", what })),
  ];
}

const plain = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

function missing({ kind, fields }: Brief, text: string): readonly Finding[] {
  const given: string[] =
    kind === "service"
      ? (fields.answer ?? "").split("\n")
      : [
          ...SAID.map((field) => fields[field] ?? ""),
          ...splitList(fields.features ?? ""),
          ...splitFacts(fields.facts ?? ""),
        ];
  const withoutTags = text.replace(/#[\p{L}\p{N}]+/gu, " ");
  return given.filter((value) => value !== "" && !holds(withoutTags, value)).map((what) => ({ rule: "missing", what }));
}

/** A number is there only if it stands alone: "4" is not in "14". */
function holds(text: string, value: string): boolean {
  if (/^\d+$/.test(value.trim())) return numbersIn(text).includes(value.trim());
  return plain(text).includes(plain(value));
}

function audience({ language, fields }: Brief, text: string): readonly Finding[] {
  const given = fields.audience?.trim();
  if (!given) return [];
  const noun = language === "zh" && !/[a-z]$/i.test(given) ? given.slice(-2) : given.split(/\s+/).at(-1)!;
  return holds(text, noun) ? [] : [{ rule: "audience", what: given }];
}

function tone(brief: Brief, text: string): readonly Finding[] {
  const wanted = toneOf(brief.fields.tone);
  if (!wanted) return [];
  const shown = tonesIn(withoutGiven(brief, text), brief.language);
  const others = shown.filter((other) => other !== wanted).map((what): Finding => ({ rule: "tone", what }));
  return shown.includes(wanted) ? others : [{ rule: "tone", what: wanted }, ...others];
}

/** The text without what the brief gave, the longest values first. */
function withoutGiven({ fields }: Brief, text: string): string {
  const { tone: _tone, purpose: _purpose, ...said } = fields;
  const values = Object.values(said).flatMap((value) => [value, ...splitList(value), ...splitFacts(value)]);
  let left = text;
  for (const value of values.sort((a, b) => b.length - a.length)) {
    if (!plain(left).includes(plain(value))) continue;
    const words = value.trim().split(/\s+/).map(literal).join("\\s+");
    if (words) left = left.replace(new RegExp(`(?<![a-z0-9])${words}(?![a-z0-9])`, "giu"), " ◇ ");
  }
  return left;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function invented(brief: Brief, text: string): readonly string[] {
  const given = Object.values(brief.fields).join("\n");
  const left = withoutGiven(brief, text);
  return [
    ...numbers(brief, text, given),
    ...addresses(text, given),
    ...claims(left, brief.language).filter((claim) => brief.kind !== "service" || !ASKED_ABOUT.test(claim)),
    ...names(left, given, brief.language),
  ];
}

const numbersIn = (text: string): readonly string[] =>
  (text.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? []).map((number) => number.replaceAll(",", ""));

function numbers(brief: Brief, text: string, given: string): readonly string[] {
  const known = new Set([...numbersIn(given), ...(given.match(/\d+/g) ?? [])]);
  const weeks = Number(/\d+/.exec(brief.fields.weeks ?? "")?.[0] ?? 0);
  let next = 1;
  const counted = text
    .split("\n")
    .map((line) => {
      const marker = /^(\d+)[.)、] ?/.exec(line);
      if (!marker || Number(marker[1]) !== next) return line;
      next++;
      return line.slice(marker[0].length);
    })
    .join("\n")
    .replace(/(?:\bweeks? |第)(\d+)(?:[–-](\d+))?/gi, (label, from, to) =>
      Number(to ?? from) <= weeks && Number(from) > 0 ? "" : label,
    );
  return numbersIn(counted).filter((number) => !known.has(number));
}

const ADDRESS =
  /\b(?:https?:\/\/|www\.)[\w./-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[a-z0-9-]+\.(?:com|net|org|cn|shop|io|de|uk|example)\b/gi;

const addresses = (text: string, given: string): readonly string[] =>
  (text.match(ADDRESS) ?? [])
    .map((found) => found.replace(/[.,!?，。！？]+$/, ""))
    .filter((found) => !plain(given).includes(plain(found)));

const CLAIMS: Readonly<Record<Language, RegExp>> = {
  en: new RegExp(
    [
      "(?<![\\w-])(?:free|discount|sale|guaranteed?|warranty|award(?:s|-winning)?|certified|organic|best-?seller|limited edition|half price|cheapest|patented|tested|approved|per cent|percent)(?![\\w-])",
      "\\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|hundred|thousand) (?:dollars?|euros?|pounds?|percent|per cent|hours?|days?|weeks?|months?|years?)\\b",
      "\\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|April|June|July|August|September|October|November|December)\\b",
      "\\b(?:in|until|on|since) (?:March|May)\\b",
    ].join("|"),
    "g",
  ),
  zh: /免费|打折|折扣|包邮|保修|质保|获奖|认证|(?<!没)有机(?!械|会)|限量|销量|第一名|半价|买.送|[一二三四五六七八九十百千万两半]+(?:元|块钱|折|点钟|月|号|日|天内|小时|公斤|%)|百分之.|周[一二三四五六日]|星期[一二三四五六日天]/g,
};

/** English is compared as written and in lower case, so that a capital at the beginning hides nothing. */
const claims = (left: string, language: Language): readonly string[] => {
  const found = left.match(CLAIMS[language]) ?? [];
  const lower = language === "en" ? (left.toLowerCase().match(CLAIMS.en) ?? []) : [];
  return [...new Set([...found, ...lower])];
};

/** What a shop can be asked about is named without being claimed. */
const ASKED_ABOUT = /^(warranty|guarantee|保修|质保)$/i;

const ALWAYS = new Set(["i", "wi-fi", "i'm", "i'll", "i've", "i'd", "ai", "onda", "ps"]);

function names(left: string, given: string, language: Language): readonly string[] {
  const words = [
    ...(given.toLowerCase().match(/[\p{L}\p{N}'’&-]+/gu) ?? []),
    ...(given.toLowerCase().match(LATIN) ?? []),
  ];
  const known = new Set(words.flatMap((word) => [word, ...word.split("-")]));
  const tags = (left.match(/#[\p{L}\p{N}]+/gu) ?? []).filter((tag) => !letters(given).includes(letters(tag)));
  const text = left.replace(/#[\p{L}\p{N}]+/gu, " ");
  return [...tags, ...(language === "en" ? englishNames(text, known) : chineseNames(text, known))];
}

const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

function englishNames(text: string, known: ReadonlySet<string>): readonly string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/\p{L}[\p{L}\p{N}'’-]*/gu)) {
    const word = match[0];
    const lower = word.toLowerCase().replaceAll("’", "'");
    if (!/^\p{Lu}/u.test(word) || known.has(lower) || ALWAYS.has(lower)) continue;
    const starts =
      /(^|[.!?:–…◇]["”]?\s+|\n\s*(?:[•-] ?|\d+[.)] )?|["“(])$/.test(text.slice(0, match.index)) ||
      text.slice(0, match.index).trim() === "";
    if (!starts || !isKnownWord(lower)) found.push(word);
  }
  return found;
}

const LATIN = /[A-Za-z][A-Za-z0-9'-]*/g;
const QUOTED = /《([^》]+)》|「([^」]+)」/g;
const TITLED = /(?:[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾])(?:先生|女士|小姐|老师|经理|总)/g;

function chineseNames(text: string, known: ReadonlySet<string>): readonly string[] {
  const latin = (text.match(LATIN) ?? []).filter(
    (word) => !known.has(word.toLowerCase()) && !ALWAYS.has(word.toLowerCase()),
  );
  return [...latin, ...(text.match(QUOTED) ?? []), ...(text.match(TITLED) ?? [])];
}
