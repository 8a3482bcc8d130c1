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

/** Folders of the five packages. `from` is a file or folder below which `node_modules` is looked up. */
export function findPackages(from: string = import.meta.url): PackageFolders {
  const require = createRequire(from);
  const missing: string[] = [];
  const folders: Partial<Record<keyof typeof PACKAGES, string>> = {};
  for (const [key, spec] of Object.entries(PACKAGES) as [keyof typeof PACKAGES, string][]) {
    try {
      folders[key] = dirname(require.resolve(`${spec.slice(0, spec.lastIndexOf("@"))}/package.json`));
    } catch {
      missing.push(spec);
    }
  }
  if (missing.length > 0) {
    throw new MissingPackagesError(
      `emoji: ${missing.length} data package${missing.length > 1 ? "s are" : " is"} not installed. Run: npm install --no-save ${missing.join(" ")}`,
    );
  }
  return folders as PackageFolders;
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
