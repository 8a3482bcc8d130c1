import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chatMarks, chatTokens, marksOf, pointerMarks } from "../../data/index.ts";
import { createTokenizer } from "../../formats/index.ts";
import { namedValues, pointing } from "./pointing.ts";

const special = [
  ...Object.values(chatMarks),
  ...pointerMarks(["price"]),
  ...pointerMarks(["place"]),
  ...pointerMarks([], 2),
];
const tokenizer = createTokenizer({ kind: "byte-pairs", merges: [], special });
const { values } = chatTokens(tokenizer, [{ role: "user", content: "price: $4\nplace: Rome\nwifi: none" }]);
const [price, place, other, unused] = special.slice(2).map((name) => tokenizer.specialId(name)) as [
  number,
  number,
  number,
  number,
];
const letter = tokenizer.encode("a")[0]!;

describe("what a model that points may say", () => {
  it("is no pointer without a value", () => {
    const allowed = pointing(tokenizer, values).start().allowed(100);
    expect([price, place, other, letter].map((id) => allowed[id])).toEqual([1, 1, 1, 1]);
    expect(allowed[unused]).toBe(0);
    expect(
      marksOf(tokenizer)
        .get("")!
        .map(({ id }) => id),
    ).toEqual([other, unused]);
  });

  it("ends when all that is demanded has been said, in any order, and in time", () => {
    const demanded = namedValues(tokenizer, values);
    expect(demanded).toEqual([price, place]);
    const { shortest, start } = pointing(tokenizer, values, demanded);
    expect(shortest).toBe(3);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(price, place, other, letter), { maxLength: 8 }),
        fc.nat(5),
        (wanted, more) => {
          const text = start();
          const said: number[] = [];
          for (let room = shortest + more; room > 1 && !(text.mayEnd && said.length >= wanted.length); room--) {
            const allowed = text.allowed(room);
            const id = allowed[wanted[said.length] ?? letter] ? (wanted[said.length] ?? letter) : allowed.indexOf(1);
            text.accept(id);
            said.push(id);
          }
          expect(text.mayEnd).toBe(true);
          expect(demanded.every((id) => said.includes(id))).toBe(true);
        },
      ),
    );
  });
});
