/** What a model that points may say: no pointer without a value, and none again and again. */
import { marksOf, type Values } from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import type { TokenConstraint } from "../../models/index.ts";

/** How often a text may point at a value: what it is about recurs, a price does not. Texts that were learned from keep to it. */
const OFTEN = 6;
const SELDOM = 2;
const SUBJECTS = ["product", "hero", "topic", "brand"];

export function pointing(tokenizer: Tokenizer, values: Values): TokenConstraint {
  const marks = marksOf(tokenizer);
  const allowed = new Uint8Array(tokenizer.size).fill(1);
  for (const { id } of [...marks.values()].flat()) if (!values.has(id)) allowed[id] = 0;
  const subjects = new Set(SUBJECTS.flatMap((key) => marks.get(key)?.map(({ id }) => id) ?? []));
  const left = new Map([...values.keys()].map((id) => [id, subjects.has(id) ? OFTEN : SELDOM]));
  return {
    mayEnd: undefined,
    allowed: () => allowed,
    accept(id) {
      const count = left.get(id);
      if (count === undefined) return;
      left.set(id, count - 1);
      if (count === 1) allowed[id] = 0;
    },
  };
}
