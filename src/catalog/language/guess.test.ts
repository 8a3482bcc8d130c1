import { describe, expect, it } from "vitest";
import { guessLanguage, languageNamed } from "./guess.ts";

describe("the language of a brief", () => {
  it.each([
    ["oat milk", { language: "en" }],
    ["12", { language: "en" }],
    ["", { language: "en" }],
    ["Onda 燕麦奶", { language: "zh" }],
    ["the café du nord", { language: "en" }],
    ["jabón para las manos", { language: "en", foreign: "Spanish" }],
    ["du pain et des gâteaux", { language: "en", foreign: "French" }],
    ["Brot und Kuchen für die Familie", { language: "en", foreign: "German" }],
    ["抹茶ラテ", { language: "zh", foreign: "Japanese" }],
    ["수제 비누", { language: "en", foreign: "Korean" }],
    ["мыло", { language: "en", foreign: "Cyrillic" }],
  ])("of %j", (text, guess) => expect(guessLanguage(text)).toEqual(guess));

  it("can be named", () => {
    expect(["en", "EN-us", "English", "zh", "zh_CN", "中文"].map(languageNamed)).toEqual([
      "en",
      "en",
      "en",
      "zh",
      "zh",
      "zh",
    ]);
    expect(() => languageNamed("es")).toThrow('the language is "es". English (en) and Chinese (zh) can be written');
  });
});
