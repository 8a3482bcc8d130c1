/** For tests: what every decoder keeps to, whatever holds its cache. */
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../../nn/index.ts";
import { type GptConfig, gptConfig } from "../gpt/config.ts";
import type { Decoder } from "./decoder.ts";
import { type GenerateOptions, generate } from "./generate.ts";
import { constrain, jsonSchemaGrammar } from "./grammar/index.ts";
import { byteTokenizer } from "./tiny.testing.ts";

/** Of the models that the contract is held to. */
export const contractConfig: GptConfig = gptConfig({
  ...{ vocabulary: byteTokenizer.size, width: 64, layers: 2, heads: 4, keyValueHeads: 2, context: 300, hidden: 96 },
});

/** A decoder, and how many tokens each of its runs has read. */
type WatchedDecoder = Decoder & { readonly runs: number[]; dispose(): Promise<void> };

export interface Subject {
  open(options?: { readonly batch?: number; readonly capacity?: number }): Promise<WatchedDecoder>;
  /** Logits behind the last token, by the training program in floats. */
  uncached(ids: readonly number[]): Promise<readonly number[]>;
  /** How far logits may be from these, as a part of the largest. */
  readonly tolerance: number;
}

const size = contractConfig.vocabulary;
const draw = (count: number, seed = 0) => {
  const rng = createRng(`tokens ${seed}`);
  return Array.from({ length: count }, () => rng.int(size));
};

