// Prompts: what passes, what is refused, and emoji as words.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RequestError } from "./errors.ts";
import { cleanPrompt, hasEmoji, MAX_PROMPT, nameEmoji, requireWords } from "./prompt.ts";

const names = new Map([
  ["🍎", "red apple"],
  ["🐱", "cat face"],
  ["👩", "woman"],
  ["🚀", "rocket"],
  ["🧑🌾", "never"],
  ["❤", "red heart"],
  ["👨‍🍳", "man cook"],
]);

/** Any text, half characters included. */
const characters = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x2fff }), fc.integer({ min: 0, max: 0x10ffff })), { maxLength: 60 })
  .map((codes) => String.fromCodePoint(...codes));

describe("a prompt", () => {
  it("is one line without needless space", () => {
    expect(cleanPrompt("  a red\n\tapple  ")).toBe("a red apple");
    expect(cleanPrompt("一只猫")).toBe("一只猫");
  });

  it.each([
    ["of 10,000 characters", "a".repeat(10_000), /10000 characters. At most 1000/],
    ["with an escape", "a\u001b[31m red", /control character \(U\+001B\)/],
    ["with NUL", "a\0b", /U\+0000/],
    ["that turns the text around", "a\u202eb", /U\+202E/],
    ["with half a character", "a\ud800b", /U\+D800/],
  ])("%s is refused", (_, text, message) => {
    expect(() => cleanPrompt(text)).toThrow(RequestError);
    expect(() => cleanPrompt(text)).toThrow(message);
  });

  it("never comes out longer, with a line break, or with a control character", () => {
    fc.assert(
      fc.property(characters, (text) => {
        try {
          const line = cleanPrompt(text);
          return (
            line.length <= Math.min(text.length, MAX_PROMPT) && !/\p{Cc}/u.test(line) && cleanPrompt(line) === line
          );
        } catch (error) {
          return error instanceof RequestError && !error.message.includes("\n");
        }
      }),
    );
  });

  it("without a word is refused", () => {
    expect(() => requireWords("!!!", "!!!")).toThrow(/"!!!" has no word/);
    expect(() => requireWords("🍎", "red apple")).not.toThrow();
  });
});

describe("emoji", () => {
  it.each([
    ["🍎", "red apple"],
    ["🍎🐱", "red apple cat face"],
    ["a 🍎 on blue", "a red apple on blue"],
    ["❤️", "red heart"],
    ["👨‍🍳", "man cook"],
    ["👩‍🚀", "woman rocket"],
    ["plain 3 words #1", "plain 3 words #1"],
    ["🫥", "🫥"],
  ])("%s is read as %j", (prompt, read) => {
    expect(nameEmoji(prompt, names)).toBe(read);
  });

  it("are found, digits are not", () => {
    expect([hasEmoji("a 🍎"), hasEmoji("2 apples"), hasEmoji("一只猫")]).toEqual([true, false, false]);
  });
});
