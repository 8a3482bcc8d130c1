/** Whether a text has the form that was asked for, and where it does not. */
import { FORMS, type Form } from "./poem.ts";

export interface FormFinding {
  /** Counted from 1; 0 for the poem as a whole. */
  readonly line: number;
  readonly problem: string;
}

/**
 * What is wrong with verses, as `poemText` writes them below the heading: their number, the length of each, its signs,
 * and what is no Chinese character. Of a right poem nothing.
 */
export function checkForm(text: string, form: Form): FormFinding[] {
  const { characters } = FORMS[form];
  const counts: readonly number[] = FORMS[form].lines;
  const verses = text.split(/(?<=\P{Unified_Ideograph})(?=\p{Unified_Ideograph})/u).filter((verse) => verse !== "");
  const findings: FormFinding[] = [];
  if (!counts.includes(verses.length)) {
    findings.push({ line: 0, problem: `${verses.length} lines. ${form} has ${counts.join(" or ")}.` });
  }
  for (const [index, verse] of verses.entries()) {
    const line = index + 1;
    const [, body, signs] = /^(\p{Unified_Ideograph}*)(.*)$/su.exec(verse)!;
    const length = [...body!].length;
    if (length !== characters) findings.push({ line, problem: `${length} characters. ${form} has ${characters}.` });
    const wanted = line % 2 === 1 ? "，" : line < verses.length ? "。\n" : "。";
    if (signs !== wanted) {
      findings.push({ line, problem: `ends with ${JSON.stringify(signs)} instead of ${JSON.stringify(wanted)}.` });
    }
  }
  return findings;
}

/** The lines of verses, without signs. */
export const linesOf = (text: string): string[] =>
  text.split(/[^\p{Unified_Ideograph}]+/u).filter((line) => line !== "");
