import { describe, expect, test } from "vitest";
import type { Brief, Fields } from "./brief.ts";
import { checkFaithful } from "./faithful.ts";

const brief = (fields: Fields, kind: Brief["kind"] = "copy", language: Brief["language"] = "en"): Brief => ({
  kind,
  language,
  fields,
});
const found = (given: Brief, text: string): string[] =>
  checkFaithful(given, text).map(({ rule, what }) => `${rule} ${what}`);

const mug = brief({
  product: "oak mug X-200",
  price: "$19.99",
  features: "dishwasher safe, 350 ml",
  audience: "busy parents",
  tone: "playful",
});
const good = "Psst! Oak Mug X-200\n\nMade for busy parents. Dishwasher safe and 350 ml. Price: $19.99.";

test("a text that says all of it and no more has no findings", () => {
  expect(found(mug, good)).toEqual([]);
});

describe("missing", () => {
  test.each([
    ["the product", "Oak Mug X-200", "Oak Mug", "missing oak mug X-200"],
    ["the price", "$19.99", "a fair one", "missing $19.99"],
    ["one of the features", " and 350 ml", "", "missing 350 ml"],
  ])("%s", (_, from, to, finding) => {
    expect(found(mug, good.replace(from, to))).toEqual([finding]);
  });

  test("a number within another is not there", () => {
    expect(
      found(brief({ goal: "open a shop", weeks: "4" }, "plan"), "Plan: open a shop\n\nWe have 14 weeks."),
    ).toContain("missing 4");
  });

  test("a hashtag alone names no product", () => {
    expect(found(brief({ product: "拿铁" }, "copy", "zh"), "今天就来试试吧。\n#拿铁")).toEqual(["missing 拿铁"]);
  });

  test("the fact that answers a customer", () => {
    const asked = brief(
      { facts: "Open: Mon–Fri 9–18", question: "When are you open?", answer: "Mon–Fri 9–18" },
      "service",
    );
    expect(found(asked, "We are open Mon–Fri 9–18.")).toEqual([]);
    expect(found(asked, "We are open every day.")).toEqual(["missing Mon–Fri 9–18"]);
  });
});

describe("invented", () => {
  test.each([
    ["a number", "Now 20 pieces.", "invented 20"],
    ["a price", "Was $29.99.", "invented 29.99"],
    ["a per cent in words", "Save twenty percent.", "invented twenty percent"],
    ["a claim", "With free coffee.", "invented free"],
    ["a claim at the beginning", "Free coffee for all.", "invented free"],
    ["a day of the week", "Only on Monday.", "invented Monday"],
    ["an address", "See oakmugs.com for more.", "invented oakmugs.com"],
    ["a name within a sentence", "As Velmora says.", "invented Velmora"],
    ["a name at the beginning", "Velmora made it.", "invented Velmora"],
    ["a hashtag", "#bestmug", "invented #bestmug"],
  ])("%s", (_, addition, finding) => {
    expect(found(mug, `${good} ${addition}`)).toContain(finding);
  });

  test.each([
    ["a price", "原价99元。", "invented 99"],
    ["a price in Chinese numerals", "只要三十元。", "invented 三十元"],
    ["a reduction", "全场五折。", "invented 五折"],
    ["a claim", "全国包邮。", "invented 包邮"],
    ["a day", "周六见。", "invented 周六"],
    ["a Latin name", "Velmora出品。", "invented Velmora"],
    ["a person", "请找王先生。", "invented 王先生"],
    ["a title", "见《好茶》。", "invented 《好茶》"],
  ])("in Chinese: %s", (_, addition, finding) => {
    const tea = brief({ product: "乌龙茶", price: "28元" }, "copy", "zh");
    expect(found(tea, "乌龙茶，28元。")).toEqual([]);
    expect(found(tea, `乌龙茶，28元。${addition}`)).toContain(finding);
  });

  test("the numbers of a list and of weeks are free, as far as they count", () => {
    const plan = brief({ goal: "open a shop", weeks: "4" }, "plan");
    expect(found(plan, "Plan: open a shop in 4 weeks\n\n1. Look at what others do.\n2. Thank everyone.")).toEqual([]);
    expect(found(plan, "Plan: open a shop in 4 weeks\n\nWeek 1: Look at it.\nWeeks 2–4: Thank everyone.")).toEqual([]);
    expect(found(plan, "Plan: open a shop in 4 weeks\n\n1. Look at it.\n3. Thank everyone.")).toEqual(["invented 3"]);
    expect(found(plan, "Plan: open a shop in 4 weeks\n\nWeek 5: Thank everyone.")).toEqual(["invented 5"]);
  });
});

describe("tone and audience", () => {
  test("a tone is shown by one of its markers", () => {
    expect(found(mug, good.replace("Psst! ", ""))).toEqual(["tone playful"]);
  });

  test("no other tone may show", () => {
    expect(found(mug, `${good} Hurry!`)).toEqual(["tone urgent"]);
  });

  test("the brief's own words show no tone", () => {
    const tea = brief({ product: "calm tea", tone: "playful" });
    expect(found(tea, "Yay for calm tea!")).toEqual([]);
    expect(found({ ...tea, fields: { product: "silly tea", tone: "playful" } }, "Try silly tea!")).toEqual([
      "tone playful",
    ]);
  });

  test("a tone that nobody knows asks for nothing", () => {
    expect(found(brief({ product: "oak mug", tone: "like a pirate" }), "Try oak mug. Hurry!")).toEqual([]);
  });

  test("the audience is named, at least by its noun", () => {
    expect(found(mug, good.replace("busy parents", "parents"))).toEqual([]);
    expect(found(mug, good.replace("busy parents", "everyone"))).toEqual(["audience busy parents"]);
  });
});
