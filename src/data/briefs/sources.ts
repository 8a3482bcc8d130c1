/** Where names of people, towns, dishes and animals come from: the tables of the npm package faker (MIT). */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { findPackages } from "../packages.ts";
import type { Language } from "./brief.ts";

const PACKAGES = { faker: "@faker-js/faker@10.6.0" } as const;

/** The tables of one language that briefs are drawn from. */
export interface Source {
  readonly women: readonly string[];
  readonly men: readonly string[];
  readonly families: readonly string[];
  readonly towns: readonly string[];
  readonly streets: readonly string[];
  readonly colours: readonly string[];
  readonly adjectives: readonly string[];
  readonly nouns: readonly string[];
  readonly dishes: readonly string[];
  readonly fruits: readonly string[];
  readonly spices: readonly string[];
  readonly animals: readonly string[];
}
export type Sources = Readonly<Record<Language, Source>>;

/**
 * Both languages' tables, looked up in the `node_modules` above each of `from`: by default above this file and above the
 * working folder.
 * @throws MissingPackagesError
 */
export async function openSources(from?: readonly string[]): Promise<Sources> {
  const { faker } = findPackages("briefs", PACKAGES, from);
  const [en, zh] = await Promise.all([readTables(faker, "en"), readTables(faker, "zh_CN")]);
  return { en: source(en), zh: source(zh) };
}

type Tables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

async function readTables(folder: string, locale: string): Promise<Tables> {
  const url = pathToFileURL(join(folder, "dist", "locale", `${locale}.js`)).href;
  const { faker } = (await import(url)) as { faker: { rawDefinitions: Tables } };
  return faker.rawDefinitions;
}

function source(tables: Tables): Source {
  const table = (module: string, name: string, part?: string): readonly string[] => {
    const found = tables[module]?.[name];
    const list = part ? (found as Readonly<Record<string, unknown>> | undefined)?.[part] : found;
    if (!Array.isArray(list)) {
      throw new Error(`briefs: ${module}.${name} is no table here. The tables are those of ${PACKAGES.faker}.`);
    }
    return list.filter((entry): entry is string => typeof entry === "string" && /^[^()/]{1,24}$/u.test(entry));
  };
  return {
    women: table("person", "first_name", "female"),
    men: table("person", "first_name", "male"),
    families: table("person", "last_name", "generic"),
    towns: table("location", "city_name"),
    streets: table("location", "street_name"),
    colours: table("color", "human"),
    adjectives: table("word", "adjective"),
    nouns: table("word", "noun"),
    dishes: table("food", "dish"),
    fruits: table("food", "fruit"),
    spices: table("food", "spice"),
    animals: [...table("animal", "dog"), ...table("animal", "cat"), ...table("animal", "bird")],
  };
}
