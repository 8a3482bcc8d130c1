/** Other ways to ask: a sentence that names some of the fields, and lines for those it leaves out. */
import type { Rng } from "../../nn/random.ts";
import { type Brief, type BriefKind, briefText, FIELDS, type Field, type Language } from "./brief.ts";
import { expand, lines, type Speaker } from "./grammar.ts";
import { slotsOf } from "./slots.ts";

const SENTENCES: Readonly<Record<Exclude<BriefKind, "service">, Readonly<Record<Language, readonly string[]>>>> = {
  copy: {
    en: lines(`
      Write [an ad|copy|a short ad|some copy] for {product}[ by {brand}| from {brand}|].
      Please write {tone} copy for {product}.
      I need copy for {product}[ for {audience}|].
      ad for {product}[, {price}|]
      [Advertise|Promote] {product}[ by {brand}|][, price {price}|][, for {audience}|].
      Can you write something {tone} about {product}?`),
    zh: lines(`
      给[{brand}的|]{product}写[一段文案|一条广告|个文案]。
      请为{product}写{tone}的文案。
      帮我写{product}的文案[，给{audience}看|]。
      {product}文案[，{price}|]
      宣传一下[{brand}的|]{product}[，价格{price}|][，面向{audience}|]。
      写一段{tone}的{product}广告。`),
  },
  email: {
    en: lines(`
      Write an email to {name} about {topic}.
      Please write an email about {product}[, signed by {sender}|].
      email: {purpose}, {topic}
      Write {name} an email about {product}.
      I need an email about {topic}[ on {date}|].`),
    zh: lines(`
      给{name}写一封关于{topic}的邮件。
      请写一封关于{product}的邮件[，署名{sender}|]。
      邮件：{purpose}，{topic}
      给{name}写邮件，说说{product}。
      写一封{topic}的邮件[，时间{date}|]。`),
  },
  plan: {
    en: lines(`
      Make a plan: {goal}.
      Write a plan for {product}[ with a budget of {budget}|].
      I want to {doGoal}. Make a plan[ for {duration}|].
      plan for {product}[, {budget}|]`),
    zh: lines(`
      做个计划：{goal}。
      给{product}写个推广计划[，预算{budget}|]。
      我想{doGoal}，帮我做计划。
      {product}的计划[，{budget}|]`),
  },
  news: {
    en: lines(`
      Write a short news item about {topic}[ in {place}|].
      Write news: {brand} has a new product, {product}.
      news about {product}[ from {brand}|]
      Write a news piece about {topic}[ by {brand}|][ on {date}|].`),
    zh: lines(`
      写一条关于{topic}的新闻[，地点{place}|]。
      写新闻：{brand}的新品{product}。
      [{brand}的|]{product}新闻
      写一篇{topic}的短讯[，{date}|]。`),
  },
  story: {
    en: lines(`
      Tell me a story about {hero}[ in {setting}|].
      Write a [{tone} story|story|short story] about {hero}[ and {product}|].
      a story in {setting}
      Write a story with {product}.
      Once upon a time in {setting} ...`),
    zh: lines(`
      讲一个{hero}的故事[，发生在{setting}|]。
      写一个关于{hero}的[{tone}的故事|故事|小故事][，有{product}|]。
      {setting}里的故事
      写一个有{product}的故事。
      很久以前，在{setting}……`),
  },
};

/** The message for a brief, one of many: mostly its lines in any order, else a sentence. */
export function drawRequest(brief: Brief, rng: Rng): string {
  const fields = Object.keys(brief.fields).filter((field) => brief.fields[field as Field]) as Field[];
  const order = [...rng.permutation(fields.length)].map((index) => fields[index]!);
  if (brief.kind === "service") return briefText(brief);
  const form = rng.float();
  if (form < 0.88) return briefText(brief, rng.float() < 0.3 ? fields : order);
  if (form < 0.95) return oneLine(briefText(brief, order), brief.language);
  const speaker: Speaker = { rng, pools: {}, slots: slotsOf(brief, rng), forms: [], told: new Set(), said: new Set() };
  const sentences = SENTENCES[brief.kind][brief.language].filter((sentence) => isFilled(sentence, speaker.slots));
  if (sentences.length === 0) return briefText(brief, order);
  const said = expand(rng.pick(sentences), speaker);
  const left = order.filter((field) => !speaker.told.has(field));
  const colon = brief.language === "zh" ? "：" : ": ";
  return [said, ...left.map((field) => FIELDS[field][brief.language] + colon + brief.fields[field])].join("\n");
}

/** Whether there is what the sentence names outside of its choices. */
function isFilled(sentence: string, slots: Speaker["slots"]): boolean {
  const must = sentence.replace(/\[[^\]]*\]/g, "").match(/\{(\w+)\}/g) ?? [];
  return must.every((slot) => slots[slot.slice(1, -1)]);
}

function oneLine(text: string, language: Language): string {
  const [first, ...rest] = text.split("\n");
  return language === "zh" ? `${first!}${rest.join("；")}` : `${first!} ${rest.join("; ")}`;
}
