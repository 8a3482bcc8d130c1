/** How well a vocabulary fits a text: how many tokens a character of it takes. */
import type { TokenBatch } from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";

/** As many tokens tell it well enough. */
const ENOUGH = 200_000;

/** Tokens for each character (code point) of rows of tokens, special ones left out; 0 where there is no text. */
export function tokensPerCharacter(
  tokenizer: Pick<Tokenizer, "decode" | "isSpecial">,
  rows: Iterable<readonly number[]>,
): number {
  let [tokens, characters] = [0, 0];
  for (const row of rows) {
    const plain = row.filter((id) => !tokenizer.isSpecial(id));
    tokens += plain.length;
    for (const _ of tokenizer.decode(plain)) characters++;
    if (tokens > ENOUGH) break;
  }
  return characters === 0 ? 0 : tokens / characters;
}

/** The tokens that count in batches: what fills rows up is no text. */
export function* countedTokens(batches: readonly TokenBatch<Value>[]): Generator<readonly number[]> {
  for (const { targets, weights } of batches) {
    yield Array.from(targets.data as BigInt64Array, Number).filter((_, i) => Number(weights.data[i]) > 0);
  }
}
