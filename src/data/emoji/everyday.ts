/**
 * Everyday names that Unicode leaves out; everything else about a name comes from the packages (`captions.ts`).
 *
 * Each entry holds English and Chinese names, divided by commas. Where a list starts with "=", its first name replaces
 * the label that Unicode gives.
 */
import { EVERYDAY_NATURE } from "./everyday-nature.ts";
import { EVERYDAY_THINGS } from "./everyday-things.ts";

export const EVERYDAY: Readonly<Record<string, readonly [en: string, zh: string]>> = {
  ...EVERYDAY_NATURE,
  ...EVERYDAY_THINGS,
};
