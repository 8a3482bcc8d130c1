/**
 * JSON Schema as a grammar, for a part of it that models fill in well: objects with their properties in the schema's
 * order, arrays, strings of some length, numbers and integers within bounds, booleans, null, enum, const and anyOf. The text is what
 * `JSON.stringify` would write. What is not understood is refused, so that a text that fits the grammar fits the schema.
 */
import { character, type Grammar, inOrder, oneOf, repeat, shortest, text } from "./grammar.ts";
import { type Bounds, decimalNumbers, unbounded, wholeNumbers } from "./numbers.ts";

/** A mistake in a schema, and where: `schema: /properties/age: …`. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

type Fields = Readonly<Record<string, unknown>>;

/** They say nothing about what fits. */
const NOTES = "title description default examples $schema $id $comment deprecated readOnly writeOnly".split(" ");
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  object: ["properties", "required", "additionalProperties"],
  array: ["items", "minItems", "maxItems"],
  string: ["minLength", "maxLength"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  boolean: [],
  null: [],
};
/** A schema may come from anyone. */
const DEEPEST = 32;
const LARGEST = 10_000;

const letter = oneOf(
  character([" ", "!"], ["#", "["], ["]", 0x10ffff]),
  inOrder(text("\\"), oneOf(...[...'"\\/bfnrt'].map(text))),
);
const quote = text('"');

/**
 * The grammar of the texts that fit a schema.
 * Throws a SchemaError for a keyword that Onda does not know, and where nothing can fit.
 */
export function jsonSchemaGrammar(schema: unknown): Grammar {
  const grammar = new Reader().read(schema, "", 0);
  if (grammar instanceof Never) throw new SchemaError(`schema: ${grammar.why}`);
  return grammar;
}

/** Nothing fits, and why. Where there is a choice it is left out, elsewhere it spreads. */
class Never {
  constructor(readonly why: string) {}
}
type Read = Grammar | Never;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const at = (path: string): string => (path === "" ? "the root" : path);
const fail = (path: string, message: string): SchemaError => new SchemaError(`schema: ${at(path)}: ${message}`);

class Reader {
  private count = 0;

  read(schema: unknown, path: string, depth: number): Read {
    this.add(1, path);
    if (depth > DEEPEST) throw fail(path, `nested deeper than ${DEEPEST}. Make it flatter.`);
    if (schema === false) return new Never(`${at(path)}: false fits nothing.`);
    if (!isFields(schema)) throw fail(path, `${JSON.stringify(schema)} is no schema. Say a type.`);
    if ("anyOf" in schema) return this.anyOf(schema, path, depth);
    if ("enum" in schema || "const" in schema) return this.values(schema, path);
    const { type } = schema;
    if (!Array.isArray(type)) return this.typed(type, schema, path, depth);
    if (type.length === 0) return new Never(`${at(path)}: an empty list of types fits nothing.`);
    known(schema, path, ["type", ...type.flatMap((name) => KEYWORDS[String(name)] ?? [])]);
    return choice(
      type.map((name) => this.typed(name, only(schema, KEYWORDS[String(name)] ?? []), path, depth)),
      path,
    );
  }

  private add(count: number, path: string): void {
    this.count += count;
    if (this.count > LARGEST) throw fail(path, `more than ${LARGEST} schemas and values. Make it smaller.`);
  }

  private typed(type: unknown, schema: Fields, path: string, depth: number): Read {
    if (typeof type !== "string" || !Object.hasOwn(KEYWORDS, type)) {
      const types = Object.keys(KEYWORDS).join(", ");
      throw fail(path, type === undefined ? `no type. Use ${types}.` : `type ${JSON.stringify(type)}. Use ${types}.`);
    }
    known(schema, path, ["type", ...KEYWORDS[type]!]);
    switch (type) {
      case "object":
        return this.object(schema, path, depth);
      case "array":
        return this.array(schema, path, depth);
      case "string": {
        const [least, most] = limits(schema, path, "minLength", "maxLength");
        if (least > most) return new Never(`${at(path)}: minLength ${least} is above maxLength ${most}.`);
        return inOrder(quote, repeat(letter, least, most), quote);
      }
      case "number":
      case "integer":
        return this.number(type, schema, path);
      case "boolean":
        return oneOf(text("true"), text("false"));
      default:
        return text("null");
    }
  }

  private number(type: "number" | "integer", schema: Fields, path: string): Read {
    const bounds = boundsOf(schema, path);
    const numbers = type === "integer" ? wholeNumbers(bounds) : decimalNumbers(bounds);
    if (shortest(numbers) < Number.POSITIVE_INFINITY) return numbers;
    return new Never(`${at(path)}: Onda writes no ${type} from ${bounds.least} to ${bounds.most}.`);
  }

