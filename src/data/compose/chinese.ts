/** Chinese captions of a plan: measure words that suit the noun, colours short or full, in several phrasings. */
import type { Rng } from "../../nn/random.ts";
import { PALETTE } from "../colours.ts";
import type { ColourName, Concept, EmojiSet, Style } from "../emoji/concept.ts";
import { measureOf } from "./measure.ts";
import type { Plan } from "./plan.ts";

const STYLE_WORDS: Readonly<Record<Style, readonly [before: string, after: string]>> = {
  flat: ["扁平", "扁平风格"],
  noto: ["卡通", "卡通风格"],
  "3d": ["立体", "3D风格"],
};

export function chineseCaption(set: EmojiSet, plan: Plan, rng: Rng): string {
  const concepts = plan.items.map((item) => set.concept(item.concept));
  const style = plan.styleNamed ? STYLE_WORDS[plan.style] : null;
  const before = style && rng.float() < 0.5 ? rng.pick([`${style[0]}的`, `${style[1]}的`]) : "";
  const things = plan.items.map(({ colour }, i): Thing => {
    const name = drawName(concepts[i]!, rng);
    const measure = isMood(concepts[i]!, name) ? "" : measureOf(concepts[i]!, name);
    return { noun: before + coloured(name, colour, concepts[i]!, rng), measure };
  });
  const after = style && before === "" ? `，${style[1]}` : "";
  const subject = plan.kind === "pair" ? pair(things as [Thing, Thing], plan, rng) : one(things[0]!, plan, rng);
  return withBackground(subject, plan, rng) + after;
}

interface Thing {
  readonly noun: string;
  readonly measure: string;
}

/** A third of all nouns goes bare; "个" is what people say where they do not think of the proper word. */
function measured(thing: Thing, rng: Rng): string {
  return rng.float() < 0.35 || !thing.measure
    ? thing.noun
    : `一${rng.float() < 0.15 ? "个" : thing.measure}${thing.noun}`;
}

function drawName(concept: Concept, rng: Rng): string {
  const { label, alternatives } = concept.zh;
  const name = alternatives.length > 0 && rng.float() < 0.3 ? rng.pick(alternatives) : label;
  return isMood(concept, name) && rng.float() < 0.7 ? `${name}${rng.pick(["表情", "的表情", "的脸"])}` : name;
}

/** Many smileys are named by their mood alone: 大笑. Such a name takes no measure word. */
function isMood(concept: Concept, name: string): boolean {
  return concept.subgroup.startsWith("face-") && !/[脸头鬼人魔怪骷髅妖便情]/u.test(name);
}

function one(thing: Thing, plan: Plan, rng: Rng): string {
  if (plan.count > 1) {
    const number = plan.count === 2 ? rng.pick(["两", "两", "2"]) : rng.pick(["三", "三", "3"]);
    return `${number}${!thing.measure || rng.float() < 0.15 ? "个" : thing.measure}${thing.noun}`;
  }
  return measured(thing, rng);
}

function pair(things: readonly [Thing, Thing], plan: Plan, rng: Rng): string {
  const bare = rng.float() < 0.3;
  const [a, b] = things.map((thing) => (bare || !thing.measure ? thing.noun : `一${thing.measure}${thing.noun}`)) as [
    string,
    string,
  ];
  if (plan.placed) return rng.pick([`左边是${a}，右边是${b}`, `${a}在${b}的左边`, `${a}在左，${b}在右`]);
  return rng.pick([`${a}和${b}`, `${a}和${b}`, `${a}与${b}`, `${a}跟${b}`]);
}

function withBackground(subject: string, plan: Plan, rng: Rng): string {
  const verb = rng.float() < 0.25 ? rng.pick(["画", "画", "请画", "生成"]) : "";
  if (!plan.backgroundNamed) return verb ? verb + subject : framed(subject, rng);
  const [short, ...full] = PALETTE[plan.background].zh;
  const colour = rng.pick(full);
  const placed = plan.placed || /[，在]/.test(subject);
  if (placed || verb) return verb + rng.pick([`${subject}，${colour}背景`, `${subject}，背景是${colour}`]);
  return rng.pick([
    `${colour}背景上的${subject}`,
    `${colour}背景上的${subject}`,
    `${subject}，${colour}背景`,
    `${colour}背景的${subject}`,
    `${short}底${subject}`,
  ]);
}

function framed(subject: string, rng: Rng): string {
  if (rng.float() < 0.88 || subject.includes("，")) return subject;
  return rng.pick([`${subject}的图片`, `${subject}的图`, `${subject}图标`]);
}

/** 红苹果, 红色苹果 or 红色的苹果; a colour that the name already holds is not said twice. */
function coloured(name: string, colour: ColourName | null, concept: Concept, rng: Rng): string {
  if (colour === null) return name;
  const [short, ...full] = PALETTE[colour].zh;
  if ([short, ...full].some((word) => name.startsWith(word))) return name;
  const plain = withoutColour(name, concept);
  const word = rng.pick(full);
  const brief = plain.length <= 2 && rng.float() < 0.5;
  return brief ? short + plain : rng.float() < 0.7 ? `${word}的${plain}` : word + plain;
}

/** Only where the English name leads with a colour too: 红苹果 loses its colour, 黄瓜 (cucumber) does not. */
function withoutColour(name: string, concept: Concept): string {
  if (!/^(light )?(red|orange|yellow|green|blue|purple|pink|brown|black|white|grey) \w/.test(concept.en.label))
    return name;
  const rest = name.replace(/^(浅|粉)?[红橙黄绿青蓝紫粉棕褐黑白灰](色的|色)?/u, "");
  return rest === "" || rest === "包" ? name : rest;
}
