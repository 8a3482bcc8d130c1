import { describe, expect, test } from "vitest";
import { createRng } from "../../nn/random.ts";
import { BRIEF_KINDS, type Brief, briefText, FIELDS, type Field, KNOWN } from "./brief.ts";
import { type BriefExample, drawExample } from "./draw.ts";
import { checkFaithful } from "./faithful.ts";
import { guessCategory } from "./guess.ts";
import { openSources } from "./sources.ts";
import { isHeldOutValue, type Split } from "./split.ts";
import { MARKERS, TONES, tonesIn } from "./tone.ts";
import { GRAMMARS } from "./write.ts";

const sources = await openSources();
const drawMany = (count: number, split: Split, seed = "briefs"): BriefExample[] =>
  Array.from({ length: count }, (_, i) => drawExample(createRng(seed).split(i), { sources, split }));
const train = drawMany(1200, "train");
const heldOut = drawMany(600, "held-out");
const answer = (example: BriefExample): string => example.messages.at(-1)!.content;

describe("the message of a brief", () => {
  const brief: Brief = { kind: "copy", language: "en", fields: { product: "oat latte", price: "$4" } };

  test("names the kind and has a line for each field, in the order asked for", () => {
    expect(briefText(brief)).toBe("Write copy.\nproduct: oat latte\nprice: $4");
    expect(briefText(brief, ["price", "product"])).toBe("Write copy.\nprice: $4\nproduct: oat latte");
    expect(briefText({ kind: "copy", language: "zh", fields: { product: "拿铁", price: "28元" } })).toBe(
      "写文案。\n产品：拿铁\n价格：28元",
    );
  });

  test("is the question itself, for service", () => {
    expect(briefText({ kind: "service", language: "en", fields: { facts: "Open: 9–18", question: "open?" } })).toBe(
      "open?",
    );
  });
});

describe("drawn examples", () => {
  test("are faithful to their briefs, all of them", () => {
    const wrong = [...train, ...heldOut].flatMap((example) =>
      checkFaithful(example.brief, answer(example)).map((finding) => ({ ...finding, text: answer(example) })),
    );
    expect(wrong).toEqual([]);
  });

  test("are the same for the same seed and index", () => {
    expect(drawMany(30, "train")).toEqual(train.slice(0, 30));
    expect(drawMany(30, "train", "another")).not.toEqual(train.slice(0, 30));
  });

  test("end with an answer, and only service has a system message", () => {
    const roles = train.map(({ brief, messages }) => [brief.kind, ...messages.map(({ role }) => role)]);
    expect(roles.filter((row) => row.at(-1) !== "assistant" || row.slice(2).includes("system"))).toEqual([]);
    expect(roles.filter(([kind, first]) => kind !== "service" && first !== "user")).toEqual([]);
  });

  test("hold every kind and both languages in the stated shares", () => {
    for (const kind of BRIEF_KINDS) {
      const share = train.filter(({ brief }) => brief.kind === kind).length / train.length;
      expect(share).toBeGreaterThan(kind === "service" ? 0.22 : 0.12);
      expect(share).toBeLessThan(kind === "service" ? 0.28 : 0.18);
    }
    const chinese = train.filter(({ brief }) => brief.language === "zh").length / train.length;
    expect(Math.abs(chinese - 0.5)).toBeLessThan(0.04);
  });

  test("use only fields that their kind knows, and what it needs", () => {
    const wrong = train.filter(({ brief }) => {
      const { fields, needs } = KNOWN[brief.kind];
      const given = Object.keys(brief.fields) as Field[];
      return given.some((field) => !fields.includes(field)) || !needs.some((field) => given.includes(field));
    });
    expect(wrong).toEqual([]);
  });

  test("leave no template sign, no stray space and no empty line pair", () => {
    const signs = /[{}<>|¶◇]| {2}| \n|\n{3}|undefined/;
    expect(train.map(answer).filter((text) => signs.test(text))).toEqual([]);
    const written = train.filter(({ brief }) => brief.kind !== "service").map(answer);
    expect(written.filter((text) => /[，。！？] | [，。！？]/.test(text))).toEqual([]);
  });

  test("are short enough for a context of 512 tokens", () => {
    expect(Math.max(...train.map((example) => answer(example).length))).toBeLessThan(1200);
  });

  test("hardly ever repeat themselves", () => {
    const texts = train.filter(({ brief }) => brief.kind !== "service").map(answer);
    expect(new Set(texts).size / texts.length).toBeGreaterThan(0.98);
  });
});

describe("held-out values", () => {
  const whole = ["product", "topic", "goal", "offer"] as const;

  test.each(whole)("training and held-out briefs share no %s", (field) => {
    const values = (examples: readonly BriefExample[]) =>
      examples.flatMap(({ brief }) => (brief.kind !== "service" && brief.fields[field]) || []);
    const [seen, unseen] = [values(train), values(heldOut)];
    expect(unseen.length).toBeGreaterThan(20);
    expect(unseen.every((value) => isHeldOutValue(field, value))).toBe(true);
    expect(seen.some((value) => isHeldOutValue(field, value))).toBe(false);
  });

  test("prices are split by their digits", () => {
    const amounts = (examples: readonly BriefExample[]) =>
      examples.flatMap(({ brief }) => /\d[\d,.]*/.exec(brief.fields.price ?? "")?.[0] ?? []);
    expect(amounts(heldOut).every((amount) => isHeldOutValue("price", amount))).toBe(true);
    expect(amounts(train).some((amount) => isHeldOutValue("price", amount))).toBe(false);
  });
});

describe("the phrase tables", () => {
  const pools = Object.entries(GRAMMARS).flatMap(([kind, languages]) =>
    (["en", "zh"] as const).flatMap((language) =>
      Object.entries(languages[language]).map(([pool, phrases]) => ({
        name: `${kind}.${language} ${pool}`,
        language,
        pool,
        phrases,
      })),
    ),
  );

  test("show their own tone and no other", () => {
    const wrong = pools.flatMap(({ name, language, pool, phrases }) => {
      const own = TONES.find((tone) => pool.endsWith(`.${tone}`));
      // A greeting or a signature may be neutral: the rest of the email shows the tone.
      const must = own && !/^(greeting|signOff)/.test(pool) ? 1 : 0;
      return phrases
        .map((phrase) => phrase.replace(/<\w+>/g, ""))
        .filter((phrase) => {
          const shown = tonesIn(phrase, language);
          return shown.some((tone) => tone !== own) || shown.length < must;
        })
        .map((phrase) => `${name}: ${phrase}`);
    });
    expect(wrong).toEqual([]);
  });

  test("no marker shows two tones", () => {
    for (const language of ["en", "zh"] as const) {
      const all = TONES.flatMap((tone) => MARKERS[tone][language]);
      expect(new Set(all).size).toBe(all.length);
    }
  });

  test("every field has a name in both languages, and no two have the same", () => {
    for (const language of ["en", "zh"] as const) {
      const names = Object.values(FIELDS).map((field) => field[language]);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

test.each([
  ["oak coffee mug", "home"],
  ["Iced LATTE", "drink"],
  ["running shoes X-200", "sport"],
  ["手工月饼", "food"],
  ["麻雀猫粮", "pet"],
  ["avaricious valley", null],
  ["乐方信鲜", null],
])("%s is of category %s", (product, category) => {
  expect(guessCategory(product)).toBe(category);
});

test("a missing package is named with the command that installs it", async () => {
  await expect(openSources(["/nowhere/here"])).rejects.toThrow(/npm install --no-save @faker-js\/faker@/);
});
