/** A poem of regular verse, its form, and its text as a model reads and writes it. */

/** What the forms are: characters in a line, and how many lines. 古 is verse of other lengths than the classical two. */
export const FORMS = {
  五绝: { characters: 5, lines: [4] },
  七绝: { characters: 7, lines: [4] },
  五律: { characters: 5, lines: [8] },
  七律: { characters: 7, lines: [8] },
  五古: { characters: 5, lines: [6, 10, 12] },
  七古: { characters: 7, lines: [6, 10, 12] },
} as const satisfies Record<string, { readonly characters: number; readonly lines: readonly number[] }>;

export type Form = keyof typeof FORMS;

export interface Poem {
  readonly form: Form;
  /** Without punctuation; an even number of them, all of one length. */
  readonly lines: readonly string[];
  /** Empty where it is unknown. */
  readonly author: string;
  /** Empty where there is none, or none worth showing. */
  readonly title: string;
}

/** What a poem is asked for by: any of it may be missing, save the form. */
export interface PoemBrief {
  readonly form: Form;
  readonly author?: string;
  readonly title?: string;
  readonly firstLine?: string;
}

/** The form of lines; undefined where they have none. */
export function formOf(lines: readonly string[]): Form | undefined {
  const length = lines[0]?.length;
  if (!lines.every((line) => line.length === length)) return undefined;
  const forms = Object.entries(FORMS) as [Form, { characters: number; lines: readonly number[] }][];
  return forms.find(([, form]) => form.characters === length && form.lines.includes(lines.length))?.[0];
}

/** `七绝·李白《静夜思》`: what stands above the poem. */
const heading = ({ form, author, title }: PoemBrief): string =>
  `${form}${author ? `·${author}` : ""}${title ? `《${title}》` : ""}\n`;

/** The heading, then two lines of verse in each line: ， stands in the middle and 。 at the end, in every edition. */
export const poemText = (poem: PoemBrief & { readonly lines: readonly string[] }): string =>
  heading(poem) + versesText(poem.lines);

export const versesText = (lines: readonly string[]): string =>
  lines.map((line, i) => (i % 2 === 0 ? `${line}，` : `${line}。${i + 1 < lines.length ? "\n" : ""}`)).join("");

/** What the poem that is asked for begins with: a model writes the rest. */
export const poemPrompt = (brief: PoemBrief): string =>
  heading(brief) + (brief.firstLine ? `${brief.firstLine}，` : "");
