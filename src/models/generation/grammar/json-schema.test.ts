import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { gptConfig } from "../../gpt/config.ts";
import { generate } from "../generate.ts";
import { byteTokenizer, tinyDecoder, tinyGpt } from "../tiny.testing.ts";
import { Automaton, type State } from "./automaton.ts";
import { constrain } from "./constrain.ts";
import { shortest } from "./grammar.ts";
import { jsonSchemaGrammar, SchemaError } from "./json-schema.ts";
import { fitting, isValid, type Schema, schemas } from "./schemas.testing.ts";

function accepts(schema: unknown, given: string): boolean {
  let state: State | undefined = new Automaton(jsonSchemaGrammar(schema)).start;
  for (const byte of new TextEncoder().encode(given)) state = state?.next(byte);
  return state?.accepts === true;
}

const offer: Schema = {
  title: "An offer",
  type: "object",
  properties: {
    name: { type: "string", minLength: 1, maxLength: 12 },
    price: { type: "number" },
    tags: { type: "array", items: { enum: ["new", "sale", "月"] }, minItems: 1, maxItems: 3 },
    stock: { anyOf: [{ type: "integer" }, { type: "null" }] },
    kind: { const: "offer" },
    hidden: { type: "boolean" },
  },
  required: ["name", "price", "kind"],
  additionalProperties: false,
};

const model = await tinyDecoder(gptConfig({ ...tinyGpt, vocabulary: byteTokenizer.size, context: 400 }));
afterAll(() => model.dispose());

/** What a model with random weights writes under a schema. */
async function written(schema: unknown, seed: number, extra: number): Promise<string> {
  const constraint = constrain(jsonSchemaGrammar(schema), byteTokenizer);
  model.rewind(0);
  let out = "";
  for await (const { text, ending } of generate(model, byteTokenizer, [[65]], {
    seed,
    temperature: 2,
    maxTokens: constraint.shortest + extra,
    endTokens: [byteTokenizer.specialId("<|end|>")],
    constraint: () => constraint.start(),
  })) {
    out += text;
    if (ending !== undefined) expect(ending).toBe("stop");
  }
  return out;
}

