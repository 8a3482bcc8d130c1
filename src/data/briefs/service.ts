/** Conversations with a shop's customers: what is in the facts is quoted, what is not is not guessed. */
import type { Rng } from "../../nn/random.ts";
import type { ChatMessage } from "../chat/template.ts";
import type { Brief, Language } from "./brief.ts";
import { serviceEn } from "./service.en.ts";
import { serviceZh } from "./service.zh.ts";
import { type ServiceTable, TOPICS, type Topic } from "./service-table.ts";
import { drawServiceValue, type ValueSources } from "./service-values.ts";
import { valuesEn } from "./values.en.ts";
import { valuesZh } from "./values.zh.ts";

export const SERVICE: Readonly<Record<Language, ServiceTable>> = { en: serviceEn, zh: serviceZh };
const VALUES = { en: valuesEn, zh: valuesZh } as const;

/** A line of the facts, and how it is asked for. */
interface Fact {
  readonly topic: Topic | "price" | "other";
  readonly key: string;
  readonly value: string;
  /** For a price: the product, which may stand in the key. */
  readonly product: string;
}

interface Turn {
  readonly user: string;
  readonly assistant: string;
  /** Values that the answer must hold. */
  readonly answers: readonly string[];
}

export interface ServiceTalk {
  readonly brief: Brief;
  readonly messages: readonly ChatMessage[];
}

export function drawService(language: Language, draw: ValueSources): ServiceTalk {
  const { rng } = draw;
  const factsLanguage = rng.float() < 0.8 ? language : language === "en" ? "zh" : "en";
  const facts = rng.float() < 0.06 ? [] : drawFacts(factsLanguage, draw);
  const system = systemMessage(factsLanguage, facts, draw);
  const count = rng.pick([1, 1, 1, 2, 2, 3, 4]);
  const turns = Array.from({ length: count }, (_, i) => drawTurn(language, facts, draw, i, count));
  const last = turns.at(-1)!;
  const messages: ChatMessage[] = system ? [{ role: "system", content: system }] : [];
  for (const { user, assistant } of turns) {
    messages.push({ role: "user", content: user }, { role: "assistant", content: assistant });
  }
  const fields = {
    ...(system ? { facts: system } : {}),
    question: last.user,
    ...(last.answers.length > 0 ? { answer: last.answers.join("\n") } : {}),
  };
  return { brief: { kind: "service", language, fields }, messages };
}

function drawFacts(language: Language, draw: ValueSources): readonly Fact[] {
  const { rng, split, sources } = draw;
  const table = SERVICE[language];
  const facts: Fact[] = [];
  const order = [...rng.permutation(TOPICS.length)].slice(0, 1 + rng.int(5)).map((index) => TOPICS[index]!);
  for (const topic of order) {
    const { keys, values } = table.topics[topic];
    facts.push({ topic, key: rng.pick(keys), value: drawServiceValue(rng.pick(values), language, draw), product: "" });
  }
  for (let i = rng.int(4); i > 0; i--) {
    const values = VALUES[language];
    const product = (rng.float() < 0.7 ? values.plainProduct : values.product)(rng, split, sources[language]);
    const value = values.price(rng, split, sources[language]);
    facts.push({ topic: "price", key: rng.pick(table.price.keys).replace("{product}", product), value, product });
  }
  for (const index of [...rng.permutation(table.other.keys.length)].slice(0, rng.pick([0, 0, 1, 2]))) {
    const value = drawServiceValue(rng.pick(table.other.values), language, draw);
    facts.push({ topic: "other", key: table.other.keys[index]!, value, product: "" });
  }
  return [...rng.permutation(facts.length)].map((index) => facts[index]!);
}

/** The facts as the model is told them. */
function systemMessage(language: Language, facts: readonly Fact[], { rng }: ValueSources): string {
  const lead = rng.float() < 0.75 ? rng.pick(SERVICE[language].leads) : "";
  const colon = language === "zh" ? rng.pick(["：", "：", "：", ": "]) : ": ";
  const mark = rng.pick(["", "", "", "- "]);
  const lower = language === "en" && rng.float() < 0.2;
  const lines = facts.map(({ key, value }) => mark + (lower ? key.toLowerCase() : key) + colon + value);
  return [lead, ...lines].filter((line) => line !== "").join("\n");
}

