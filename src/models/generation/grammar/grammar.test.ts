import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../../formats/index.ts";
import { createRng } from "../../../nn/index.ts";
import { Automaton, type State } from "./automaton.ts";
import { constrain } from "./constrain.ts";
import { character, type Grammar, inOrder, oneOf, optional, repeat, shortest, text } from "./grammar.ts";
import { decimalNumbers, unbounded, wholeNumbers } from "./numbers.ts";

/** The state behind a text. */
function stateAfter(grammar: Grammar, bytes: Uint8Array | string): State | undefined {
  let state: State | undefined = new Automaton(grammar).start;
  for (const byte of typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes) state = state?.next(byte);
  return state;
}
const fits = (grammar: Grammar, bytes: Uint8Array | string): boolean => stateAfter(grammar, bytes)?.accepts === true;

describe("a grammar", () => {
  const greeting = inOrder(
    oneOf(text("hi"), text("hello")),
    repeat(inOrder(text(" "), text("月")), 0, 2),
    optional(text("!")),
  );
  it.each([
    ["hi", true],
    ["hello 月 月!", true],
    ["hi 月 月 月", false],
    ["h", false],
    ["hi!!", false],
    ["", false],
  ])("of a greeting: %j", (given, wanted) => {
    expect(fits(greeting, given)).toBe(wanted);
  });

  it("counts what it repeats", () => {
    for (let n = 0; n < 8; n++)
      expect(fits(repeat(text("ab"), 2, 5), "ab".repeat(n)), String(n)).toBe(n >= 2 && n <= 5);
    expect(fits(repeat(text("a"), 3), "a".repeat(1000))).toBe(true);
    expect(fits(repeat(text("a"), 3, 2), "aaa")).toBe(false);
    expect(() => repeat(optional(text("a")), 0)).toThrow("grammar: what is repeated may be empty.");
    expect(() => repeat(text("a"), -1)).toThrow("grammar: repeated -1 to Infinity times.");
  });

  it("knows characters by their code points", () => {
    const point = fc.integer({ min: 0, max: 0x10ffff }).filter((p) => p < 0xd800 || p > 0xdfff);
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const grammar = character([low, high]);
        for (const p of [c, low, high, low - 1, high + 1]) {
          if (p < 0 || p > 0x10ffff || (p >= 0xd800 && p <= 0xdfff)) continue;
          expect(fits(grammar, String.fromCodePoint(p)), `${p} in ${low} to ${high}`).toBe(p >= low && p <= high);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("lets no bytes pass that are no UTF-8", () => {
    const any = repeat(character([0, 0x10ffff]), 1);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 6 }), (bytes) => {
        let isText = true;
        try {
          new TextDecoder("utf-8", { fatal: true }).decode(bytes);
        } catch {
          isText = false;
        }
        expect(fits(any, bytes)).toBe(isText);
      }),
      { numRuns: 2000 },
    );
  });

  it("knows its shortest text, and how far each state is from an end", () => {
    expect(shortest(greeting)).toBe(2);
    expect(shortest(repeat(text("月"), 4))).toBe(12);
    expect(shortest(oneOf())).toBe(Number.POSITIVE_INFINITY);
    expect(stateAfter(greeting, "hel")!.shortest).toBe(2);
    expect(stateAfter(greeting, "hi ")!.shortest).toBe(3);
  });

  it("counts in characters where asked", () => {
    const grammar = inOrder(text("é月"), repeat(character(["a", 0x10ffff]), 3), optional(text("🙂")));
    expect([shortest(grammar), shortest(grammar, "characters")]).toEqual([8, 5]);
    let state = new Automaton(grammar, "characters").start;
    for (const [at, letter] of [..."é月字"].entries()) {
      expect(state.shortest).toBe(5 - at);
      for (const b of new TextEncoder().encode(letter)) state = state.next(b)!;
    }
    expect(state.shortest).toBe(2);
  });

  it("does not tell states apart whose limits are far", () => {
    const grammar = inOrder(text('"'), repeat(character(["a", "z"]), 0, 500), text('"'));
    const [a, b] = [stateAfter(grammar, '"a')!, stateAfter(grammar, '"')!];
    const automaton = new Automaton(grammar);
    const walk = (s: string) => [...s].reduce((state, c) => state.next(c.charCodeAt(0))!, automaton.start);
    expect(walk('"abc').within(100)).toBe(walk('"abcdefg').within(100));
    expect(walk(`"${"a".repeat(450)}`).within(100)).not.toBe(walk('"abc').within(100));
    expect(a.shortest).toBe(b.shortest);
  });
});

