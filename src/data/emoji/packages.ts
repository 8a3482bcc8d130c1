/** Where the drawings and the words come from: five npm packages, read from `node_modules`. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { CldrAnnotations, EmojibaseEntry, Sources } from "./captions.ts";

export const PACKAGES = {
  flat: "@iconify-json/fluent-emoji-flat@1.2.6",
  noto: "emoji-datasource-google@16.0.0",
  "3d": "@lobehub/fluent-emoji-3d@1.1.0",
  emojibase: "emojibase-data@17.0.0",
  cldr: "cldr-annotations-full@48.2.0",
} as const;

/** A package that the set is made from is not installed; the message holds the command that installs it. */
export class MissingPackagesError extends Error {
  override readonly name = "MissingPackagesError";
}

export type PackageFolders = Readonly<Record<keyof typeof PACKAGES, string>>;

/**
 * Folders of the five packages, looked up in the `node_modules` above each of `from`: by default above this file and
 * above the working folder.
 * @throws MissingPackagesError
 */
export function findPackages(from: readonly string[] = [import.meta.url, join(process.cwd(), "here")]): PackageFolders {
  const missing: string[] = [];
  const folders: Partial<Record<keyof typeof PACKAGES, string>> = {};
  for (const [key, spec] of Object.entries(PACKAGES) as [keyof typeof PACKAGES, string][]) {
    const folder = from.map((place) => resolveFolder(spec.slice(0, spec.lastIndexOf("@")), place)).find(Boolean);
    if (folder) folders[key] = folder;
    else missing.push(spec);
  }
  if (missing.length > 0) {
    throw new MissingPackagesError(
      `emoji: ${missing.length} data package${missing.length > 1 ? "s are" : " is"} not installed. Run: npm install --no-save ${missing.join(" ")}`,
    );
  }
  return folders as PackageFolders;
}

function resolveFolder(name: string, from: string): string | null {
  try {
    return dirname(createRequire(from).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** The English or Chinese words of both caption packages. */
export function readSources(folders: PackageFolders, language: "en" | "zh"): Sources {
  const cldr = readJson(join(folders.cldr, "annotations", language, "annotations.json")) as {
    annotations: { annotations: CldrAnnotations };
  };
  return {
    entries: readJson(join(folders.emojibase, language, "data.json")) as EmojibaseEntry[],
    cldr: cldr.annotations.annotations,
  };
}

/** Unicode's names for group and subgroup numbers. */
export function readGroups(folders: PackageFolders): {
  groups: Record<string, string>;
  subgroups: Record<string, string>;
} {
  return readJson(join(folders.emojibase, "meta", "groups.json")) as ReturnType<typeof readGroups>;
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
