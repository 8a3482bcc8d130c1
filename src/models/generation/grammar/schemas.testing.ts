/** For tests: random schemas, values that fit them, and a plain validator to judge by. */
import fc from "fast-check";

export type Schema = Readonly<Record<string, unknown>>;

const words = fc.string({ unit: fc.constantFrom("a", "B", "月", "🙂", '"', "\\", "\n", " "), maxLength: 5 });
const bounds = fc.tuple(fc.nat(3), fc.option(fc.nat(4), { nil: undefined }));
const scalar = fc.oneof(
  fc.constantFrom<Schema>({ type: "integer" }, { type: "number" }, { type: "boolean" }, { type: "null" }),
  bounds.map(
    ([least, more]): Schema => ({
      type: "string",
      minLength: least,
      ...(more === undefined ? {} : { maxLength: least + more }),
    }),
  ),
  fc
    .uniqueArray(fc.oneof(words, fc.integer(), fc.constant(null)), { minLength: 1, maxLength: 3 })
    .map((list): Schema => ({ enum: list })),
  words.map((value): Schema => ({ const: value })),
);

/** A few levels deep. */
export const schemas: fc.Arbitrary<Schema> = fc.letrec<{ any: Schema }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    scalar,
    fc.tuple(tie("any"), bounds).map(
      ([items, [least, more]]): Schema => ({
        type: "array",
        items,
        minItems: least,
        ...(more === undefined ? {} : { maxItems: least + more }),
      }),
    ),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((anyOf): Schema => ({ anyOf })),
    fc
      .tuple(
        fc.dictionary(words, tie("any"), { maxKeys: 4, noNullPrototype: true }),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      )
      .map(
        ([properties, flags]): Schema => ({
          type: "object",
          properties,
          required: Object.keys(properties).filter((_, i) => flags[i]),
          additionalProperties: false,
        }),
      ),
  ),
})).any;

/** Values that fit a schema, properties in its order. */
export function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if ("anyOf" in schema) return fc.oneof(...(schema.anyOf as Schema[]).map(fitting));
  if ("enum" in schema) return fc.constantFrom(...(schema.enum as unknown[]));
  if ("const" in schema) return fc.constant(schema.const);
  const range = (low: string, high: string) => {
    const least = (schema[low] as number | undefined) ?? 0;
    return { minLength: least, maxLength: (schema[high] as number | undefined) ?? least + 4 };
  };
  switch (schema.type) {
    case "string":
      return fc.string({ unit: "grapheme", ...range("minLength", "maxLength") }).filter((s) => isValid(schema, s));
    case "integer":
    case "number": {
      const { minimum: min = -1e6, maximum: max = 1e6 } = schema as { minimum?: number; maximum?: number };
      const whole = fc.integer({ min, max });
      if (schema.type === "integer" || max === min) return whole;
      return fc.oneof(
        whole,
        fc.integer({ min: 0, max: 100 * (max - min) }).map((n) => (100 * min + n) / 100),
      );
    }
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(fitting(schema.items as Schema), range("minItems", "maxItems"));
    default: {
      const { properties, required } = schema as { properties: Record<string, Schema>; required: string[] };
      return fc
        .tuple(
          ...Object.entries(properties).map(([name, part]) =>
            fc.tuple(fc.constant(name), fitting(part), required.includes(name) ? fc.constant(true) : fc.boolean()),
          ),
        )
        .map((parts) => Object.fromEntries(parts.filter(([, , is]) => is).map(([name, value]) => [name, value])));
    }
  }
}

/** Whether a value fits, by the definitions of JSON Schema. */
export function isValid(schema: Schema, value: unknown): boolean {
  if ("anyOf" in schema) return (schema.anyOf as Schema[]).some((option) => isValid(option, value));
  const same = (other: unknown) => JSON.stringify(other) === JSON.stringify(value);
  if ("enum" in schema) return (schema.enum as unknown[]).some(same);
  if ("const" in schema) return same(schema.const);
  const within = (size: number, low: string, high: string) =>
    size >= ((schema[low] as number) ?? 0) && size <= ((schema[high] as number) ?? Number.POSITIVE_INFINITY);
  switch (schema.type) {
    case "string":
      return typeof value === "string" && within([...value].length, "minLength", "maxLength");
    case "integer":
    case "number": {
      const { minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE } = schema as Record<string, number | undefined>;
      if (typeof value !== "number" || (schema.type === "integer" && !Number.isInteger(value))) return false;
      return value >= minimum && value <= maximum;
    }
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "array":
      return (
        Array.isArray(value) &&
        within(value.length, "minItems", "maxItems") &&
        value.every((item) => isValid(schema.items as Schema, item))
      );
    default: {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
      const { properties, required = [] } = schema as { properties: Record<string, Schema>; required?: string[] };
      return (
        required.every((name) => Object.hasOwn(value, name)) &&
        Object.entries(value).every(
          ([name, part]) => Object.hasOwn(properties, name) && isValid(properties[name]!, part),
        )
      );
    }
  }
}
