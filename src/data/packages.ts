/** Finds npm packages that hold data: too large to come with Onda, so they are looked for when they are needed. */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A package that a set is made from is not installed; the message holds the command that installs it. */
export class MissingPackagesError extends Error {
  override readonly name = "MissingPackagesError";
}

/**
 * Folders of packages (`{ key: "name@version" }`), looked up in the `node_modules` above each of `from`: by default
 * above this file and above the working folder. `set` is what the data is for, as the error names it.
 * @throws MissingPackagesError
 */
export function findPackages<Key extends string>(
  set: string,
  packages: Readonly<Record<Key, string>>,
  from: readonly string[] = [import.meta.url, join(process.cwd(), "here")],
): Readonly<Record<Key, string>> {
  const missing: string[] = [];
  const folders: Partial<Record<Key, string>> = {};
  for (const [key, spec] of Object.entries(packages) as [Key, string][]) {
    const folder = from.map((place) => folderOf(spec.slice(0, spec.lastIndexOf("@")), place)).find(Boolean);
    if (folder) folders[key] = folder;
    else missing.push(spec);
  }
  if (missing.length > 0) {
    throw new MissingPackagesError(
      `${set}: ${missing.length} data package${missing.length > 1 ? "s are" : " is"} not installed. Run: npm install --no-save ${missing.join(" ")}`,
    );
  }
  return folders as Record<Key, string>;
}

/** Not by resolving `NAME/package.json`: a package may keep that to itself. */
function folderOf(name: string, from: string): string | undefined {
  const places = createRequire(from).resolve.paths(name) ?? [];
  return places.map((place) => join(place, name)).find((folder) => existsSync(join(folder, "package.json")));
}