  private object(schema: Fields, path: string, depth: number): Read {
    const properties = schema.properties ?? {};
    const required = schema.required ?? [];
    if (!isFields(properties)) throw fail(path, "properties is no record.");
    if (!Array.isArray(required) || !required.every((name) => typeof name === "string")) {
      throw fail(path, "required is no list of names.");
    }
    const stranger = required.find((name) => !Object.hasOwn(properties, name));
    if (stranger !== undefined) {
      if (schema.additionalProperties === false) {
        return new Never(`${at(path)}: ${JSON.stringify(stranger)} is required, but no property may be called so.`);
      }
      throw fail(path, `${JSON.stringify(stranger)} is required but not among properties. Describe it there.`);
    }
    const parts: Property[] = [];
    for (const [name, part] of Object.entries(properties)) {
      const value = this.read(part, `${path}/properties/${name}`, depth + 1);
      const isRequired = required.includes(name);
      if (!(value instanceof Never)) parts.push({ key: text(`${JSON.stringify(name)}:`), value, isRequired });
      else if (isRequired) return value;
    }
    return inOrder(text("{"), propertiesFrom(parts));
  }

  private array(schema: Fields, path: string, depth: number): Read {
    const [least, most] = limits(schema, path, "minItems", "maxItems");
    if (least > most) return new Never(`${at(path)}: minItems ${least} is above maxItems ${most}.`);
    if (schema.items === undefined && most > 0) throw fail(path, "no items. Say what the array holds.");
    const item = most === 0 ? oneOf() : this.read(schema.items, `${path}/items`, depth + 1);
    const empty = text("[]");
    if (item instanceof Never || most === 0) return least > 0 ? (item as Never) : empty;
    const filled = inOrder(
      text("["),
      item,
      repeat(inOrder(text(","), item), Math.max(0, least - 1), most - 1),
      text("]"),
    );
    return least === 0 ? oneOf(empty, filled) : filled;
  }

  private anyOf(schema: Fields, path: string, depth: number): Read {
    known(schema, path, ["anyOf"]);
    const options = schema.anyOf;
    if (!Array.isArray(options) || options.length === 0) throw fail(path, "anyOf is no list of schemas.");
    return choice(
      options.map((option, i) => this.read(option, `${path}/anyOf/${i}`, depth + 1)),
      path,
    );
  }

  private values(schema: Fields, path: string): Read {
    known(schema, path, ["enum", "const", "type"]);
    if ("enum" in schema && !Array.isArray(schema.enum)) throw fail(path, "enum is no list.");
    const list = (schema.enum as readonly unknown[] | undefined) ?? [schema.const];
    this.add(list.length, path);
    const types = [schema.type ?? []].flat();
    const wanted = "const" in schema ? JSON.stringify(schema.const) : undefined;
    const fitting = list
      .filter((value) => types.length === 0 || types.some((type) => isOfType(value, type)))
      .map((value) => JSON.stringify(value))
      .filter((value) => wanted === undefined || value === wanted);
    if (fitting.length > 0) return oneOf(...[...new Set(fitting)].map(text));
    return new Never(`${at(path)}: none of the values fits${types.length > 0 ? ` type ${types.join(" or ")}` : ""}.`);
  }
}

function isOfType(value: unknown, type: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  return type === "object" ? isFields(value) : typeof value === type;
}

interface Property {
  readonly key: Grammar;
  readonly value: Grammar;
  readonly isRequired: boolean;
}

/** From a property on to the end, before the first and behind another one: both are shared, so the size is linear. */
function propertiesFrom(parts: readonly Property[]): Grammar {
  let [first, later] = [text("}"), text("}")];
  for (const { key, value, isRequired } of parts.toReversed()) {
    const here = inOrder(key, value, later);
    const behind = inOrder(text(","), here);
    [first, later] = isRequired ? [here, behind] : [oneOf(here, first), oneOf(behind, later)];
  }
  return first;
}

/** What is left where nothing fits some of the options. */
function choice(options: readonly Read[], path: string): Read {
  const left = options.filter((option): option is Grammar => !(option instanceof Never));
  if (left.length > 0) return oneOf(...left);
  const reasons = options.map((option) => (option as Never).why).join(" ");
  return new Never(`${at(path)}: none of ${options.length} choices can be met. ${reasons}`);
}

const only = (schema: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => names.includes(name)));

function known(schema: Fields, path: string, names: readonly string[]): void {
  const stranger = Object.keys(schema).find((name) => !names.includes(name) && !NOTES.includes(name));
  if (stranger === undefined) return;
  throw fail(path, `Onda does not know ${JSON.stringify(stranger)} here. It knows ${names.join(", ")}.`);
}

/** An excluded bound excludes all up to the next whole number: what comes fits. */
function boundsOf(schema: Fields, path: string): Bounds {
  const read = (name: string): number | undefined => {
    const value = schema[name];
    if (value === undefined || (typeof value === "number" && Number.isFinite(value)))
      return value as number | undefined;
    throw fail(path, `${name} is ${JSON.stringify(value)}. It must be a number.`);
  };
  const [low, high] = [read("exclusiveMinimum"), read("exclusiveMaximum")];
  return {
    least: Math.max(read("minimum") ?? unbounded.least, low === undefined ? unbounded.least : Math.floor(low) + 1),
    most: Math.min(read("maximum") ?? unbounded.most, high === undefined ? unbounded.most : Math.ceil(high) - 1),
  };
}

function limits(schema: Fields, path: string, low: string, high: string): readonly [number, number] {
  const read = (name: string, otherwise: number): number => {
    const value = schema[name];
    if (value === undefined) return otherwise;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    throw fail(path, `${name} is ${JSON.stringify(value)}. It must be a whole number from 0.`);
  };
  return [read(low, 0), read(high, Number.POSITIVE_INFINITY)];
}
