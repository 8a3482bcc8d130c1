/** Tones of voice: the words that ask for one, and the words that show it. No word shows two tones. */
import type { Language } from "./brief.ts";

export const TONES = ["friendly", "professional", "playful", "luxurious", "urgent", "calm"] as const;
export type Tone = (typeof TONES)[number];

const comma = (text: string): readonly string[] => text.split(", ");

/** What people write for a tone; the first word is its name. */
export const TONE_WORDS: Readonly<Record<Tone, Readonly<Record<Language, readonly string[]>>>> = {
  friendly: { en: comma("friendly, warm, personal"), zh: comma("亲切, 友好, 温馨") },
  professional: { en: comma("professional, formal, businesslike"), zh: comma("专业, 正式, 商务") },
  playful: { en: comma("playful, funny, cheeky"), zh: comma("俏皮, 活泼, 幽默") },
  luxurious: { en: comma("luxurious, elegant, premium"), zh: comma("奢华, 高端, 优雅") },
  urgent: { en: comma("urgent, pressing, hurried"), zh: comma("紧迫, 紧急, 急促") },
  calm: { en: comma("calm, relaxed, gentle"), zh: comma("平静, 舒缓, 宁静") },
};

/** What shows a tone: whole words in English, characters in a row in Chinese. */
export const MARKERS: Readonly<Record<Tone, Readonly<Record<Language, readonly string[]>>>> = {
  friendly: {
    en: comma(
      "hey, hello, friend, friends, friendly, smile, smiles, glad, lovely, hug, hugs, warmly, cheerful, welcome",
    ),
    zh: comma("嗨, 朋友, 欢迎, 暖心, 温暖, 开心, 贴心, 亲切, 高兴, 笑容, 陪伴"),
  },
  professional: {
    en: comma(
      "reliable, reliably, dependable, efficient, efficiently, professional, pleased, practical, precise, considered, appreciate, structured, sincerely, thorough, well-planned, convenience",
    ),
    zh: comma("专业, 可靠, 高效, 稳妥, 严谨, 务实, 敬请, 此致, 诚挚, 规范, 详尽, 妥善, 周密"),
  },
  playful: {
    en: comma(
      "yay, psst, woohoo, ta-da, giggle, giggled, giggles, silly, wiggle, wiggled, wink, winked, boring, oops, cheeky, boop, high five, happy dance, fun, hooray, mischief",
    ),
    zh: comma("哇, 嘿嘿, 噔噔, 偷偷, 好玩, 调皮, 撒花, 耶, 无聊, 咻, 眨眼, 嘻嘻, 啦啦"),
  },
  luxurious: {
    en: comma(
      "exquisite, refined, indulge, timeless, elegance, elegant, finest, graceful, gracefully, sumptuous, splendour, distinguished, opulent, discerning, privilege, honour",
    ),
    zh: comma("奢华, 臻享, 尊贵, 雅致, 非凡, 优雅, 华美, 典雅, 品鉴, 格调, 荣幸, 璀璨, 考究"),
  },
  urgent: {
    en: comma(
      "hurry, hurried, don't wait, act now, right away, at once, without delay, too late, the clock is ticking, now or never, quick, quickly, urgent, urgently, no time to lose, immediately",
    ),
    zh: comma("赶快, 抓紧, 马上, 立刻, 别等, 错过, 尽快, 刻不容缓, 抢先, 赶紧, 速来, 火速"),
  },
  calm: {
    en: comma(
      "calm, calmly, quiet, quietly, gentle, gently, breathe, breath, peace, peaceful, unhurried, slow, slowly, stillness, soothing, serene, at ease",
    ),
    zh: comma("安静, 宁静, 慢慢, 静静, 缓缓, 从容, 轻柔, 深呼吸, 放松, 安宁, 不慌不忙, 悠然"),
  },
};

/** The tone that a word asks for; null if it asks for none that we know. */
export function toneOf(word: string | undefined): Tone | null {
  const wanted = word?.trim().toLowerCase();
  return (
    TONES.find((tone) => [...TONE_WORDS[tone].en, ...TONE_WORDS[tone].zh].some((known) => known === wanted)) ?? null
  );
}

/** The tones that a text shows. */
export function tonesIn(text: string, language: Language): readonly Tone[] {
  const plain = text.toLowerCase().replaceAll("’", "'");
  return TONES.filter((tone) => MARKERS[tone][language].some((marker) => shows(plain, marker, language)));
}

function shows(text: string, marker: string, language: Language): boolean {
  return language === "zh" ? text.includes(marker) : new RegExp(`(?<![\\w-])${marker}(?![\\w-])`).test(text);
}
