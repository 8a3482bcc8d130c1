import { describe, expect, it } from "vitest";
import { markMentions } from "./mentions.ts";

const keys = new Map([
  [1, "price of oat cake"],
  [2, "oat cake tin price"],
  [3, "children"],
  [4, "农家锅巴的价格"],
  [5, "wi-fi"],
]);
const marked = (text: string) =>
  markMentions([text], keys)
    .map((piece) => (typeof piece === "number" ? `<${piece}>` : piece))
    .join("");

describe("keys that are named again", () => {
  it("are marked where they are named, in both languages", () => {
    expect(marked("What about Children?")).toBe("What about <3>Children?");
    expect(marked("请问农家锅巴多少钱")).toBe("请问<4>农家锅巴多少钱");
    expect(marked("Is there Wi-Fi? Are children welcome?")).toBe("Is there <5>Wi-Fi? Are <3>children welcome?");
  });

  it("are those of which most is named", () => {
    expect(marked("How much is the oat cake?")).toBe("How much is the <1>oat cake?");
    expect(marked("How much is the oat cake tin?")).toBe("How much is the <2>oat cake tin?");
  });

  it("are none in other words, and in parts of words", () => {
    for (const text of ["How much is the rye cake?", "grandchildren", "价格呢？", ""]) expect(marked(text)).toBe(text);
  });

  it("leave marks as they are", () =>
    expect(markMentions(["a ", 7, "children"], keys)).toEqual(["a ", 7, 3, "children"]));
});
