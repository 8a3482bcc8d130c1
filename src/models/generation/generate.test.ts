import { afterAll, describe, expect, it } from "vitest";
import { gptConfig } from "../gpt/config.ts";
import { type GenerateOptions, generate, type Piece } from "./generate.ts";
import { byteTokenizer, tinyDecoder, tinyGpt } from "./tiny.testing.ts";

const config = gptConfig({ ...tinyGpt, vocabulary: byteTokenizer.size, context: 64 });
const [one, three] = [await tinyDecoder(config), await tinyDecoder(config, { batch: 3 })];
afterAll(async () => {
  await one.dispose();
  await three.dispose();
});
const prompts = ["the moon", "月", "a"].map((text) => byteTokenizer.encode(text));

async function all(options: GenerateOptions, which = prompts.slice(0, 1)): Promise<Piece[]> {
  const decoder = which.length === 1 ? one : three;
  decoder.rewind(0);
  const pieces: Piece[] = [];
  for await (const piece of generate(decoder, byteTokenizer, which, options)) pieces.push(piece);
  return pieces;
}
const textOf = (pieces: readonly Piece[], row = 0) =>
  pieces
    .filter((piece) => piece.row === row)
    .map(({ text }) => text)
    .join("");
const idsOf = (pieces: readonly Piece[], row = 0) =>
  pieces.flatMap((piece) => (piece.row === row && piece.id !== undefined ? [piece.id] : []));

describe("generation", () => {
  it("gives a row in a batch what it gets alone, with the same seed", async () => {
    const options = { seed: 5, maxTokens: 12, temperature: 0.8, topK: 50, repetitionPenalty: 1.2 };
    const together = await all(options, prompts);
    const alone = await all(options);
    expect(idsOf(together)).toEqual(idsOf(alone));
    expect(idsOf(alone).length).toBe(12);
    expect(await all(options, prompts)).toEqual(together);
    expect(idsOf(await all({ ...options, seed: 6 }))).not.toEqual(idsOf(alone));
    expect(new Set([0, 1, 2].map((row) => String(idsOf(together, row)))).size).toBe(3);
  });

  it("streams text that is whole, and all of it", async () => {
    const pieces = await all({ seed: 1, maxTokens: 40 });
    expect(textOf(pieces)).toBe(byteTokenizer.decode(idsOf(pieces), { special: false }));
    expect(pieces.at(-1)!.ending).toBe("length");
    expect(pieces.slice(0, -1).every(({ ending }) => ending === undefined)).toBe(true);
  });

  it("ends where the context does", async () => {
    const pieces = await all({ seed: 2 });
    expect(idsOf(pieces).length).toBe(64 - prompts[0]!.length + 1);
    expect(pieces.at(-1)!.ending).toBe("length");
  });

  it("gives a row with a seed of its own what that seed gives alone", async () => {
    const together = await all({ seeds: [5, "5:1", 9], maxTokens: 12 }, prompts);
    const alone = await all({ seed: "5:1", maxTokens: 12 }, prompts.slice(1, 2));
    expect(idsOf(together, 1)).toEqual(idsOf(alone));
    await expect(all({ seeds: [1] }, prompts)).rejects.toThrow("1 seeds for 3 rows");
  });

  it("ends at a stop string, before it, and at an end token, each row by itself", async () => {
    const free = await all({ seed: 3, maxTokens: 20 }, prompts);
    const stop = byteTokenizer.decode(idsOf(free, 1).slice(6, 8));
    const stopped = await all({ seed: 3, maxTokens: 20, stop: [stop] }, prompts);
    expect(textOf(free, 1).startsWith(textOf(stopped, 1))).toBe(true);
    expect(textOf(stopped, 1)).not.toContain(stop);
    const at = idsOf(free, 2)[4]!;
    const ended = await all({ seed: 3, maxTokens: 20, endTokens: [at] }, prompts);
    expect(idsOf(ended, 2)).toEqual(idsOf(free, 2).slice(0, idsOf(free, 2).indexOf(at)));
    expect(ended.filter(({ row, ending }) => row === 2 && ending !== undefined)).toEqual([
      { row: 2, text: expect.any(String), ending: "stop" },
    ]);
  });

  it("gives log-probabilities of the model, whatever the settings", async () => {
    const pieces = await all({ temperature: 0, maxTokens: 3, logProbabilities: 4 });
    for (const { id, logProbability, likeliest } of pieces) {
      expect(likeliest!.length).toBe(4);
      expect(likeliest![0]).toEqual({ id, logProbability });
    }
    const hot = await all({ temperature: 50, seed: 9, maxTokens: 1, logProbabilities: 0 });
    expect(hot[0]!.logProbability).toBeLessThan(0);
    expect(hot[0]!.likeliest).toBeUndefined();
  });

  it("repeats less where told to", async () => {
    const different = async (repetitionPenalty: number) =>
      new Set(idsOf(await all({ temperature: 0, maxTokens: 30, repetitionPenalty }))).size;
    expect(await different(100)).toBeGreaterThan(await different(1));
  });

  it("stops when asked", async () => {
    const controller = new AbortController();
    one.rewind(0);
    const pieces: Piece[] = [];
    for await (const piece of generate(one, byteTokenizer, prompts.slice(0, 1), { signal: controller.signal })) {
      pieces.push(piece);
      if (pieces.length === 3) controller.abort();
    }
    expect(pieces.length).toBe(4);
    expect(pieces.at(-1)!.ending).toBe("aborted");
  });

  it.each<[GenerateOptions, string]>([
    [{ maxTokens: 0 }, "generate: maxTokens is 0. It must be at least 1."],
    [{ logProbabilities: -1 }, "generate: logProbabilities is -1."],
    [{ temperature: Number.NaN }, "generate: temperature is NaN."],
    [{ stop: [""] }, "generate: an empty stop string."],
  ])("refuses %j", async (options, message) => {
    await expect(all(options)).rejects.toThrow(message);
  });
});
