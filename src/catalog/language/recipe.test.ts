import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { packageRoot } from "../package.ts";
import { readRecipe } from "../painter/recipe.ts";
import { languageRecipe } from "../tiny-language.testing.ts";
import { languageConfig, readLanguageRecipe } from "./recipe.ts";

const folder = await mkdtemp(join(tmpdir(), "onda-recipe-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const read = async (recipe: unknown) => {
  await writeFile(join(folder, "recipe.json"), typeof recipe === "string" ? recipe : JSON.stringify(recipe));
  return readLanguageRecipe(folder);
};

describe("a language recipe", () => {
  it.each(["shakespeare", "poet"])("such as %s is read as it is", async (name) => {
    const recipe = await readLanguageRecipe(join(packageRoot, "recipes", name));
    expect(recipe).toMatchObject({ kind: "language", name });
    expect(languageConfig(recipe, 100)).toMatchObject({ ...recipe.config, vocabulary: 100 });
  });

  it("may be sparse", async () => {
    const { config } = languageRecipe;
    const sparse = { ...languageRecipe, config: { ...config, experts: 4, expertsPerToken: 2 } };
    expect(languageConfig(await read(sparse), 10)).toMatchObject({ vocabulary: 10, experts: 4, expertsPerToken: 2 });
  });

  const { config, schedule, optimizer } = languageRecipe;
  it.each<[string, unknown, string]>([
    ["no JSON", "{", "recipe.json is not valid JSON. Give a recipe's folder"],
    ["no record", [1], "recipe.json is no record."],
    [
      "another kind",
      { ...languageRecipe, kind: "music" },
      'kind is "music". It is one of painter, language, gan, diffusion.',
    ],
    ["a painter's", { ...languageRecipe, kind: undefined }, "is a recipe of kind painter, not language."],
    ["no name", { ...languageRecipe, name: undefined }, "name is undefined. It must be a name of letters and digits."],
    ["a name that leads out", { ...languageRecipe, name: "../x" }, 'name is "../x".'],
    [
      "an unknown source",
      { ...languageRecipe, source: "web" },
      'source is "web". It must be one of text, poems, briefs.',
    ],
    ["no tokenizer", { ...languageRecipe, tokenizer: null }, "tokenizer.kind is undefined."],
    ["no vocabulary", { ...languageRecipe, tokenizer: { kind: "byte-pairs" } }, "tokenizer.size is undefined."],
    ["half a row", { ...languageRecipe, length: 1.5 }, "length is 1.5. It must be a whole number above 0."],
    ["long rows", { ...languageRecipe, length: 17 }, "length is 17, the model's context 16. Shorten the rows."],
    ["no sizes", { ...languageRecipe, config: undefined }, "config.width is undefined."],
    ["heads that do not come out", { ...languageRecipe, config: { ...config, heads: 3 } }, "gpt: headSize is"],
    ["no experts", { ...languageRecipe, config: { ...config, experts: 0 } }, "moe: experts is 0."],
    ["no rate", { ...languageRecipe, schedule: { ...schedule, learningRate: 0 } }, "schedule.learningRate is 0."],
    ["a rate as text", { ...languageRecipe, schedule: { ...schedule, learningRate: "1" } }, 'learningRate is "1".'],
    ["a wild momentum", { ...languageRecipe, optimizer: { ...optimizer, momentum: 1 } }, "optimizer.momentum is 1."],
    ["everything dropped", { ...languageRecipe, dropout: 1 }, "dropout is 1. It must be a number from 0 to below 1."],
    ["a muon of text", { ...languageRecipe, muon: "yes" }, 'muon is "yes". It must be true or false.'],
  ])("with %s is refused", async (_, recipe, message) => {
    await expect(read(recipe)).rejects.toThrow(message);
  });

  it("is no painter's", async () => {
    await read(languageRecipe);
    await expect(readRecipe(folder)).rejects.toThrow("is a recipe of kind language, not painter.");
  });
});
