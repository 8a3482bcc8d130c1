/** What a model that points may say: no pointer without a value, none again and again, and no end before all is said. */
import { marksOf, type Values } from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import type { TokenConstraint } from "../../models/index.ts";

/** How often a text may point at a value: what it is about recurs, a price does not. Texts that were learned from keep to it. */
const OFTEN = 6;
const SELDOM = 2;
const SUBJECTS = ["product", "hero", "topic", "brand"];

export interface PointingOptions {
  /** The text may not end before it has pointed at each value whose key a mark names. */
  readonly saysAll?: boolean;
}

export function pointing(tokenizer: Tokenizer, values: Values, { saysAll }: PointingOptions = {}): TokenConstraint {
  const marks = marksOf(tokenizer);
  const idsOf = (key: string): readonly number[] => marks.get(key)?.map(({ id }) => id) ?? [];
  const allowed = new Uint8Array(tokenizer.size).fill(1);
  for (const { id } of [...marks.values()].flat()) if (!values.has(id)) allowed[id] = 0;
  const subjects = new Set(SUBJECTS.flatMap(idsOf));
  const unnamed = new Set(idsOf(""));
  const left = new Map([...values.keys()].map((id) => [id, subjects.has(id) ? OFTEN : SELDOM]));
  const missing = new Set(saysAll ? [...values.keys()].filter((id) => !unnamed.has(id)) : []);
  return {
    get mayEnd() {
      return saysAll ? missing.size === 0 : undefined;
    },
    allowed: () => allowed,
    accept(id) {
      const count = left.get(id);
      if (count === undefined) return;
      missing.delete(id);
      left.set(id, count - 1);
      if (count === 1) allowed[id] = 0;
    },
  };
}
