/** `recipe.json` of a recipe's folder: what it makes, and its fields before anybody believes them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CheckpointError } from "../train/index.ts";

/** What a recipe makes; the painter's says nothing of it. */
const RECIPE_KINDS = ["painter", "language", "gan", "diffusion"] as const;
export type RecipeKind = (typeof RECIPE_KINDS)[number];

export interface RecipeFile {
  readonly path: string;
  readonly kind: RecipeKind;
  readonly recipe: Readonly<Record<string, unknown>>;
}

/** @throws CheckpointError that names the file and what to give, where there is none or it is no record. */
export async function readRecipeFile(folder: string): Promise<RecipeFile> {
  const path = join(folder, "recipe.json");
  let recipe: unknown;
  try {
    recipe = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : "is not valid JSON";
    throw new CheckpointError(`${path} ${reason}. Give a recipe's folder, such as recipes/painter.`, { cause: error });
  }
  if (typeof recipe !== "object" || recipe === null || Array.isArray(recipe)) {
    throw new CheckpointError(`${path} is no record. Write {…}, as in recipes/painter/recipe.json.`);
  }
  const fields = recipe as RecipeFile["recipe"];
  const kind = RECIPE_KINDS.find((known) => known === (fields.kind ?? "painter"));
  if (kind === undefined) {
    throw new CheckpointError(
      `${path}: kind is ${JSON.stringify(fields.kind)}. It is one of ${RECIPE_KINDS.join(", ")}.`,
    );
  }
  return { path, kind, recipe: fields };
}

/** The same for a recipe that must be of one kind. */
export async function readRecipeOf(wanted: RecipeKind, folder: string): Promise<RecipeFile> {
  const file = await readRecipeFile(folder);
  if (file.kind === wanted) return file;
  throw new CheckpointError(`${file.path} is a recipe of kind ${file.kind}, not ${wanted}. Give another folder.`);
}
