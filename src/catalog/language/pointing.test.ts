import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chatMarks, chatTokens, labelMark, pointerMarks } from "../../data/index.ts";
import { createTokenizer } from "../../formats/index.ts";
import { pointing } from "./pointing.ts";

const names = [
  labelMark(["tone"]),
  ...["product", "price"].flatMap((key) => pointerMarks([key])),
  ...pointerMarks([], 2),
];
const special = [...Object.values(chatMarks), ...names];
const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special });
const asked = { role: "user", content: "product: tea\ntone: calm\nprice: $4\nwifi: none" } as const;
const { values } = chatTokens(tokenizer, [asked]);
const [tone, product, price, other, unused] = names.map((name) => tokenizer.specialId(name)) as [
  number,
  number,
  number,
  number,
  number,
];
const letter = tokenizer.encode("a")[0]!;

describe("what a model that points may say", () => {
  it("is no pointer without a value", () => {
    const { allowed, mayEnd } = pointing(tokenizer, values);
    expect([product, price, other, letter].map((id) => allowed(9)[id])).toEqual([1, 1, 1, 1]);
    expect([tone, unused].map((id) => allowed(9)[id])).toEqual([0, 0]);
    expect(mayEnd).toBeUndefined();
  });

  it("does not end before all is said whose key a mark names", () => {
    const text = pointing(tokenizer, values, { saysAll: true });
    const ends = [letter, price, letter, product].map((id) => {
      text.accept(id);
      return text.mayEnd;
    });
    expect(ends).toEqual([false, false, false, true]);
  });

  it("is a price at most twice, and what it is about six times", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(product, price, other, letter), { maxLength: 30 }), (wanted) => {
        const text = pointing(tokenizer, values);
        const said = wanted.filter((id) => {
          const may = text.allowed(9)[id] === 1;
          if (may) text.accept(id);
          return may;
        });
        const count = (list: readonly number[], id: number) => list.filter((one) => one === id).length;
        for (const [id, most] of [
          [product, 6],
          [price, 2],
          [other, 2],
          [letter, 30],
        ] as const) {
          expect(count(said, id)).toBe(Math.min(most, count(wanted, id)));
        }
      }),
    );
  });
});
