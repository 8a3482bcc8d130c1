// Briefs that can be written by, briefs that cannot, and texts that are written until they are faithful.
import { describe, expect, it } from "vitest";
import { chatMarks } from "../../data/index.ts";
import { createTokenizer } from "../../formats/index.ts";
import { gptConfig } from "../../models/index.ts";
import type { OpenLanguage } from "../language/open.ts";
import { completeBrief } from "./brief.ts";
import { writeBriefs } from "./write.ts";

describe("a brief", () => {
  it("has the language of its words, or the one that is asked for", () => {
    expect(completeBrief("copy", { product: " oat\n milk ", brand: "" })).toEqual({
      brief: { kind: "copy", language: "en", fields: { product: "oat milk" } },
      notes: [],
    });
    expect(completeBrief("copy", { product: "燕麦奶" }).brief.language).toBe("zh");
    expect(completeBrief("copy", { product: "燕麦奶" }, "en").brief.language).toBe("en");
    expect(completeBrief("copy", { product: "oat milk", language: "中文" }).brief.language).toBe("zh");
    expect(completeBrief("copy", { product: "jabón para las manos" }).notes).toEqual([
      "the brief seems to be Spanish. English and Chinese can be written: this is English, with its words as given.",
    ]);
  });

  it.each([
    [{}, "says too little. Give at least product (产品)"],
    [{ product: "x", budget: "5" }, 'copy has no field "budget". It knows product, brand'],
    [{ product: "x", prise: "5" }, "Did you mean price?"],
    [{ product: "x".repeat(1001) }, "the product has 1001 characters"],
    [{ product: "x\u0007" }, "control character (U+0007)"],
    [{ product: "x", tone: "sleepy" }, 'the tone "sleepy" is unknown. Known: friendly, 亲切,'],
    [{ product: "x", kind: "email" }, 'the brief is for "email", and copy is to be written'],
    [{ product: "x", language: "es" }, "can be written: choose one"],
  ])("is refused: %j", (fields, message) => expect(() => completeBrief("copy", fields)).toThrow(message));

  it("knows what an email is for", () => {
    expect(completeBrief("email", { purpose: "邀请" }).brief.language).toBe("zh");
    expect(() => completeBrief("email", { purpose: "sing" })).toThrow(/the purpose "sing" is unknown. Known: announce/);
  });
});

describe("a brief that contradicts itself", () => {
  it.each([
    [{ price: "$5, $6" }, "two prices, $5 and $6"],
    [{ price: "¥20或30元" }, "two prices"],
    [{ price: "$10", offer: "$12 off" }, "$12 off a price of $10"],
    [{ price: "30元", offer: "立减50元" }, "50元 off a price of 30元"],
    [{ price: "$1,000", offer: "now only $1,200" }, "above the price of $1,000"],
    [{ offer: "120% off" }, "no more than 100 %"],
    [{ offer: "全场0折" }, "不是折扣"],
  ])("%j", (fields, message) => {
    expect(() => completeBrief("copy", { product: "x", ...fields })).toThrow(`the brief contradicts itself: `);
    expect(() => completeBrief("copy", { product: "x", ...fields })).toThrow(message);
  });

  it.each([
    [{ weeks: "0" }, "weeks is"],
    [{ weeks: "soon" }, "weeks is"],
    [{ weeks: "3", date: "from 1 March to 20 June" }, "3 weeks, but from 1 March to 20 June are 16"],
    [{ weeks: "8", date: "2027-01-01 – 2027-01-15" }, "are 2"],
    [{ weeks: "2", date: "6月10日到8月30日" }, "2 weeks, but"],
    [{ date: "30 February" }, "there is no day 30 February"],
    [{ date: "2027年2月29日" }, "there is no day 2027年2月29日"],
    [{ date: "April 31st" }, "there is no day April 31st"],
  ])("%j", (fields, message) => expect(() => completeBrief("plan", { goal: "x", ...fields })).toThrow(message));

  it.each([
    { price: "$5 to $8" },
    { price: "¥99，原价¥129" },
    { price: "$10", offer: "$2 off" },
    { price: "$10", offer: "free shipping over $30" },
    { price: "20元", offer: "满100减30元" },
    { price: "$10", offer: "20% off" },
    { price: "¥10", offer: "8折" },
    { price: "about ten", offer: "$20 off" },
  ])("and one that does not: %j", (fields) => {
    expect(completeBrief("copy", { product: "x", ...fields }).brief.fields).toMatchObject(fields);
  });

  it.each([
    { weeks: "6", date: "1 March to 12 April" },
    { weeks: "3", date: "20 December to 10 January" },
    { weeks: "8 weeks", date: "Monday at 9:30" },
    { date: "29 February 2028" },
  ])("nor this plan: %j", (fields) => {
    expect(completeBrief("plan", { goal: "x", ...fields }).brief.fields).toMatchObject(fields);
  });
});

