/** What a model that points may say: no pointer without a value, and where it is asked for, every value before the end. */
import { marksOf, type Values } from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import type { Constraint } from "../../models/index.ts";

/** @param demanded tokens of the values that must be pointed at before the text may end */
export function pointing(tokenizer: Tokenizer, values: Values, demanded: Iterable<number> = []): Constraint {
  const all = new Set(demanded);
  const vain = [...marksOf(tokenizer).values()].flat().filter(({ id }) => !values.has(id));
  const may = new Uint8Array(tokenizer.size).fill(1);
  for (const { id } of vain) may[id] = 0;
  return {
    shortest: all.size + 1,
    start() {
      const missing = new Set(all);
      const allowed = new Uint8Array(may.length);
      return {
        get mayEnd() {
          return missing.size === 0;
        },
        allowed(room) {
          if (room > missing.size + 1) allowed.set(may);
          else {
            allowed.fill(0);
            for (const id of missing) allowed[id] = 1;
          }
          return allowed;
        },
        accept(id) {
          missing.delete(id);
        },
      };
    },
  };
}

/** The values of keys that a tokenizer's marks name; those of other keys may stand there for no reason. */
export function namedValues(tokenizer: Tokenizer, values: Values): readonly number[] {
  const others = new Set(
    marksOf(tokenizer)
      .get("")
      ?.map(({ id }) => id),
  );
  return [...values.keys()].filter((id) => !others.has(id));
}
