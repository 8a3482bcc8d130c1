/** Poems as they come in, without those that came before and those that are hard to learn from. */
import { cleanPoem, type EditionPoem, type Refusal } from "./clean.ts";
import { FORMS, type Form, type Poem } from "./poem.ts";

/** A character that occurs less often is hardly learned: its poem is left out. */
const RARE = 20;

export interface CollectionReport {
  readonly poems: Readonly<Record<Form, number>>;
  /** Different characters in the verses, and how many in all. */
  readonly characters: number;
  readonly length: number;
  readonly leftOut: Readonly<Record<Refusal | "said before" | "rare characters", number>>;
}

export class Collection {
  private readonly poems: Poem[] = [];
  private readonly couplets = new Set<string>();
  private readonly counts = new Map<string, number>();
  private readonly leftOut = {
    fragment: 0,
    "missing characters": 0,
    "other verse": 0,
    "said before": 0,
    "rare characters": 0,
  };

  add(edition: EditionPoem): void {
    const poem = cleanPoem(edition);
    if (typeof poem === "string") {
      this.leftOut[poem]++;
      return;
    }
    // Not the first two lines alone: another edition often differs in one of their characters, and no more.
    const couplets = poem.lines.flatMap((line, i) => (i % 2 === 0 ? [line + poem.lines[i + 1]!] : []));
    if (couplets.some((couplet) => this.couplets.has(couplet))) {
      this.leftOut["said before"]++;
      return;
    }
    for (const couplet of couplets) {
      this.couplets.add(couplet);
      for (const character of couplet) this.counts.set(character, (this.counts.get(character) ?? 0) + 1);
    }
    this.poems.push(poem);
  }

  /** Those whose characters are all known from elsewhere. */
  finished(rare = RARE): Poem[] {
    const isCommon = (line: string) => [...line].every((character) => this.counts.get(character)! >= rare);
    const kept = this.poems.filter(({ lines }) => lines.every(isCommon));
    this.leftOut["rare characters"] = this.poems.length - kept.length;
    return kept;
  }

  report(poems: readonly Poem[]): CollectionReport {
    const counts = Object.fromEntries(Object.keys(FORMS).map((form) => [form, 0])) as Record<Form, number>;
    const characters = new Set<string>();
    let length = 0;
    for (const { form, lines } of poems) {
      counts[form]++;
      for (const line of lines) {
        for (const character of line) characters.add(character);
        length += line.length;
      }
    }
    return { poems: counts, characters: characters.size, length, leftOut: { ...this.leftOut } };
  }
}
