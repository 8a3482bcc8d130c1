/** Where the drawings and the words come from: five npm packages, read from `node_modules`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findPackages } from "../packages.ts";
import type { CldrAnnotations, EmojibaseEntry, Sources } from "./captions.ts";

export const PACKAGES = {
  flat: "@iconify-json/fluent-emoji-flat@1.2.6",
  noto: "emoji-datasource-google@16.0.0",
  "3d": "@lobehub/fluent-emoji-3d@1.1.0",
  emojibase: "emojibase-data@17.0.0",
  cldr: "cldr-annotations-full@48.2.0",
} as const;

export type PackageFolders = Readonly<Record<keyof typeof PACKAGES, string>>;

/**
 * Folders of the five packages.
 * @throws MissingPackagesError
 */
export const findEmojiPackages = (from?: readonly string[]): PackageFolders => findPackages("emoji", PACKAGES, from);

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