/** A model that says what it is told to, one text for each call: no random weights are ever faithful. */
function scripted(...texts: string[]): OpenLanguage & { readonly seeds: unknown[] } {
  const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special: Object.values(chatMarks) });
  const seeds: unknown[] = [];
  return {
    ...{ name: "script", file: "", sha256: "", runtime: "none", way: "by a script", purpose: "chat", tokenizer, seeds },
    config: gptConfig({ vocabulary: tokenizer.size, width: 16, layers: 1, heads: 1, context: 1000 }),
    read: (prompt) => ({ ids: typeof prompt === "string" ? tokenizer.encode(prompt) : [1], values: new Map() }),
    async *generate(prompts, options) {
      seeds.push(...(options?.seeds ?? []));
      for (const row of prompts.keys()) {
        yield { row, id: 1, text: texts.shift()! };
        yield { row, text: "", ending: "stop" };
      }
    },
    dispose: async () => undefined,
  };
}

describe("texts by a brief", () => {
  const { brief } = completeBrief("copy", { product: "oat milk", price: "$4" });
  const [right, wrong, worse] = ["The oat milk, $4.", "The oat milk.", "Milk for $9."];

  it("are written again until they are faithful, with sub-seeds", async () => {
    const model = scripted(wrong!, right!, right!);
    const retried: unknown[] = [];
    const onRetry = (row: number, attempt: number, findings: readonly unknown[]) =>
      retried.push([row, attempt, findings]);
    const [a, b] = await writeBriefs(model, brief, { seed: 7, count: 2 }, { onRetry });
    expect(a).toMatchObject({ text: right, seed: 7, tries: 2, chosen: 2, tokens: 1, allTokens: 2, findings: [] });
    expect(b).toMatchObject({ text: right, seed: 8, tries: 1, chosen: 1, findings: [] });
    expect(model.seeds).toEqual([7, 8, "7:1"]);
    expect(retried).toEqual([[0, 2, [{ rule: "missing", what: "$4" }]]]);
  });

  it("are the best there was where none is faithful", async () => {
    const [text] = await writeBriefs(scripted(worse!, wrong!, worse!), brief, { seed: 1, tries: 3 });
    expect(text).toMatchObject({ text: wrong, tries: 3, chosen: 2, allTokens: 3 });
    expect(text!.findings).toEqual([{ rule: "missing", what: "$4" }]);
  });

  it("are not written again once they are stopped", async () => {
    const stop = new AbortController();
    const model = scripted(wrong!, right!);
    await writeBriefs(model, brief, { seed: 1 }, { signal: stop.signal, onText: () => stop.abort() });
    expect(model.seeds).toEqual([1]);
  });

  it("need a model that follows briefs", async () => {
    const poet = { ...scripted(), purpose: "poems" as const };
    await expect(writeBriefs(poet, brief)).rejects.toThrow(/script was not taught to follow a brief, but poems/);
  });
});
