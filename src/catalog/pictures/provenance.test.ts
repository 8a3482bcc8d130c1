// What a file says about its making comes back whole; a file that lies or is silent is refused in one line.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writePngText } from "../../formats/index.ts";
import { RequestError } from "../errors.ts";
import { encodePng } from "./png.ts";
import { type Provenance, readProvenance, signPng, svgMetadata } from "./provenance.ts";

const png = await encodePng(new Uint8Array(3 * 64), 8);
const texts = fc.string({ unit: "grapheme", maxLength: 50 });
const sources = fc.record({ name: texts, sha256: texts });
const provenances = fc.record(
  {
    ...{ onda: texts, model: sources, runtime: texts, prompt: texts, negative: texts, sampler: texts },
    ...{
      seed: fc.nat(),
      steps: fc.nat(),
      guidance: fc.double({ noNaN: true, min: 0, max: 20 }),
      temperature: fc.double({ noNaN: true, min: 0, max: 2 }),
      size: fc.nat(),
    },
    from: fc.record({ name: texts, sha256: texts, strength: fc.double({ noNaN: true, min: 0, max: 1 }) }),
    mask: sources,
  },
  {
    requiredKeys: [
      "onda",
      "model",
      "runtime",
      "prompt",
      "negative",
      "sampler",
      "seed",
      "steps",
      "guidance",
      "temperature",
      "size",
    ],
  },
) as fc.Arbitrary<Provenance>;

describe("provenance", () => {
  it("comes back from a PNG and from an SVG", () => {
    fc.assert(
      fc.property(provenances, (given) => {
        const plain = JSON.parse(JSON.stringify(given)) as Provenance; // -0 becomes 0
        expect(readProvenance(signPng(png, given))).toEqual(plain);
        expect(readProvenance(Buffer.from(`<svg>${svgMetadata(given)}</svg>`))).toEqual(plain);
      }),
    );
  });

  const signed = (text: string) => writePngText(png, "onda", text);
  it("of a picture from before there was a temperature says 1", () => {
    const [given] = fc.sample(provenances, 1);
    const { temperature: _, ...older } = given!;
    expect(readProvenance(signed(JSON.stringify(older))).temperature).toBe(1);
  });

  const cases: [string, Uint8Array, RegExp][] = [
    ["an empty file", new Uint8Array(), /does not say how it was made/],
    ["a picture without it", png, /does not say how it was made/],
    ["a PNG cut short", png.subarray(0, 50), /x\.png: png: .*(cut short|damaged)/],
    ["text that is not JSON", signed("{"), /cannot be read/],
    ["JSON of another kind", signed("[1]"), /cannot be read/],
    ["null", signed("null"), /cannot be read/],
    ["a number as prompt", signed(JSON.stringify({ onda: "1", prompt: 3 })), /cannot be read/],
    ["a source without a hash", signed(JSON.stringify({ mask: { name: "x" } })), /cannot be read/],
  ];
  it.each(cases)("of %s is refused", (_, file, message) => {
    expect(() => readProvenance(file, "x.png")).toThrow(RequestError);
    expect(() => readProvenance(file, "x.png")).toThrow(message);
  });
});
