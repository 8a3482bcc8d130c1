import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readTokenizerJson } from "./tokenizer-json.ts";

interface Golden {
  readonly file: unknown;
  readonly ids: readonly (readonly number[])[];
  readonly framed: readonly number[];
  readonly decoded: readonly string[];
}
const golden = JSON.parse(
  readFileSync(new URL("../../../test/golden/foreign-tokenizers.json", import.meta.url), "utf8"),
) as { readonly texts: readonly string[]; readonly kinds: Readonly<Record<string, Golden>> };
const { texts, kinds } = golden;

describe.each(Object.entries(kinds))("%s", (_, { file, ids, framed, decoded }) => {
  const tokenizer = readTokenizerJson(JSON.stringify(file));

  it("makes the tokens of Hugging Face's library", () => {
    const made = texts.map((text) => [text, tokenizer.encode(text, { special: true })]);
    expect(made).toEqual(texts.map((text, i) => [text, ids[i]]));
  });

  it("frames a text as it does", () => {
    expect([...tokenizer.before, ...tokenizer.encode("hello world"), ...tokenizer.after]).toEqual(framed);
  });

  it("gives back the same text", () => {
    const made = ids.map((list) => tokenizer.decode(list));
    expect(made).toEqual(decoded);
  });

  it("makes no special token of plain text", () => {
    for (const text of texts) expect(tokenizer.encode(text).filter(tokenizer.isSpecial), text).toEqual([]);
  });

  it("takes any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        for (const id of tokenizer.encode(text)) expect(tokenizer.bytesOf(id).length).toBeGreaterThan(0);
      }),
    );
  });
});