describe("numbers", () => {
  const bound = fc.oneof(
    fc.integer({ min: -1200, max: 1200 }),
    fc.integer({ min: -99, max: 99 }).map((n) => n / 4),
  );
  const near = (a: number, b: number) => [a - 1, a, a + 1, b - 1, b, b + 1, 0, 9, 10, -9, -10, 99, 100, 999, 1000];

  it("that are whole lie within their bounds, all of them and no other", () => {
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: -1300, max: 1300 }), (a, b, c) => {
        const [least, most] = [Math.min(a, b), Math.max(a, b)];
        const grammar = wholeNumbers({ least, most });
        for (const n of [c, ...near(Math.round(least), Math.round(most))]) {
          expect(fits(grammar, String(n)), `${n} in ${least} to ${most}`).toBe(n >= least && n <= most);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("with decimals lie within their bounds", () => {
    fc.assert(
      fc.property(bound, bound, fc.integer({ min: -130_000, max: 130_000 }), (a, b, hundredths) => {
        const [least, most] = [Math.min(a, b), Math.max(a, b)];
        const n = hundredths / 100;
        const isIn = fits(decimalNumbers({ least, most }), String(n));
        if (isIn) expect(n >= least && n <= most, `${n} in ${least} to ${most}`).toBe(true);
        if (n >= least + 1 && n <= most - 1) expect(isIn, `${n} in ${least} to ${most}`).toBe(true);
      }),
      { numRuns: 1000 },
    );
    for (const text of ["0", "-0.5", "12.25", "999999999999999.999999"])
      expect(fits(decimalNumbers(unbounded), text)).toBe(true);
    for (const text of ["-0", "1000000000000000", "01", "1.", ".5", "1.1234567", "1e3"]) {
      expect(fits(decimalNumbers(unbounded), text), text).toBe(false);
    }
  });
});

describe("a constraint", () => {
  /** "ab", "abc", "月" and its first two bytes are tokens beside the bytes. */
  const tokenizer = createTokenizer({
    kind: "byte-pairs",
    merges: [
      [97, 98],
      [256, 99],
      [230, 156],
      [258, 136],
    ],
    special: ["<|end|>"],
  });
  const poem = inOrder(repeat(inOrder(repeat(character(["月", "月"], ["a", "c"]), 3, 3), text("\n")), 2, 2));

  it("allows exactly the tokens that the grammar can go on with", () => {
    const run = constrain(poem, tokenizer).start();
    const allowedNow = () => [...run.allowed(1000).entries()].flatMap(([id, is]) => (is ? [id] : []));
    expect(allowedNow()).toEqual([97, 98, 99, 230, 256, 257, 258, 259]);
    run.accept(256); // ab
    expect(allowedNow()).toEqual([97, 98, 99, 230, 258, 259]);
    run.accept(258);
    expect(allowedNow()).toEqual([136]);
    run.accept(136);
    expect(allowedNow()).toEqual([10]);
    expect(run.mayEnd).toBe(false);
    expect(() => run.accept(97)).toThrow("grammar: token 97 must not come here.");
    expect(() => run.accept(tokenizer.size - 1)).toThrow("must not come here");
    for (const id of [10, 257, 10]) run.accept(id);
    expect(run.mayEnd).toBe(true);
    expect(allowedNow()).toEqual([]);
  });

  it("always ends in time, and fits", () => {
    const list = inOrder(text("["), repeat(oneOf(text("abc,"), repeat(text("月"), 1, 3), text("🙂🙂")), 1), text("]"));
    for (const grammar of [poem, list]) {
      const constraint = constrain(grammar, tokenizer);
      for (let seed = 0; seed < 60; seed++) {
        const rng = createRng(seed);
        const run = constraint.start();
        const ids: number[] = [];
        const most = constraint.shortest + rng.int(20);
        while (ids.length < most) {
          const allowed = [...run.allowed(most - ids.length).entries()].flatMap(([id, is]) => (is ? [id] : []));
          if (allowed.length === 0) break;
          ids.push(rng.pick(allowed));
          run.accept(ids.at(-1)!);
        }
        expect(run.mayEnd).toBe(true);
        expect(fits(grammar, tokenizer.decodeBytes(ids))).toBe(true);
      }
    }
  });

  it("counts characters where each is a token, and lets no token without bytes come", () => {
    const { size, isSpecial, bytesOf } = createTokenizer({
      kind: "characters",
      characters: ["\n", "a", "月"],
      special: [],
      bytes: true,
    });
    const none = new Uint8Array(0);
    const characters = {
      size,
      isSpecial,
      unit: "characters",
      bytesOf: (id: number) => (id < 256 ? none : bytesOf(id)),
    } as const;
    const constraint = constrain(poem, characters);
    expect(constraint.shortest).toBe(8);
    const run = constraint.start();
    for (const [count, id] of [257, 258, 258, 256, 258, 257, 258, 256].entries()) {
      expect(run.allowed(8 - count).indexOf(1)).toBeGreaterThan(255);
      expect(run.allowed(7 - count).includes(1)).toBe(false); // no room to end
      run.accept(id);
    }
    expect(run.mayEnd).toBe(true);
  });

  it("cannot be made where nothing fits", () => {
    expect(() => constrain(inOrder(text("a"), oneOf()), tokenizer)).toThrow("grammar: no text fits it.");
  });
});