function drawTurn(language: Language, facts: readonly Fact[], draw: ValueSources, index: number, count: number): Turn {
  const { rng } = draw;
  const table = SERVICE[language];
  const isLast = index === count - 1;
  if (index === 0 && count > 1 && rng.float() < 0.35) return talk(table, "greet", facts, rng);
  if (isLast && count > 1 && rng.float() < 0.2) return talk(table, rng.pick(["thanks", "thanks", "bye"]), facts, rng);
  const kind = rng.float();
  if (kind < 0.6 && facts.length > 0) return known(table, rng.pick(facts), rng);
  if (kind < 0.67 && facts.length > 1) return both(table, facts, rng);
  if (kind < 0.85) return unknown(language, facts, draw);
  return talk(table, rng.pick(["greet", "who", "complaint", "complaint", "elsewhere", "human"]), facts, rng);
}

function known(table: ServiceTable, fact: Fact, rng: Rng): Turn {
  const { questions, answers } = table[fact.topic as "price"] ?? table.topics[fact.topic as Topic];
  const put = (template: string): string =>
    template
      .replaceAll("{product}", () => fact.product)
      .replaceAll("{key}", () => fact.key)
      .replaceAll("{value}", () => fact.value);
  return { user: put(rng.pick(questions)), assistant: ended(put(rng.pick(answers)), table), answers: [fact.value] };
}

function both(table: ServiceTable, facts: readonly Fact[], rng: Rng): Turn {
  const [one, two] = [...rng.permutation(facts.length)]
    .slice(0, 2)
    .map((index) => known(table, facts[index]!, rng)) as [Turn, Turn];
  const join = (template: string, a: string, b: string) => template.replace("{one}", () => a).replace("{two}", () => b);
  return {
    user: join(rng.pick(table.and), asked(one.user, table), two.user),
    assistant: join(
      /[\u4e00-\u9fff]/.test(table.unknown[0]!) ? "{one}{two}" : "{one} {two}",
      one.assistant,
      two.assistant,
    ),
    answers: [...one.answers, ...two.answers],
  };
}

/** A topic, a product or a thing of which the facts say nothing. */
function unknown(language: Language, facts: readonly Fact[], draw: ValueSources): Turn {
  const { rng, split, sources } = draw;
  const table = SERVICE[language];
  const answer = (noun: string): string => rng.pick(table.unknown).replace("{noun}", () => noun);
  const form = rng.float();
  if (form < 0.3) {
    const product = VALUES[language].plainProduct(rng, split, sources[language]);
    return {
      user: rng.pick(table.price.questions).replaceAll("{product}", () => product),
      assistant: answer(table.price.noun),
      answers: [],
    };
  }
  if (form < 0.45) {
    const key = facts.some((fact) => fact.topic === "other") ? null : rng.pick(table.other.keys);
    if (key)
      return {
        user: rng.pick(table.other.questions).replaceAll("{key}", () => key),
        assistant: answer(table.other.noun),
        answers: [],
      };
  }
  const open = TOPICS.filter((topic) =>
    facts.every((fact) => fact.topic !== topic && !NEAR[topic]?.includes(fact.topic)),
  );
  const topic = table.topics[rng.pick(open)];
  return { user: rng.pick(topic.questions), assistant: answer(topic.noun), answers: [] };
}

/** Facts that would answer in part: who asks for a telephone number may be told of the contact's. */
const NEAR: Readonly<Partial<Record<Topic, readonly string[]>>> = {
  phone: ["contact"],
  contact: ["phone"],
  warranty: ["returns"],
  returns: ["warranty"],
  booking: ["phone"],
  shop: ["contact"],
};

function talk(table: ServiceTable, kind: keyof ServiceTable["talk"], facts: readonly Fact[], rng: Rng): Turn {
  const { said, answers } = table.talk[kind];
  const phone = facts.find((fact) => fact.topic === "phone")?.value;
  const reach = phone && (kind === "complaint" || kind === "human");
  const gap = table.and[1] === "{one}{two}" ? "" : " ";
  const answer = rng.pick(answers) + (reach ? gap + rng.pick(table.reach).replace("{phone}", () => phone) : "");
  return { user: rng.pick(said), assistant: answer, answers: reach ? [phone] : [] };
}

const asked = (question: string, table: ServiceTable): string =>
  /[.!?。！？]$/.test(question) ? question : question + (table === SERVICE.en ? "?" : "？");

/** "Co.." is one full stop, and an answer begins with a capital. */
const ended = (text: string, table: ServiceTable): string =>
  (table === SERVICE.en ? text.slice(0, 1).toUpperCase() + text.slice(1) : text).replace(/\.[.。]$/, ".");
