import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { briefFileText, MAX_BRIEF, nearest, readFields } from "./fields.ts";

const keys = { product: ["产品"], price: ["价格"], firstLine: ["first line", "首句"], features: ["特点"] };
const read = (text: string) => readFields(text, keys, "brief.txt");

describe("a brief's file", () => {
  it("is lines with keys in English or Chinese, or JSON", () => {
    expect(read("product: oat milk\r\n\r\n# a note\nPrice : $4: cold")).toEqual({
      product: "oat milk",
      price: "$4: cold",
    });
    expect(read("产品：燕麦奶\n首句： 春天")).toEqual({ product: "燕麦奶", firstLine: "春天" });
    expect(read('{"First Line": "x", "price": 4, "特点": ["warm", "soft"], "product": null}')).toEqual({
      firstLine: "x",
      price: "4",
      features: "warm; soft",
    });
  });

  it("lets a value go on in lines below it", () => {
    expect(read("features:\n- warm\n  • soft\nproduct: a\n  long name")).toEqual({
      features: "warm; soft",
      product: "a; long name",
    });
  });

  it("says the same as lines and as JSON", () => {
    const value = fc.stringMatching(/^[a-z0-9 ,.$]{0,12}[a-z]$/).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("product", "price", "features"), value, { minKeys: 1 }), (fields) => {
        const lines = Object.entries(fields).map(([key, text]) => `${key}: ${text}`);
        expect(read(lines.join("\n"))).toEqual({ ...fields });
        expect(read(JSON.stringify(fields))).toEqual({ ...fields });
      }),
    );
  });

  it.each([
    ["", 'brief.txt is empty. Write a line for each field, such as "产品: …".'],
    ["prodct: x", 'unknown key "prodct". Did you mean product?'],
    ["colour: x", 'unknown key "colour". Known: product, price, firstLine, features.'],
    ["price: 1\n价格：2", 'price is given twice: "1" and "2". Keep one.'],
    ["just words", "brief.txt, line 1: no key and value."],
    ["{not json", "is no valid JSON"],
    ['{"price": {"a": 1}}', '"price" must be text, a number, or a list of texts.'],
  ])("refuses %j", (text, message) => expect(() => read(text)).toThrow(message));

  it("is UTF-8, and no book", () => {
    expect(() => briefFileText(Uint8Array.of(0x70, 0xff), "b")).toThrow("b is no valid UTF-8");
    expect(() => briefFileText(new Uint8Array(MAX_BRIEF + 1), "b")).toThrow(`A brief has at most ${MAX_BRIEF}`);
    expect(briefFileText(new TextEncoder().encode("\ufeff产品: x"), "b")).toBe("产品: x");
  });
});

describe("the nearest word", () => {
  it("is near, or none", () => {
    expect(nearest("featurs", ["product", "features"])).toBe("features");
    expect(nearest("zebra", ["product", "features"])).toBeUndefined();
    expect(nearest("x", [])).toBeUndefined();
  });
});
