/** What kind of thing a product is, told from the words of its name. */
import type { Language } from "./brief.ts";
import { CATEGORIES, type Category } from "./category.ts";
import { productsEn } from "./products.en.ts";
import { productsZh } from "./products.zh.ts";

const TABLES = { en: productsEn, zh: productsZh } as const;

/** The category whose noun the name ends with, the longest noun first; null for a name that tells nothing. */
export function guessCategory(product: string): Category | null {
  const name = product.toLowerCase();
  let best: { category: Category; length: number } | null = null;
  for (const language of ["en", "zh"] as const) {
    for (const category of CATEGORIES) {
      for (const noun of TABLES[language][category].nouns) {
        if (noun.length > (best?.length ?? 0) && holds(name, noun.toLowerCase(), language)) {
          best = { category, length: noun.length };
        }
      }
    }
  }
  return best?.category ?? null;
}

/** A model's number may follow: "oak lamp X-200". */
function holds(name: string, noun: string, language: Language): boolean {
  const at = name.lastIndexOf(noun);
  if (at < 0) return false;
  const rest = name.slice(at + noun.length);
  if (language === "zh") return /^[\sA-Za-z0-9-]*$/.test(rest);
  return (at === 0 || /[^a-z]/.test(name[at - 1]!)) && /^(| [a-z]*\d[\w-]*| (pro|mini|plus|max|one|lite))$/.test(rest);
}
