/** What a language's values can draw: a value for each field, from the split's side of the tables. */
import type { Rng } from "../../nn/random.ts";
import type { Source } from "./sources.ts";
import type { Split } from "./split.ts";

type DrawValue = (rng: Rng, split: Split, source: Source) => string;

export type Pronoun = "she" | "he" | "it";

export interface Values {
  readonly product: DrawValue;
  /** A product whose words say what it is, as a price list would. */
  readonly plainProduct: DrawValue;
  readonly brand: DrawValue;
  readonly price: DrawValue;
  readonly offer: DrawValue;
  readonly features: DrawValue;
  readonly audience: DrawValue;
  readonly place: DrawValue;
  readonly date: DrawValue;
  readonly name: DrawValue;
  readonly sender: DrawValue;
  readonly topic: DrawValue;
  readonly goal: DrawValue;
  readonly budget: DrawValue;
  readonly weeks: DrawValue;
  readonly facts: DrawValue;
  readonly setting: DrawValue;
  /** The hero of a story, and the word that stands for them. */
  readonly hero: (rng: Rng, split: Split, source: Source) => { readonly hero: string; readonly pronoun: Pronoun };
}
