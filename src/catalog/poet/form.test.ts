import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkForm, FORMS, type Form, linesOf, poemTokenizer, versesText } from "../../data/index.ts";
import { constrain } from "../../models/index.ts";
import { createRng } from "../../nn/index.ts";
import { type FormBrief, formGrammar, verseTokens } from "./form.ts";

const forms = Object.keys(FORMS) as Form[];
const lines = ["白日依山尽", "黄河入海流", "欲穷千里目", "更上一层楼", "月落乌啼霜满天", "江枫渔火对愁眠"];
const tokenizer = poemTokenizer([{ form: "五绝", author: "", title: "楼 x？", lines }], 1);
const tokens = verseTokens(tokenizer);

/** Chooses at random among what is allowed, with as little room as there may be, until nothing is. */
function write(brief: FormBrief, seed: number): string {
  const rng = createRng(seed);
  const constraint = constrain(formGrammar(brief), tokens);
  const run = constraint.start();
  const most = constraint.shortest + rng.int(60);
  const ids: number[] = [];
  for (;;) {
    const allowed = [...run.allowed(most - ids.length).entries()].flatMap(([id, is]) => (is ? [id] : []));
    if (allowed.length === 0) break;
    ids.push(rng.pick(allowed));
    run.accept(ids.at(-1)!);
  }
  expect(run.mayEnd).toBe(true);
  expect(ids.length).toBeLessThanOrEqual(most);
  return tokenizer.decode(ids);
}

/** Whether a text can be written under the grammar. */
function isWritten(brief: FormBrief, text: string): boolean {
  const run = constrain(formGrammar(brief), tokens).start();
  for (const id of tokenizer.encode(text)) {
    if (run.allowed(1000)[id] !== 1) return false;
    run.accept(id);
  }
  return run.mayEnd === true;
}

const anyForm = fc.constantFrom(...forms);
const hanOf = (count: number) => fc.array(fc.constantFrom(...lines.join("")), { minLength: count, maxLength: count });

describe("a form's grammar", () => {
  it("lets nothing come but the form", () => {
    fc.assert(
      fc.property(anyForm, fc.nat(), (form, seed) => {
        expect(checkForm(write({ form }, seed), form)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("goes on behind a first line", () => {
    fc.assert(
      fc.property(anyForm, fc.nat(), (form, seed) => {
        const firstLine = FORMS[form].characters === 5 ? lines[0]! : lines[4]!;
        expect(checkForm(`${firstLine}，${write({ form, firstLine }, seed)}`, form)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("begins each line as the acrostic asks", () => {
    const briefs = anyForm.chain((form) =>
      fc.constantFrom(...FORMS[form].lines).chain((count) => fc.tuple(fc.constant(form), hanOf(count), fc.nat())),
    );
    fc.assert(
      fc.property(briefs, ([form, heads, seed]) => {
        const text = write({ form, acrostic: heads.join("") }, seed);
        expect(checkForm(text, form)).toEqual([]);
        expect(linesOf(text).map((line) => line[0])).toEqual(heads);
      }),
      { numRuns: 40 },
    );
    const rest = write({ form: "五绝", firstLine: lines[0]!, acrostic: "白山黄月" }, 1);
    expect(linesOf(rest).map((line) => line[0])).toEqual(["山", "黄", "月"]);
  });

  it("agrees with the check about any text", () => {
    const text = versesText(lines.slice(0, 4));
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(2), fc.constantFrom(..."山，。\nx", ""), (at, cut, put) => {
        const changed = text.slice(0, at) + put + text.slice(at + cut);
        expect(isWritten({ form: "五绝" }, changed)).toBe(checkForm(changed, "五绝").length === 0);
      }),
      { numRuns: 200 },
    );
    expect(isWritten({ form: "五绝" }, text)).toBe(true);
  });

  it("lets no bytes and no foreign characters come", () => {
    const allowed = constrain(formGrammar({ form: "七律" }), tokens)
      .start()
      .allowed(200);
    const characters = [...allowed.entries()].flatMap(([id, is]) => (is ? [tokenizer.decode([id])] : []));
    expect(characters.sort()).toEqual([...new Set([...lines.join(""), ..."五七绝律古"])].sort());
  });

  it.each<[string, FormBrief]>([
    ["has 4 characters. A line of 五绝 has 5.", { form: "五绝", firstLine: "白日依山" }],
    ["the first line 白日依，尽 is not all Chinese characters", { form: "五绝", firstLine: "白日依，尽" }],
    ["an acrostic of 3 characters. 五绝 has 4 lines, one for each.", { form: "五绝", acrostic: "山水月" }],
    ["五古 has 6 or 10 or 12 lines", { form: "五古", acrostic: "山水月" }],
    ["the acrostic ABCD is not all Chinese characters", { form: "五绝", acrostic: "ABCD" }],
    ["does not begin with 山", { form: "五绝", firstLine: "白日依山尽", acrostic: "山水月日" }],
  ])("refuses: %s", (message, brief) => {
    expect(() => formGrammar(brief)).toThrow(message);
  });
});
