/** A brief's fields as the grammar's slots: each as it was given, and in the forms that sentences need. */
import type { Rng } from "../../nn/random.ts";
import { type Brief, FIELDS, type Field, type Language } from "./brief.ts";
import type { Slot } from "./grammar.ts";
import { guessCategory } from "./guess.ts";
import type { Pronoun } from "./values.ts";

const PRONOUNS: Readonly<Record<Pronoun, Readonly<Record<"he" | "him" | "his" | "zh", string>>>> = {
  she: { he: "she", him: "her", his: "her", zh: "她" },
  he: { he: "he", him: "him", his: "his", zh: "他" },
  it: { he: "it", him: "it", his: "its", zh: "它" },
};
/** Who a story is about if nobody says. */
export const NOBODY: Readonly<Record<Language, readonly (readonly [hero: string, pronoun: Pronoun])[]>> = {
  en: [
    ["a young girl", "she"],
    ["a boy with a red cap", "he"],
    ["an old woman", "she"],
    ["a small grey mouse", "it"],
    ["an old fisherman", "he"],
    ["a curious cat", "it"],
  ],
  zh: [
    ["小女孩", "she"],
    ["戴红帽子的男孩", "he"],
    ["老奶奶", "she"],
    ["灰色的小老鼠", "it"],
    ["老渔夫", "he"],
    ["好奇的小猫", "it"],
  ],
};

export function slotsOf(brief: Brief, rng: Rng, pronoun?: Pronoun): Readonly<Record<string, Slot>> {
  const { fields, language } = brief;
  const slots: Record<string, Slot> = {};
  for (const field of Object.keys(FIELDS) as Field[]) {
    const text = fields[field]?.trim();
    slots[text ? field : `no ${field}`] = { text: text ?? "", tells: text ? field : "" };
  }
  if (fields.product) Object.assign(slots, productForms(fields.product, language));
  if (fields.topic)
    slots.theTopic = { text: language === "en" && !DETERMINED.test(fields.topic) ? "the " : "", tells: "" };
  if (fields.goal && DEED.test(fields.goal)) slots.doGoal = { text: fields.goal, tells: "goal" };
  if (fields.brand) slots.brandTag = { text: tag(fields.brand), tells: "" };
  if (fields.price && /^[\p{Sc}\d]/u.test(fields.price)) slots.sum = { text: fields.price, tells: "price" };
  if (fields.features) Object.assign(slots, featureForms(fields.features, language));
  if (fields.weeks) slots.duration = { text: duration(fields.weeks, language), tells: "weeks" };
  if (fields.facts) slots.facts = { text: factSentences(fields.facts, language), tells: "facts" };
  if (brief.kind === "story") Object.assign(slots, heroForms(brief, rng, pronoun));
  return slots;
}

function productForms(product: string, language: Language): Readonly<Record<string, Slot>> {
  const many = language === "en" && isPlural(product);
  const form = (one: string, more: string): Slot => ({ text: many ? more : one, tells: "" });
  return {
    the: { text: language === "en" && isCommonNoun(product) ? "the " : "", tells: "" },
    is: form("is", "are"),
    was: form("was", "were"),
    has: form("has", "have"),
    it: form("it", "they"),
    them: form("it", "them"),
    tag: { text: tag(product), tells: "" },
  };
}

/** "the oak lamp", but "Velmora lamp" and "quist" as they are. */
const isCommonNoun = (product: string): boolean => /^[a-z]/.test(product) && guessCategory(product) !== null;

const DETERMINED = /^(the|our|your|my|a|an|this|these|how|why|what|when)\b|^\P{ASCII}/iu;
/** Goals that say what to do, as against what to have: "win back guests", not "more guests". */
const DEED =
  /^(sell|find|launch|win|get|make|bring|fill|open|grow|reach|prepare|raise|double|keep|promote|attract|collect|turn|introduce)\b|^(卖|为|推|找|让|提高|带|获得|办|开|做|吸引|涨|筹备|线上订单翻倍|留住|宣传|打动|收集|把|向)/i;

/** By its ending: "noodles", but not "glass", "bus" or "tennis". */
const isPlural = (noun: string): boolean => /[a-z]s$/.test(noun) && !/(ss|us|is|ous|ness|as)$/.test(noun);

const tag = (value: string): string => `#${value.replace(/[^\p{L}\p{N}]/gu, "")}`;

export const splitList = (text: string): readonly string[] =>
  text
    .split(/\s*[,，、;；]\s*/)
    .map((item) => item.trim())
    .filter((item) => item !== "");

function featureForms(features: string, language: Language): Readonly<Record<string, Slot>> {
  const items = splitList(features);
  const last = items.at(-1)!;
  const joined =
    language === "zh" ? items.join("、") : items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${last}` : last;
  return {
    features: { text: joined, tells: "features" },
    bullets: { text: items.map((item) => `• ${item}`).join("\n"), tells: "features" },
  };
}

function duration(weeks: string, language: Language): string {
  if (!/^\d+$/.test(weeks)) return weeks;
  return language === "zh" ? `${weeks}周` : `${weeks} week${weeks === "1" ? "" : "s"}`;
}

export const splitFacts = (text: string): readonly string[] =>
  text
    .split(/\s*[;；。\n]\s*/)
    .map((item) => item.trim().replace(/\.$/, ""))
    .filter((item) => item !== "");

const factSentences = (facts: string, language: Language): string =>
  splitFacts(facts)
    .map((item) => item + (language === "zh" ? "。" : "."))
    .join(language === "zh" ? "" : " ");

function heroForms(brief: Brief, rng: Rng, given?: Pronoun): Readonly<Record<string, Slot>> {
  const { language } = brief;
  const [somebody, theirs] = rng.pick(NOBODY[language]);
  const hero = brief.fields.hero ?? somebody;
  const pronoun = PRONOUNS[brief.fields.hero ? (given ?? "it") : theirs];
  const plain = (text: string): Slot => ({ text, tells: "" });
  const he = language === "zh" ? pronoun.zh : pronoun.he;
  return {
    hero: { text: hero, tells: brief.fields.hero ? "hero" : "" },
    // "a shy fox" is "the shy fox" the next time, "Mia the baker" is Mia.
    heroShort: plain(language === "zh" ? hero : hero.replace(/^an? /i, "the ").replace(/^(\p{Lu}\S+) the .*$/u, "$1")),
    he: plain(he),
    He: plain(he.slice(0, 1).toUpperCase() + he.slice(1)),
    him: plain(pronoun.him),
    his: plain(language === "zh" ? `${pronoun.zh}的` : pronoun.his),
    // A bare name is introduced as such.
    called: plain(/^\p{Lu}[\p{L}'’-]*$/u.test(hero) ? "somebody called " : ""),
    someone: { text: introduced(hero, pronoun.zh), tells: brief.fields.hero ? "hero" : "" },
  };
}

const PEOPLE = /[的师匠手家员夫人士婆妈生板长]|奶奶|女孩|男孩/;

/** 有个叫雅婷的人, 一位画家, 一只狐狸. */
function introduced(hero: string, pronoun: string): string {
  if (pronoun === "它") return `${/机器人|小龙|幽灵|稻草人|雪人/.test(hero) ? "一个" : "一只"}${hero}`;
  return hero.length <= 3 && !PEOPLE.test(hero) ? `个叫${hero}的人` : `一位${hero}`;
}
