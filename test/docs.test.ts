// The documentation tells the truth: its code runs and prints what stands below it, its links lead somewhere.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { blocksOf, moduleOf, printsOf, truePage } from "./docs/page.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const linesOf = (path: string) => read(path).split("\n");

/** Every page of the project below a folder, except what is installed, built or hidden. */
function pagesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith(".md") ? [path] : [];
    return !entry.isDirectory() || /^\.|^(node_modules|dist|runs|out)$/.test(entry.name) ? [] : pagesBelow(path);
  });
}
const pages = pagesBelow("");
const withCode = pages.filter((path) => blocksOf(linesOf(path)).some(({ info }) => info.startsWith("ts")));
/** The others show code that needs weights or hours; its types are checked. */
const running = withCode.filter((path) => /^docs\/\d/.test(path));

describe("code in the documentation", () => {
  mkdirSync(join(root, ".build"), { recursive: true });
  const folder = mkdtempSync(join(root, ".build/docs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const modulePath = (page: string) => join(folder, page.replaceAll("/", "_").replace(/\.md$/, ".ts"));
  for (const page of withCode) writeFileSync(modulePath(page), moduleOf(linesOf(page), "../../src"));

  it("is there", () => {
    expect(running.map((page) => basename(page))).toEqual(expect.arrayContaining(["01-the-engine.md"]));
  });

  // `npx vitest run test/docs.test.ts -u` writes what is printed and quoted into the page.
  it.each(running)(
    "%s prints what it says",
    async (page) => {
      const printed = await printsOf(() => import(/* @vite-ignore */ modulePath(page)));
      await expect(truePage(linesOf(page), printed, root)).toMatchFileSnapshot(join(root, page));
    },
    120_000,
  );

  it("has the right types", () => {
    writeFileSync(join(folder, "tsconfig.json"), '{ "extends": "../../tsconfig.json", "include": ["*.ts"] }');
    const tsc = [join(root, "node_modules/@typescript/native/bin/tsc"), "-p", folder];
    let complaints = "";
    try {
      execFileSync(process.execPath, tsc, { cwd: folder, encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      complaints = (error as { stdout: string }).stdout;
    }
    expect(complaints).toBe("");
  }, 120_000);
});

/** A page without its code and comments. */
const prose = (page: string) =>
  read(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .replace(/<!--[\s\S]*?-->/g, "");
const headings = (page: string) =>
  [...prose(page).matchAll(/^(#+) (.*)$/gm)].map(([, marks, text]) => ({ level: marks!.length, text: text! }));
/** As GitHub makes anchors of headings. */
const anchor = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- _]/gu, "")
    .replaceAll(" ", "-");
const linksOf = (page: string): string[] => [
  ...[...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to!),
  ...[...prose(page).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to]) => to!),
];

describe("links", () => {
  /** What measuring will bring: may be missing from a page as long as that page has a place open for a measurement. */
  const measured = /^docs\/(images\/|benchmarks\.md)|^weights\//;
  const isOpen = (page: string) => read(page).includes("<!-- measured");

  it("lead to files and headings that exist", () => {
    const dead = pages.flatMap((page) =>
      linksOf(page)
        .filter((to) => !/^[a-z]+:/.test(to))
        .flatMap((to) => {
          const [path, hash] = to.split("#") as [string, string?];
          const target = path === "" ? page : relative(root, join(root, dirname(page), decodeURIComponent(path)));
          if (!existsSync(join(root, target))) return measured.test(target) && isOpen(page) ? [] : [`${page}: ${to}`];
          const toHeading = hash === undefined || headings(target).some(({ text }) => anchor(text) === hash);
          return toHeading ? [] : [`${page}: ${to}`];
        }),
    );
    expect(dead).toEqual([]);
  });

  it("reach every chapter from the table of contents", () => {
    const listed = linksOf("docs/README.md").map((to) => join("docs", to));
    const chapters = pages.filter((page) => dirname(page) === "docs" && page !== "docs/README.md");
    expect(chapters.filter((page) => !listed.includes(page))).toEqual([]);
  });
});

describe("the two READMEs", () => {
  const [english, chinese] = ["README.md", "README.zh-CN.md"] as const;

  it("have the same structure", () => {
    const levels = (page: string) => headings(page).map(({ level }) => level);
    const fences = (page: string) => blocksOf(linesOf(page)).map(({ info }) => info);
    const rows = (page: string) => [...prose(page).matchAll(/^\|.*\|$/gm)].length;
    const own = (page: string) => linksOf(page).filter((to) => !/^README/.test(to) && !to.startsWith("#"));
    expect(levels(chinese)).toEqual(levels(english));
    expect(fences(chinese)).toEqual(fences(english));
    expect(rows(chinese)).toBe(rows(english));
    expect(own(chinese)).toEqual(own(english));
  });

  it("promise the commands that .ci/run tries", () => {
    const ci = read(".ci/run");
    for (const page of [english, chinese]) {
      expect(read(page)).toContain('npm install && npx onda paint "a red apple"');
      expect(read(page)).toMatch(/^npm test$/m);
    }
    expect(ci).toMatch(/^npm install\b/m);
    expect(ci).toMatch(/^npm test$/m);
  });
});
