/** What stands behind the colon in a shop's facts. */
import type { Rng } from "../../nn/random.ts";
import type { Language } from "./brief.ts";
import type { Sources } from "./sources.ts";
import { pickFrom, type Split } from "./split.ts";
import { syllables, valuesEn } from "./values.en.ts";
import { valuesZh } from "./values.zh.ts";

export interface ValueSources {
  readonly rng: Rng;
  readonly split: Split;
  readonly sources: Sources;
}

/** A template such as "{n} days, free over {money}", with each name drawn. */
export function drawServiceValue(template: string, language: Language, draw: ValueSources): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const make = MAKERS[name];
    if (!make) throw new Error(`briefs: "${template}" names "{${name}}". Known: ${Object.keys(MAKERS).join(", ")}.`);
    return make(language, draw);
  });
}

type Maker = (language: Language, draw: ValueSources) => string;
const digits = (rng: Rng, count: number): string => Array.from({ length: count }, () => rng.int(10)).join("");

const MAKERS: Readonly<Record<string, Maker>> = {
  n: (_, { rng }) => String(2 + rng.int(rng.pick([10, 30, 99]))),
  small: (_, { rng }) => String(2 + rng.int(5)),
  big: (_, { rng }) => String(10 + rng.int(30)),
  am: (_, { rng }) => String(6 + rng.int(6)),
  pm: (_, { rng }) => String(1 + rng.int(11)),
  hour: (language, { rng }) => {
    const hour = 6 + rng.int(17);
    return language === "zh" || rng.float() < 0.5 ? `${hour}:${rng.pick(["00", "00", "30"])}` : String(hour);
  },
  day: (language, { rng }) =>
    language === "zh"
      ? rng.pick(["周一", "周二", "周三", "周四", "周五", "周六", "周日"])
      : rng.pick(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
  money: (language, { rng }) =>
    language === "zh"
      ? `${5 + rng.int(300)}元`
      : `${rng.pick(["$", "$", "€", "£"])}${1 + rng.int(150)}${rng.pick(["", "", ".50", ".90"])}`,
  town: (language, { rng, split, sources }) => pickFrom(split, "town", rng, sources[language].towns),
  street: (language, { rng, split, sources }) => {
    const street = pickFrom(split, "street", rng, sources[language].streets);
    return language === "zh" ? `${street}${1 + rng.int(300)}号` : `${1 + rng.int(300)} ${street}`;
  },
  person: (language, { rng, split, sources }) => {
    const source = sources[language];
    const first = pickFrom(split, "first name", rng, rng.pick([source.women, source.men]));
    const family = pickFrom(split, "family name", rng, source.families);
    return language === "zh" ? family + first : `${first} ${family}`;
  },
  phone: (language, { rng }) =>
    language === "zh"
      ? rng.pick([
          `1${3 + rng.int(7)}${digits(rng, 9)}`,
          `0${10 + rng.int(80)}-${digits(rng, 8)}`,
          `400-${digits(rng, 3)}-${digits(rng, 4)}`,
        ])
      : rng.pick([
          `${digits(rng, 3)}-${digits(rng, 4)}`,
          `+${1 + rng.int(98)} ${digits(rng, 3)} ${digits(rng, 4)}`,
          `0${digits(rng, 4)} ${digits(rng, 6)}`,
          `(${digits(rng, 3)}) ${digits(rng, 3)}-${digits(rng, 4)}`,
        ]),
  mail: (_, { rng }) =>
    `${rng.pick(["hello", "info", "shop", "service", "contact", syllables(rng)])}@${syllables(rng)}.${rng.pick(["com", "net", "org", "shop", "cn", "co.uk"])}`,
  site: (_, { rng }) =>
    `${rng.pick(["", "www.", "https://"])}${syllables(rng)}.${rng.pick(["com", "shop", "net", "cn", "example"])}`,
  code: (_, { rng }) => `${syllables(rng)}${digits(rng, 2)}`,
  brand: (language, { rng, split, sources }) =>
    (language === "zh" ? valuesZh : valuesEn).brand(rng, split, sources[language]),
};
