import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { leavesOf, type Spec, sizeOf } from "../../graph/index.ts";
import { checkGptConfig, gptConfig, moeConfig } from "../../models/index.ts";
import { networkOf } from "./network.ts";
import {
  activeParametersOf,
  parametersOf,
  planStep,
  proposeGpt,
  proposeMoe,
  trainingFlopsPerToken,
  vocabularyFor,
} from "./propose.ts";

const machine = { cores: 2, flopsPerSecond: 1e11, bytesPerSecond: 1e10 };
const small = gptConfig({ vocabulary: 512, width: 64, layers: 2, heads: 2, context: 64 });
const configs = [
  ["dense", small],
  ["dense, few keys, untied, biases", { ...small, keyValueHeads: 1, tiedEmbeddings: false, biases: true }],
  ["sparse", moeConfig(small, { experts: 8, hidden: 96 })],
  ["sparse, shared", moeConfig(small, { experts: 4, hidden: 96, sharedHidden: 32 })],
] as const;

describe("a config's cost", () => {
  it.each(configs)("%s: parameters are those of its specs", (_, config) => {
    const specs = leavesOf<Spec>(networkOf(config).specs);
    expect(parametersOf(config)).toBe(specs.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0));
  });

  it("operations are those of its graph", () => {
    const tokens = 4096;
    expect(trainingFlopsPerToken(small)).toBe(planStep(small, machine).work.flops / tokens);
    // A router's gradients and the rounding of places are all that is left: 1 %.
    const sparse = moeConfig(small, { experts: 8, hidden: 96 });
    const counted = planStep(sparse, machine).work.flops / tokens;
    expect(Math.abs(trainingFlopsPerToken(sparse) / counted - 1)).toBeLessThan(0.01);
  });

  it("memory holds weights, gradients, moments and average", () => {
    const { memory, secondsPerToken } = planStep(small, machine);
    expect(memory).toBeGreaterThan(20 * parametersOf(small) + 110e6);
    expect(secondsPerToken).toBeGreaterThan(trainingFlopsPerToken(small) / machine.flopsPerSecond / 1.2);
  });
});

describe("a proposal", () => {
  it("has the wanted size, embeddings counted, and a usual shape", () => {
    fc.assert(
      fc.property(fc.double({ min: 5.5, max: 12, noNaN: true }), (logarithm) => {
        const wanted = 10 ** logarithm;
        const vocabulary = vocabularyFor(wanted, 4096);
        const config = proposeGpt(wanted, { vocabulary, context: 256 });
        checkGptConfig(config);
        expect(Math.abs(parametersOf(config) / wanted - 1)).toBeLessThan(0.16);
        expect(config.width / config.layers).toBeGreaterThanOrEqual(8);
        expect(config.width / config.layers).toBeLessThanOrEqual(256);
      }),
      { numRuns: 60 },
    );
  });

  it("of GPT-3's size looks like GPT-3", () => {
    const { width, layers } = proposeGpt(175e9, { vocabulary: 50_257, context: 2048 }); // 12,288 × 96 there
    expect(width).toBeGreaterThan(8000);
    expect(width).toBeLessThan(16_000);
    expect(layers).toBeGreaterThan(60);
  });

  it("with experts costs as much a token, and holds more", () => {
    const sizes = { vocabulary: 4096, context: 256 };
    const [dense, sparse] = [proposeGpt(1e7, sizes), proposeMoe(1e7, sizes, 16)];
    expect(Math.abs(activeParametersOf(sparse) / parametersOf(dense) - 1)).toBeLessThan(0.02);
    expect(parametersOf(sparse)).toBeGreaterThan(3 * parametersOf(dense));
  });

  it("says when the vocabulary does not fit", () => {
    expect(() => proposeGpt(1e5, { vocabulary: 4096, context: 256 })).toThrow(/do not hold a vocabulary of 4096/);
    expect(vocabularyFor(1e5, 4096)).toBe(1024);
    expect(vocabularyFor(10, 4096)).toBe(256);
  });
});