describe("a schema as a grammar", () => {
  it.each([
    ['{"name":"a","price":1.5,"kind":"offer"}', true],
    ['{"name":"a月\\n","price":-0.25,"tags":["月","sale"],"stock":null,"kind":"offer","hidden":true}', true],
    ['{"name":"a","price":1,"stock":7,"kind":"offer"}', true],
    ['{"name":"","price":1,"kind":"offer"}', false],
    ['{"name":"aaaaaaaaaaaaa","price":1,"kind":"offer"}', false],
    ['{"name":"a","price":01,"kind":"offer"}', false],
    ['{"name":"a","price":1.,"kind":"offer"}', false],
    ['{"name":"a","price":1,"kind":"offer",}', false],
    ['{"name":"a","price":1,"tags":[],"kind":"offer"}', false],
    ['{"name":"a","price":1,"tags":["new","new","new","new"],"kind":"offer"}', false],
    ['{"price":1,"kind":"offer"}', false],
    ['{"name":"a","price":1,"kind":"offer","more":1}', false],
    ['{"name":"a\u0001","price":1,"kind":"offer"}', false],
    ['{"name":"a\\x","price":1,"kind":"offer"}', false],
  ])("of an offer: %s", (given, wanted) => {
    expect(accepts(offer, given)).toBe(wanted);
  });

  it("counts characters, not bytes", () => {
    for (const [given, wanted] of [
      ["🙂月", true],
      ["🙂月a", false],
      ["\\n\\\\", true],
      ["🙂", false],
    ] as const) {
      expect(accepts({ type: "string", minLength: 2, maxLength: 2 }, `"${given}"`), given).toBe(wanted);
    }
  });

  it("knows its types", () => {
    const types = ["object", "array", "string", "number", "integer", "boolean", "null"];
    const samples = ["{}", "[]", '""', "0.5", "-12", "true", "null"];
    for (const type of types) {
      const schema = type === "array" ? { type, items: { type: "null" } } : { type };
      const found = samples.filter((sample) => accepts(schema, sample));
      expect(found).toEqual(type === "number" ? ["0.5", "-12"] : [samples[types.indexOf(type)]]);
    }
    expect(accepts({ type: ["string", "null"], maxLength: 3 }, "null")).toBe(true);
    expect(accepts({ type: ["string", "null"], maxLength: 3 }, '"four"')).toBe(false);
    expect(accepts({ type: "integer", enum: [1, 1.5, "1"] }, "1.5")).toBe(false);
    expect(accepts({ enum: [{ a: [1, null] }] }, '{"a":[1,null]}')).toBe(true);
  });

  it("keeps numbers within bounds", () => {
    const year = { type: "integer", minimum: 1900, exclusiveMaximum: 2100 };
    for (const n of [1899, 1900, 1999, 2099, 2100])
      expect(accepts(year, String(n)), String(n)).toBe(n >= 1900 && n < 2100);
    const price = { type: ["number", "null"], minimum: 0, maximum: 10 };
    for (const [given, wanted] of [
      ["0.5", true],
      ["9.99", true],
      ["10", true],
      ["10.5", false],
      ["-1", false],
      ["null", true],
    ] as const) {
      expect(accepts(price, given), given).toBe(wanted);
    }
  });

  it("takes every value that fits", () => {
    const both = schemas.chain((schema) => fc.tuple(fc.constant(schema), fitting(schema)));
    fc.assert(
      fc.property(both, ([schema, value]) => {
        expect(isValid(schema, value)).toBe(true);
        expect(accepts(schema, JSON.stringify(value))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("lets a model with random weights write nothing else", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(schemas, fc.nat(1000), fc.nat(40), async (schema, seed, extra) => {
        fc.pre(shortest(jsonSchemaGrammar(schema)) < 300);
        const out = await written(schema, seed, extra);
        const value: unknown = JSON.parse(out);
        expect(isValid(schema, value), out).toBe(true);
      }),
      { numRuns: 60 },
    );
    for (let seed = 0; seed < 10; seed++) expect(isValid(offer, JSON.parse(await written(offer, seed, 60)))).toBe(true);
  });

  it("says so where there is no room", async () => {
    await expect(written(offer, 1, -1)).rejects.toThrow("generate: row 0 can neither go on nor end. maxTokens (");
  });
});

describe("a schema that cannot be met", () => {
  it.each<[object | false, string]>([
    [false, "schema: the root: false fits nothing."],
    [{ type: "string", minLength: 3, maxLength: 2 }, "schema: the root: minLength 3 is above maxLength 2."],
    [{ type: "array", items: { type: "null" }, minItems: 2, maxItems: 1 }, "minItems 2 is above maxItems 1."],
    [
      { type: "object", required: ["a"], additionalProperties: false },
      'schema: the root: "a" is required, but no property may be called so.',
    ],
    [
      { type: "object", properties: { a: { type: "array", items: false, minItems: 1 } }, required: ["a"] },
      "schema: /properties/a/items: false fits nothing.",
    ],
    [{ enum: [] }, "schema: the root: none of the values fits."],
    [{ enum: ["a"], type: ["integer", "null"] }, "none of the values fits type integer or null."],
    [{ enum: [1, 2], const: 3 }, "none of the values fits."],
    [{ anyOf: [false, { enum: [] }] }, "none of 2 choices can be met. /anyOf/0: false fits nothing. /anyOf/1: none"],
    [{ type: "integer", minimum: 1.2, maximum: 1.8 }, "schema: the root: Onda writes no integer from 1.2 to 1.8."],
    [{ type: "number", exclusiveMinimum: 3, maximum: 3 }, "Onda writes no number from 4 to 3."],
    [{ type: [] }, "an empty list of types fits nothing."],
  ])("%j is refused", (schema, message) => {
    expect(() => jsonSchemaGrammar(schema)).toThrow(SchemaError);
    expect(() => jsonSchemaGrammar(schema)).toThrow(message);
  });

  it("in a part that may be left out, is left out", () => {
    expect(accepts({ type: "object", properties: { a: false, b: { type: "null" } } }, '{"b":null}')).toBe(true);
    expect(accepts({ anyOf: [false, { type: "null" }] }, "null")).toBe(true);
    expect(accepts({ type: "array", items: false }, "[]")).toBe(true);
  });
});

describe("a schema that is not understood", () => {
  it.each<[unknown, string]>([
    [null, "schema: the root: null is no schema. Say a type."],
    [true, "schema: the root: true is no schema. Say a type."],
    [{}, "schema: the root: no type. Use object, array, string, number, integer, boolean, null."],
    [{ type: "date" }, 'schema: the root: type "date". Use object'],
    [{ type: "toString" }, 'type "toString"'],
    [{ type: "string", pattern: "a" }, 'Onda does not know "pattern" here. It knows type, minLength, maxLength.'],
    [{ type: "object", properties: { a: { $ref: "#" } } }, "schema: /properties/a: no type."],
    [{ type: "object", required: ["a"] }, 'schema: the root: "a" is required but not among properties.'],
    [{ type: "object", required: "a" }, "required is no list of names."],
    [{ type: "object", properties: [] }, "properties is no record."],
    [{ type: "array" }, "no items. Say what the array holds."],
    [{ type: "string", maxLength: -1 }, "maxLength is -1. It must be a whole number from 0."],
    [{ type: "number", minimum: "1" }, 'minimum is "1". It must be a number.'],
    [{ anyOf: [] }, "anyOf is no list of schemas."],
    [{ anyOf: [{ type: "null" }], type: "null" }, 'Onda does not know "type" here. It knows anyOf.'],
    [{ enum: 1 }, "enum is no list."],
  ])("%j is refused", (schema, message) => {
    expect(() => jsonSchemaGrammar(schema)).toThrow(SchemaError);
    expect(() => jsonSchemaGrammar(schema)).toThrow(message);
  });

  it("because it is too deep or too large, is refused", () => {
    const many = Array.from({ length: 10_001 }, (_, i) => i);
    expect(() => jsonSchemaGrammar({ enum: many })).toThrow("more than 10000 schemas and values. Make it smaller.");
    let schema: object = { type: "null" };
    for (let i = 0; i < 40; i++) schema = { type: "array", items: schema };
    expect(() => jsonSchemaGrammar(schema)).toThrow("nested deeper than 32. Make it flatter.");
  });
});
