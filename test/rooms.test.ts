// The order of the rooms holds, and the check that says so can see.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { afterAll, describe, expect, it } from "vitest";
import { options, resolve } from "./room-order.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

async function check(folder: string): Promise<ICruiseResult> {
  const { output } = await cruise(["src"], { ...options, baseDir: folder }, resolve);
  return output as ICruiseResult;
}

/** Each broken rule as a line, a package's file shortened to the package. */
const complaints = (result: ICruiseResult) =>
  result.summary.violations
    .map(({ rule, from, to }) => `${rule.name}: ${from} → ${to.replace(/.*node_modules\/([^/]+).*/, "$1")}`)
    .sort();

describe("the rooms", () => {
  it("keep their order", async () => {
    const result = await check(root);
    const read = result.modules.map(({ source }) => source).filter((source) => source.startsWith("src/"));
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
    const sources = files.filter((file) => file.endsWith(".ts")).map((file) => join("src", file));
    expect(sources.length).toBeGreaterThan(20);
    expect(read.sort()).toEqual(sources.sort()); // a checker without a TypeScript parser reads nothing, and passes
    expect(complaints(result)).toEqual([]);
  });
});

describe("the check", () => {
  mkdirSync(join(root, ".build"), { recursive: true });
  const folder = mkdtempSync(join(root, ".build/rooms-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const files: Record<string, string> = {
    "src/graph/up.ts": 'import type { Model } from "../onnx/model.ts";\nexport type Up = Model;',
    "src/onnx/model.ts": 'import type { Up } from "../graph/fine.ts";\nexport interface Model { up: Up }',
    "src/graph/fine.ts": "export type Up = number;",
    "src/graph/fine.test.ts":
      'import { it } from "vitest";\nimport "../cli/main.ts";\nit("may import anything", () => {});',
    "src/formats/package.ts": 'export { Command } from "commander";',
    "src/nn/disk.ts": 'import { readFileSync } from "node:fs";\nexport const read = readFileSync;',
    "src/runtime/port.ts":
      'import type { InferenceSession } from "onnxruntime-node";\nexport type S = InferenceSession;',
    "src/runtime/node/adapter.ts":
      'import "node:fs";\nimport type { Tensor } from "onnxruntime-node";\nexport type T = Tensor;',
    "src/models/late.ts": 'export const late = () => import("../train/loop.ts");',
    "src/train/loop.ts": 'import { more } from "./more.ts";\nexport const loop = () => more;',
    "src/train/more.ts": 'import { loop } from "./loop.ts";\nexport const more = () => loop;',
    "src/data/tool.ts":
      'import { test } from "vitest";\nimport { gone } from "./gone.ts";\nexport const t = [test, gone];',
    "src/cli/main.ts": 'import { loop } from "../train/loop.ts";\nimport "../graph/fine.test.ts";\nloop();',
    "src/cellar/a.ts": 'import "../graph/fine.ts";',
  };

  it("catches every forbidden import, also of types and at run time", async () => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    expect(complaints(await check(folder))).toEqual([
      "imports-nothing: src/formats/package.ts → commander",
      "installed-with-onda: src/data/tool.ts → ./gone.ts",
      "installed-with-onda: src/data/tool.ts → vitest",
      "known-room: src/cellar/a.ts → src/graph/fine.ts",
      "no-cycles: src/cli/main.ts → src/graph/fine.test.ts",
      "no-cycles: src/train/loop.ts → src/train/more.ts",
      "no-node-builtins: src/nn/disk.ts → fs",
      "no-tests-in-the-product: src/cli/main.ts → src/graph/fine.test.ts",
      "resolves: src/data/tool.ts → ./gone.ts",
      "room-graph: src/graph/up.ts → src/onnx/model.ts",
      "room-models: src/models/late.ts → src/train/loop.ts",
      "runs-in-a-browser: src/runtime/port.ts → onnxruntime-node",
    ]);
  });
});
