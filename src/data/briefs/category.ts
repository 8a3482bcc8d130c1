/** Kinds of goods, and how tables of them are written. */
export const CATEGORIES = [
  "food",
  "drink",
  "clothing",
  "home",
  "tech",
  "beauty",
  "toys",
  "sport",
  "stationery",
  "service",
  "pet",
  "garden",
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface ProductTable {
  readonly adjectives: readonly string[];
  readonly nouns: readonly string[];
}

/** A table in one line. */
export const words = (text: string): readonly string[] => text.split(/, */);