export function decoderContract(name: string, { open, uncached, tolerance }: Subject): void {
  describe(`a decoder, ${name},`, () => {
    let one: WatchedDecoder;
    let two: WatchedDecoder;
    beforeAll(async () => {
      [one, two] = [await open(), await open({ batch: 2 })];
    }, 60_000);
    afterAll(async () => {
      await one.dispose();
      await two.dispose();
    });

    const near = (found: ArrayLike<number>, wanted: ArrayLike<number>, what: string, within = tolerance) => {
      expect(found.length, what).toBe(wanted.length);
      const largest = Math.max(...Array.from(wanted, Math.abs));
      for (let i = 0; i < wanted.length; i++) {
        expect(Math.abs(found[i]! - wanted[i]!) / largest, `${what} ${i}`).toBeLessThan(within);
      }
    };
    const fresh = async <T>(use: () => Promise<T>): Promise<T> => {
      one.rewind(0);
      one.runs.length = 0;
      return use();
    };

    it("gives the logits of the program without a cache, at once or by and by", () =>
      fresh(async () => {
        const tokens = draw(10);
        let fed = 0;
        for (const part of [4, 1, 1, 3, 1]) {
          const logits = await one.feed([tokens.slice(fed, fed + part)]);
          fed += part;
          near(logits, await uncached(tokens.slice(0, fed)), `after ${fed}`);
        }
        expect(one.length).toBe(10);
      }));

    it("gives the logits behind each of several tokens, and takes them back", () =>
      fresh(async () => {
        const [begun, tokens] = [draw(6), draw(4, 1)];
        await one.feed([begun]);
        const all = (await one.feedEach(tokens)).slice();
        expect(one.runs).toEqual([6, 4]);
        expect(all.length).toBe(4 * size);
        for (let i = 0; i < 4; i++) {
          const wanted = await uncached([...begun, ...tokens.slice(0, i + 1)]);
          near(all.subarray(i * size, (i + 1) * size), wanted, `behind ${i}`);
        }
        one.rewind(8);
        near(await one.feed([[7]]), await uncached([...begun, ...tokens.slice(0, 2), 7]), "after two of four");
        await expect(two.feedEach([1])).rejects.toThrow("generate: 1 tokens to read one by one, in a batch of 2.");
      }));

    it("gives every row of a batch what it gets alone, whatever the prompts' lengths", async () => {
      const rows = [draw(3), draw(9, 1)];
      let logits = await two.begin(rows);
      for (let step = 0; step < 3; step++) {
        for (const [i, row] of rows.entries()) {
          near(logits.subarray(i * size, (i + 1) * size), await one.begin([row]), `row ${i}, step ${step}`, 1e-3);
        }
        for (const [i, row] of rows.entries()) row.push((7 * i + step) % size);
        logits = await two.feed(rows.map((row) => [row.at(-1)!]));
      }
      expect(two.length).toBe(12);
    });

    it("reads a long prompt in parts", () =>
      fresh(async () => {
        const tokens = draw(280);
        near(await one.begin([tokens]), await uncached(tokens), "280 tokens");
        expect(one.runs).toEqual([256, 24]);
      }));

    it("begins a conversation again where it differs", () =>
      fresh(async () => {
        const first = draw(8);
        for (const [prompt, read] of [
          [first, 8],
          [[...first, 3, 4], 2],
          [[...first, 3, 4], 1],
          [[...first.slice(0, 5), 17], 1],
          [first.slice(0, 3), 1],
          [[18, ...first], 9],
        ] as const) {
          near(await one.begin([prompt]), await uncached(prompt), String(prompt));
          expect(one.runs.pop()).toBe(read);
        }
      }));

    it("goes back, and forgets", () =>
      fresh(async () => {
        const [a, b] = [draw(6), draw(4, 1)];
        await one.feed([a]);
        one.rewind(2);
        near(await one.feed([b]), await uncached([...a.slice(0, 2), ...b]), "after two kept tokens");
        one.rewind(0);
        near(await one.feed([b]), await uncached(b), "after none");
        expect(() => one.rewind(5)).toThrow("generate: rewind to 5. It must be a whole number from 0 to 4.");
      }));

    it("refuses what does not fit, and goes on", async () => {
      const wrong: readonly (readonly [readonly (readonly number[])[], string])[] = [
        [[[1]], "generate: 1 rows for a batch of 2."],
        [[[1], []], "generate: row 1 has no token. Begin with a special token."],
        [[[1], [size]], `generate: token ${size} in row 1. The model knows 0 to ${size - 1}.`],
        [[[1], [0.5]], "generate: token 0.5 in row 1."],
        [[[1], draw(301)], "generate: 301 tokens. At most 300 fit: shorten the prompt"],
      ];
      for (const [rows, message] of wrong) {
        two.rewind(0);
        await expect(two.feed(rows)).rejects.toThrow(message);
      }
      await two.feed([[1], [2]]);
      await expect(two.feed([[1], [2, 3]])).rejects.toThrow("generate: rows of 1 and 2 tokens.");
      expect(two.length).toBe(1);
      await expect(open({ batch: 0 })).rejects.toThrow("generate: a batch of 0. It is at least 1.");
      await expect(open({ capacity: 301 })).rejects.toThrow("The model's context is 1 to 300.");
    });

    const write = (prompt: readonly number[], options: GenerateOptions) =>
      fresh(async () => {
        const ids: number[] = [];
        let said = "";
        for await (const { id, text } of generate(one, byteTokenizer, [prompt], options)) {
          if (id !== undefined) ids.push(id);
          said += text;
        }
        return { ids, said, runs: one.runs.length };
      });

    it("writes what fits a schema", async () => {
      const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
      const constraint = constrain(jsonSchemaGrammar(schema), byteTokenizer);
      for (const lookUp of [0, 4]) {
        const options = { seed: 3, maxTokens: 40, lookUp, constraint: () => constraint.start() };
        const { n } = JSON.parse((await write(byteTokenizer.encode("a number: "), options)).said);
        expect(Number.isInteger(n)).toBe(true);
      }
    });

    it("says the same with guesses as without, likeliest or drawn, in fewer runs where text repeats itself", async () => {
      const prompt = byteTokenizer.encode("one two three, one two three, one two");
      const plain = await write(prompt, { temperature: 0, maxTokens: 60 });
      const guessed = await write(prompt, { temperature: 0, maxTokens: 60, lookUp: 6 });
      expect(guessed.ids).toEqual(plain.ids);
      expect(plain.runs).toBe(60);
      expect(guessed.runs).toBeLessThan(60);
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            seed: fc.integer({ min: 0, max: 99 }),
            temperature: fc.constantFrom(0, 0.3, 1),
            topP: fc.constantFrom(0.2, 1),
            repetitionPenalty: fc.constantFrom(1, 1.2),
            maxTokens: fc.integer({ min: 1, max: 12 }),
            stop: fc.constantFrom([], ["e"]),
          }),
          fc.array(fc.constantFrom(97, 98, 99), { minLength: 1, maxLength: 12 }),
          fc.integer({ min: 1, max: 8 }),
          async (options, prompt, lookUp) => {
            expect((await write(prompt, { ...options, lookUp })).ids).toEqual((await write(prompt, options)).ids);
          },
        ),
        { numRuns: 15 },
      );
    });

    it("reads of a second turn what is new, and says what a fresh one says", () =>
      fresh(async () => {
        const first = byteTokenizer.encode("Q: how many? A:");
        const answer: number[] = [];
        const settings = { temperature: 0, maxTokens: 12 };
        for await (const { id } of generate(one, byteTokenizer, [first], settings)) answer.push(id!);
        const second = [...first, ...answer, ...byteTokenizer.encode(" Q: why? A:")];
        one.runs.length = 0;
        const grown: number[] = [];
        for await (const { id } of generate(one, byteTokenizer, [second], settings)) grown.push(id!);
        expect(one.runs[0]).toBe(12); // the answer's last token, which nobody had fed, and the question
        expect(grown).toEqual((await write(second, settings)).ids);
      }));
  });
}
