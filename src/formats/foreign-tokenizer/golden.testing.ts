// Small tokenizers of every kind, made with Hugging Face's library: see test/golden/foreign-tokenizers.py.

import { readFileSync } from "node:fs";

export interface Golden {
  readonly file: {
    readonly model: { readonly vocab: unknown; readonly merges: readonly (readonly [string, string])[] };
    readonly added_tokens: readonly { readonly id: number; readonly content: string; readonly special: boolean }[];
    readonly normalizer: unknown;
    readonly decoder: unknown;
  };
  /** Of each text, without what frames it. */
  readonly ids: readonly (readonly number[])[];
  /** Of "hello world", framed. */
  readonly framed: readonly number[];
  readonly decoded: readonly string[];
}

export const { texts, kinds } = JSON.parse(
  readFileSync(new URL("../../../test/golden/foreign-tokenizers.json", import.meta.url), "utf8"),
) as { readonly texts: readonly string[]; readonly kinds: Readonly<Record<string, Golden>> };
