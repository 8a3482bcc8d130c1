// The package keeps its word: what package.json names exists, and what users install is pinned and light.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

/** The source that a built file comes from. */
const sourceOf = (built: string) => built.replace(/^(\.\/)?dist\//, `${root}src/`).replace(/(\.d\.ts|\.js)$/, ".ts");

describe("package.json", () => {
  it("exports rooms that exist", () => {
    const targets = Object.values<Record<string, string> | string>(manifest.exports);
    const built = targets.flatMap((target) => (typeof target === "string" ? [] : Object.values(target)));
    expect(built.length).toBeGreaterThan(0);
    expect(built.filter((path) => !existsSync(sourceOf(path)))).toEqual([]);
  });

  it("has a command", () => {
    expect(readFileSync(sourceOf(manifest.bin.onda), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it("pins every package exactly", () => {
    const { dependencies, optionalDependencies, devDependencies } = manifest;
    const versions = Object.entries<string>({ ...dependencies, ...optionalDependencies, ...devDependencies });
    expect(versions.filter(([, version]) => !/^(npm:@?[\w/-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  it("packs the product, its licence and no tests", () => {
    const options = { cwd: root, encoding: "utf8", stdio: "pipe" } as const;
    const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], options);
    const pack = Object.values<{ files: { path: string }[]; unpackedSize: number }>(JSON.parse(printed))[0]!;
    const paths = pack.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "NOTICE", "README.md", "dist/graph/index.d.ts"]));
    expect(paths.filter((path) => /\.(test|testing)\.|^(src|test|bench|docs|shared)\//.test(path))).toEqual([]);
    expect(pack.unpackedSize).toBeLessThan(40 << 20);
  });
});
