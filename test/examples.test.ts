// The examples run as they stand, on what `npm run build` made.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../src/catalog/package.ts";
import { readProvenance } from "../src/catalog/pictures/index.ts";
import { saveTinyPainter } from "../src/catalog/tiny-painter.testing.ts";
import { checkForm } from "../src/data/index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "onda-examples-"));
  await saveTinyPainter(join(folder, "tiny.safetensors"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!existsSync(join(packageRoot, "dist/catalog/index.js")))("examples", () => {
  it("paint.mjs", { timeout: 180_000 }, async () => {
    const example = join(packageRoot, "examples/paint.mjs");
    await promisify(execFile)(process.execPath, [example, "tiny.safetensors"], { cwd: folder });
    for (const prompt of ["a red apple", "一只猫"]) {
      const made = readProvenance(await readFile(join(folder, `${prompt}.png`)));
      expect(made).toMatchObject({ prompt, seed: 7, size: 256, model: { name: "tiny" } });
    }
  });

  it("write.mjs", { timeout: 180_000 }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(packageRoot, "examples/write.mjs")]);
    const [first, second, ...answer] = stdout.trim().split("\n");
    expect(checkForm(`${first}\n${second}`, "七绝")).toEqual([]);
    expect(answer.join(" ")).toMatch(/9 am to 6 pm/);
  });
});
