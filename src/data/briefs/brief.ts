/** A brief: what somebody asks to be written, as a kind, a language and a few fields, and the message that says so. */
import type { Language } from "../emoji/concept.ts";

export type { Language };

export const BRIEF_KINDS = ["copy", "email", "plan", "news", "story", "service"] as const;
export type BriefKind = (typeof BRIEF_KINDS)[number];

/**
 * What each field means. Its words stand in the message, and what is in a field stands in the text as it was given;
 * `tone`, `audience` and `purpose` colour the text instead (see `checkFaithful`).
 */
export const FIELDS = {
  product: { en: "product", zh: "产品" }, // what is sold or shown
  brand: { en: "brand", zh: "品牌" }, // who sells it
  price: { en: "price", zh: "价格" },
  offer: { en: "offer", zh: "优惠" }, // a reduction or a gift, in the giver's words
  features: { en: "features", zh: "特点" }, // a list, with commas
  audience: { en: "audience", zh: "受众" }, // whom the text is for
  tone: { en: "tone", zh: "语气" }, // a word of `TONES`, or one near it
  place: { en: "place", zh: "地点" },
  date: { en: "date", zh: "日期" }, // a day, with or without an hour
  name: { en: "name", zh: "收件人" }, // to whom an email goes
  sender: { en: "sender", zh: "署名" }, // who signs it
  purpose: { en: "purpose", zh: "目的" }, // what an email does: a word of `PURPOSES`
  topic: { en: "topic", zh: "主题" }, // what an email or a piece of news is about
  goal: { en: "goal", zh: "目标" }, // what a plan is to reach
  budget: { en: "budget", zh: "预算" },
  weeks: { en: "weeks", zh: "周数" }, // how long a plan runs
  facts: { en: "facts", zh: "事实" }, // short sentences for the news, with semicolons; a shop's lines, for service
  hero: { en: "hero", zh: "主角" },
  setting: { en: "setting", zh: "场景" }, // where a story happens
  question: { en: "question", zh: "问题" }, // what a customer says
  answer: { en: "answer", zh: "答案" }, // the fact that the reply must hold: for checking, never in the message
} as const;
export type Field = keyof typeof FIELDS;

export type Fields = Readonly<Partial<Record<Field, string>>>;

export interface Brief {
  readonly kind: BriefKind;
  readonly language: Language;
  readonly fields: Fields;
}

/** The fields that each kind knows; any subset is a brief, if one of `needs` is in it. */
export const KNOWN: Readonly<
  Record<BriefKind, { readonly fields: readonly Field[]; readonly needs: readonly Field[] }>
> = {
  copy: { fields: ["product", "brand", "price", "offer", "features", "audience", "tone", "place"], needs: ["product"] },
  email: {
    fields: ["purpose", "topic", "product", "brand", "name", "sender", "date", "place", "offer", "price", "tone"],
    needs: ["purpose", "topic", "product"],
  },
  plan: {
    fields: ["goal", "product", "brand", "audience", "budget", "weeks", "date", "place"],
    needs: ["goal", "product"],
  },
  news: {
    fields: ["topic", "product", "brand", "place", "date", "price", "facts"],
    needs: ["topic", "product"],
  },
  story: { fields: ["hero", "setting", "product", "tone"], needs: ["hero", "setting", "product"] },
  service: { fields: ["facts", "question", "answer"], needs: ["question"] },
};

export const PURPOSES = {
  announce: { en: ["announce", "announcement"], zh: ["通知", "公告"] },
  invite: { en: ["invite", "invitation"], zh: ["邀请", "邀约"] },
  thank: { en: ["thank", "thank you"], zh: ["感谢", "致谢"] },
  apologise: { en: ["apologise", "apology"], zh: ["道歉", "致歉"] },
  remind: { en: ["remind", "reminder"], zh: ["提醒", "温馨提醒"] },
  "follow up": { en: ["follow up", "follow-up"], zh: ["跟进", "回访"] },
  ask: { en: ["ask", "request"], zh: ["请求", "询问"] },
} as const;
export type Purpose = keyof typeof PURPOSES;

/** The purpose that a word names; null if it names none. */
export function purposeOf(word: string | undefined): Purpose | null {
  const wanted = word?.trim().toLowerCase();
  for (const [purpose, words] of Object.entries(PURPOSES) as [Purpose, (typeof PURPOSES)[Purpose]][]) {
    if ([...words.en, ...words.zh].some((known) => known === wanted)) return purpose;
  }
  return null;
}

const REQUEST: Readonly<Record<Language, Readonly<Record<Exclude<BriefKind, "service">, string>>>> = {
  en: {
    copy: "Write copy.",
    email: "Write an email.",
    plan: "Write a plan.",
    news: "Write news.",
    story: "Write a story.",
  },
  zh: { copy: "写文案。", email: "写邮件。", plan: "写计划。", news: "写新闻。", story: "写故事。" },
};

/**
 * The message to the model: what to write, then a line for each field, in the order of `order` (by default that of the
 * brief's fields). For service, the customer's own words; the facts go into the system message.
 */
export function briefText(brief: Brief, order: readonly Field[] = Object.keys(brief.fields) as Field[]): string {
  const { kind, language, fields } = brief;
  if (kind === "service") return fields.question ?? "";
  const colon = language === "zh" ? "：" : ": ";
  const lines = order.filter((field) => fields[field]).map((field) => FIELDS[field][language] + colon + fields[field]);
  return [REQUEST[language][kind], ...lines].join("\n");
}
