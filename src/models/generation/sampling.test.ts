import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { candidatesOf, checkSampling, logProbabilities, pick, type SamplingOptions } from "./sampling.ts";
import { StopStrings } from "./stops.ts";

/** Logits of given probabilities. */
const logits = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);
const of = (options: SamplingOptions, allowed?: Uint8Array, seen?: number[]) =>
  candidatesOf(logits(0.1, 0.4, 0.2, 0.3), options, allowed, seen);

describe("candidates", () => {
  it.each<[string, SamplingOptions, number[], number[]]>([
    ["all", {}, [0, 1, 2, 3], [0.1, 0.4, 0.2, 0.3]],
    ["the likeliest", { temperature: 0 }, [1], [1]],
    ["sharper", { temperature: 0.5 }, [0, 1, 2, 3], [1 / 30, 16 / 30, 4 / 30, 9 / 30]],
    ["top k", { topK: 2 }, [1, 3], [4 / 7, 3 / 7]],
    ["top p, reached exactly or just passed", { topP: 0.65 }, [1, 3], [4 / 7, 3 / 7]],
    ["top p of one", { topP: 0.01 }, [1], [1]],
    ["min p", { minP: 0.6 }, [1, 3], [4 / 7, 3 / 7]],
    ["top k and p", { topK: 3, topP: 0.5 }, [1, 3], [4 / 7, 3 / 7]],
  ])("%s", (_, options, ids, probabilities) => {
    const found = of(options);
    expect(found.ids).toEqual(ids);
    found.probabilities.forEach((p, i) => {
      expect(p).toBeCloseTo(probabilities[i]!, 5);
    });
  });

  it("are only the allowed ones", () => {
    expect(of({}, Uint8Array.of(1, 0, 1, 0)).ids).toEqual([0, 2]);
    expect(of({ temperature: 0 }, Uint8Array.of(1, 0, 1, 0)).ids).toEqual([2]);
    expect(of({}, Uint8Array.of(1, 0)).ids).toEqual([0]); // a model may have more rows than its tokenizer has tokens
    expect(() => of({}, Uint8Array.of(0, 0, 0, 0))).toThrow("generate: no token may come next.");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("are not made of %d", (wrong) => {
    expect(() => candidatesOf(Float32Array.of(1, wrong, 2))).toThrow("generate: the logits are not numbers.");
    expect(candidatesOf(Float32Array.of(1, Number.NEGATIVE_INFINITY, 2)).ids).toEqual([0, 2]);
  });

  it("are less likely where they were seen, whatever the logit's sign", () => {
    const x = Float32Array.of(2, 2, -2, -2);
    const { probabilities } = candidatesOf(x, { repetitionPenalty: 2 }, undefined, [0, 2, 2]);
    expect(probabilities[0]! / probabilities[1]!).toBeCloseTo(Math.exp(-1), 5);
    expect(probabilities[2]! / probabilities[3]!).toBeCloseTo(Math.exp(-2), 5);
    expect([...x]).toEqual([2, 2, -2, -2]);
  });

  it("are those of the definitions, sorted or not", () => {
    const settings = fc.record({
      topK: fc.integer({ min: 1, max: 12 }),
      topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
      minP: fc.double({ min: 0, max: 0.9, noNaN: true }),
      temperature: fc.double({ min: 0.2, max: 3, noNaN: true }),
    });
    const numbers = fc.array(
      fc.integer({ min: -32, max: 32 }).map((n) => n / 4),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(numbers, settings, (list, options) => {
        const x = Float32Array.from(list);
        const { ids, probabilities } = candidatesOf(x, options);
        const weights = Array.from(x, (v) => Math.exp(v / options.temperature));
        const total = weights.reduce((a, b) => a + b, 0);
        const order = weights.map((_, i) => i).sort((a, b) => weights[b]! - weights[a]! || a - b);
        const wanted = order.slice(0, options.topK).filter((id, rank) => {
          const before = order.slice(0, rank).reduce((s, other) => s + weights[other]! / total, 0);
          const isFar =
            Math.abs(before - options.topP) > 1e-9 &&
            Math.abs(weights[id]! / weights[order[0]!]! - options.minP) > 1e-9;
          fc.pre(isFar);
          return before < options.topP && weights[id]! >= options.minP * weights[order[0]!]!;
        });
        expect(ids.toSorted()).toEqual(wanted.toSorted());
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it("are picked as often as they are likely", () => {
    const rng = createRng(3);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 20_000; i++) counts[pick(of({}), rng)]!++;
    counts.forEach((n, i) => {
      expect(Math.abs(n / 20_000 - [0.1, 0.4, 0.2, 0.3][i]!)).toBeLessThan(0.015);
    });
    expect(pick({ ids: [7], probabilities: [0.999] }, { float: () => 0.9999 })).toBe(7);
  });

  it.each<[SamplingOptions, string]>([
    [{ temperature: -1 }, "generate: temperature is -1. It must be from 0 to 100."],
    [{ topK: 0 }, "generate: topK is 0."],
    [{ topP: 0 }, "generate: topP is 0. It must be above 0, at most 1."],
    [{ minP: 1 }, "generate: minP is 1."],
    [{ repetitionPenalty: Number.NaN }, "generate: repetitionPenalty is NaN."],
  ])("of %j are refused", (options, message) => {
    expect(() => checkSampling(options)).toThrow(message);
  });
});

describe("log-probabilities", () => {
  it("are the model's", () => {
    const found = logProbabilities(logits(0.1, 0.4, 0.2, 0.3).map((x) => x + 50));
    [0.1, 0.4, 0.2, 0.3].forEach((p, i) => {
      expect(found[i]).toBeCloseTo(Math.log(p), 4);
    });
  });
});

describe("stop strings", () => {
  it("end the text before the first of them, however it is cut", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), fc.array(letters, { maxLength: 3 }), (parts, stops) => {
        const stream = new StopStrings(stops);
        const out = parts.map((part) => stream.push(part)).join("") + stream.end();
        const text = parts.join("");
        const ends = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
        // The first that is complete ends the text, and that is found after each part.
        expect(text.startsWith(out)).toBe(true);
        expect(stream.isMet).toBe(ends.length > 0);
        if (ends.length === 0) expect(out).toBe(text);
        else for (const stop of stops) expect(out).not.toContain(stop);
      }),
    );
  });

  it("let go of what turns out to be none", () => {
    const stream = new StopStrings(["\n\nUser"]);
    expect(["a\n", "\nU", "s", "x"].map((part) => stream.push(part))).toEqual(["a", "", "", "\n\nUsx"]);
    expect(() => new StopStrings([""])).toThrow("generate: an empty stop string.");
  });
});
