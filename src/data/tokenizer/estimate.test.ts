import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { packageRoot } from "../../catalog/package.ts";
import { bytesPerToken } from "./estimate.ts";
import { trainBytePairs } from "./train.ts";

it("estimates what a tokenizer of the whole text does, a little low", () => {
  const text = ["CHANGELOG.md", "README.md", "docs/01-the-engine.md", "docs/benchmarks.md"]
    .map((file) => readFileSync(`${packageRoot}/${file}`, "utf8"))
    .join("\n");
  const estimated = bytesPerToken(text, 600)!;
  const real = Buffer.byteLength(text) / trainBytePairs([text], { size: 600 }).encode(text).length;
  expect(estimated).toBeLessThan(real);
  expect(estimated).toBeGreaterThan(0.8 * real);
  expect(bytesPerToken("short", 600)).toBeUndefined();
});
