// Vocabularies of others, as llama.cpp's makers keep them: GGUF files with texts (`.inp`) and the tokens that the
// original tokenizer makes of them (`.out`). They are megabytes and not Onda's, so this runs where they are: put
// llama.cpp's `models/ggml-vocab-*` into runs/vocab, or name their folder in ONDA_VOCABULARIES.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type GgufHeader, parseGgufHeader, readGgufTokenizer } from "../../src/formats/index.ts";

const folder = process.env.ONDA_VOCABULARIES ?? fileURLToPath(new URL("../../runs/vocab/", import.meta.url));
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^ggml-vocab-.*\.gguf$/.test(name)) : [];
/** DeepSeek's first language model cuts words by a list of all letters that it knows: not read. */
const unknown = ["ggml-vocab-deepseek-llm.gguf"];
const hasVectors = files.filter((name) => existsSync(join(folder, `${name}.out`)) && !unknown.includes(name));

const metadataOf = (name: string) => {
  const bytes = readFileSync(join(folder, name));
  return (parseGgufHeader(bytes, bytes.length) as GgufHeader).metadata;
};

if (hasVectors.length === 0) {
  it.skip(`vocabularies of llama.cpp are not in ${folder}: see the head of this file`, () => {});
}

describe.each(hasVectors)("%s", (name) => {
  const tokenizer = readGgufTokenizer(metadataOf(name));
  const texts = readFileSync(join(folder, `${name}.inp`), "utf8").split("\n__ggml_vocab_test__\n");
  const wanted = readFileSync(join(folder, `${name}.out`), "utf8").split("\n").map((line) => line.trim());

  it("makes the tokens of the original", () => {
    expect(texts.length).toBeGreaterThan(40);
    for (const [i, text] of texts.entries()) {
      expect(`${JSON.stringify(text)}: ${tokenizer.encode(text).join(" ")}`).toBe(`${JSON.stringify(text)}: ${wanted[i]}`);
    }
  });

  it.skipIf(name.includes("bert"))("gives the texts back, whole and token by token", () => {
    for (const text of texts) {
      const ids = tokenizer.encode(text);
      expect(tokenizer.decode(ids)).toBe(text);
      const stream = tokenizer.stream();
      const streamed = ids.map((id) => stream.push(id)).join("") + stream.end();
      expect([text, ` ${text}`]).toContain(streamed);
    }
  });
});
