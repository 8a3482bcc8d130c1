import { describe, expect, it } from "vitest";
import { createTokenizer } from "../../formats/index.ts";
import { chatMarks } from "../chat/template.ts";
import { briefSource, briefTexts } from "./batches.ts";
import { briefMarks } from "./marks.ts";
import { openSources } from "./sources.ts";

const tokenizer = createTokenizer({
  kind: "byte-pairs",
  merges: [],
  special: [...Object.values(chatMarks), ...briefMarks],
});
const sources = await openSources();
const source = (seed: number, split: "train" | "held-out" = "train") =>
  briefSource({ sources, split, tokenizer, batch: 3, length: 1500, seed });

describe("briefs as batches", () => {
  it("are a function of seed and step", () => {
    expect(source(1).at(4)).toEqual(source(1).at(4));
    expect(source(1).at(4)).not.toEqual(source(1).at(5));
    expect(source(1).at(4)).not.toEqual(source(2).at(4));
    expect(source(1).at(4)).not.toEqual(source(1, "held-out").at(4));
  });

  it("hold whole conversations, whose answers alone count", () => {
    const { ids, targets, weights, starts } = source(1).at(0);
    const [start, end] = Object.values(chatMarks).map((mark) => BigInt(tokenizer.specialId(mark)));
    for (let row = 0; row < 3; row++) {
      const tokens = [...(ids.data as BigInt64Array).subarray(row * 1500, (row + 1) * 1500)];
      expect(tokens[0]).toBe(start);
      const count = (mark: bigint | undefined) => tokens.filter((id) => id === mark).length;
      expect(count(start)).toBe(count(end));
      expect(count(start)).toBeGreaterThan(2);
      const begins = new Set((starts!.data as Float32Array).subarray(row * 1500, (row + 1) * 1500));
      expect(begins.size).toBeGreaterThan(1);
      for (const at of begins) expect(tokens[Number(at)]).toBe(start);
    }
    const counted = [...(targets.data as BigInt64Array)].filter((_, i) => weights.data[i] === 1);
    expect(counted.filter((id) => id === end).length).toBeGreaterThan(2);
    expect(counted).not.toContain(start);
  });

  it("point at what the brief gave: no price and no date is spelled", () => {
    const batches = Array.from({ length: 6 }, (_, step) => source(2).at(step));
    const said = batches.flatMap(({ targets, weights }) =>
      [...(targets.data as BigInt64Array)].filter((_, i) => weights.data[i] === 1).map(Number),
    );
    const text = tokenizer.decode(said);
    for (const mark of ["product,产品", "price,价格", "features,特点", "features,特点 2", "date,日期"]) {
      expect(text).toContain(`<|@${mark}|>`);
    }
    expect(text).not.toContain("<|#");
    expect((text.match(/<\|@/g) ?? []).length).toBeGreaterThan(10 * (text.match(/[$€£¥]/g) ?? []).length);
  });

  it("give their texts to a tokenizer", () => {
    const texts = [...briefTexts(1, 20, { sources, split: "train" })];
    expect(new Set(texts).size).toBe(20);
    expect(texts.every((text) => text.length > 5)).toBe(true);
  });
});
