/**
 * How good a poet is: 200 poems for headings that training never saw, with the form's grammar and without it. Their form,
 * their rhymes, and the lines they took from the training set, beside the same measures of real poems that were held out.
 */
import {
  checkForm,
  type Form,
  type LineIndex,
  learnRhymes,
  lineIndex,
  type Poem,
  type PoemBrief,
  type PoemSet,
  poemPrompt,
  type Rhymes,
  repeats,
  rhymingPairs,
  versesText,
} from "../../data/index.ts";
import { createRng } from "../../nn/index.ts";
import type { OpenLanguage } from "../language/open.ts";
import { type CompleteTextRequest, completeTextRequest, type TextRequest } from "../language/request.ts";
import { writeTexts } from "../language/texts.ts";
import { writePoems } from "./write.ts";

/** The classical forms; 古 verse has no fixed number of lines. */
const JUDGED = ["五绝", "七绝", "五律", "七律"] as const satisfies readonly Form[];

export interface VerseMeasures {
  readonly poems: number;
  /** Poems with the right lines, lengths and signs. */
  readonly rightForm: number;
  readonly lines: number;
  /** Lines that stand in the training set, character for character, and the poems that hold one. */
  readonly repeatedLines: number;
  readonly poemsWithRepeat: number;
  readonly repeatedCouplets: number;
  /** Pairs of even lines of which it can be told whether they rhyme, and those that do. */
  readonly pairs: number;
  readonly rhyming: number;
  /** Poems that hold a line twice. */
  readonly stuttering: number;
}

export interface PoetReport {
  readonly settings: CompleteTextRequest;
  readonly secondsPerPoem: number;
  readonly constrained: Readonly<Record<Form | "all", VerseMeasures>>;
  readonly free: Readonly<Record<Form | "all", VerseMeasures>>;
  readonly heldOut: Readonly<Record<Form | "all", VerseMeasures>>;
  readonly samples: readonly Written[];
}

export interface EvaluatePoetOptions {
  readonly poems: PoemSet;
  /** In all, of the four forms alike: 200 unless given. */
  readonly count?: number;
  readonly request?: TextRequest;
  onProgress?(done: number, of: number): void;
}

interface Written {
  readonly brief: PoemBrief;
  readonly verses: string;
}

export async function evaluatePoet(
  model: OpenLanguage,
  { poems, count = 200, request = {}, onProgress }: EvaluatePoetOptions,
): Promise<PoetReport> {
  const settings = completeTextRequest({ seed: 1, ...request }, model.purpose);
  const { seed } = settings;
  const each = Math.ceil(count / JUDGED.length);
  const originals = JUDGED.flatMap((form) => drawPoems(poems.heldOut, form, each, seed));
  const judge = { index: lineIndex(poems.training), rhymes: learnRhymes(poems.training) };
  const constrained: Written[] = [];
  const begun = performance.now();
  for (const [i, { form, title }] of originals.entries()) {
    const [poem] = await writePoems(model, { form, title }, { ...request, seed: seed + i });
    constrained.push({ brief: { form, title }, verses: poem!.text });
    onProgress?.(i + 1, originals.length);
  }
  const secondsPerPoem = (performance.now() - begun) / 1000 / originals.length;
  const prompts = originals.map(({ form, title }, i) => ({ prompt: poemPrompt({ form, title }), seed: seed + i }));
  const free = (await writeTexts(model, prompts, settings)).map(({ text }, i) => ({
    brief: constrained[i]!.brief,
    verses: text,
  }));
  const real = originals.map(({ form, lines }) => ({ brief: { form }, verses: versesText(lines) }));
  return {
    settings,
    secondsPerPoem,
    constrained: measureByForm(constrained, judge),
    free: measureByForm(free, judge),
    heldOut: measureByForm(real, judge),
    samples: constrained.filter((_, i) => i % each < 3),
  };
}

/** Poems with a title, drawn without repetition. */
function drawPoems(poems: readonly Poem[], form: Form, count: number, seed: number): Poem[] {
  const fitting = poems.filter((poem) => poem.form === form && poem.title !== "");
  const order = createRng(`${seed}:${form}`).permutation(fitting.length);
  return Array.from(order.slice(0, count), (i) => fitting[i]!);
}

interface Judge {
  readonly index: LineIndex;
  readonly rhymes: Rhymes;
}

function measureByForm(written: readonly Written[], judge: Judge): Readonly<Record<Form | "all", VerseMeasures>> {
  const of = (form: Form) =>
    measure(
      written.filter(({ brief }) => brief.form === form),
      judge,
    );
  return { ...Object.fromEntries(JUDGED.map((form) => [form, of(form)])), all: measure(written, judge) } as Readonly<
    Record<Form | "all", VerseMeasures>
  >;
}

function measure(written: readonly Written[], { index, rhymes }: Judge): VerseMeasures {
  const each = written.map(({ brief, verses }) => {
    const repeated = repeats(verses, index);
    const lines = verses.split(/[^\p{Unified_Ideograph}]+/u).filter((line) => line !== "");
    return { right: checkForm(verses, brief.form).length === 0, repeated, lines, pairs: rhymingPairs(verses, rhymes) };
  });
  const total = (of: (one: (typeof each)[number]) => number) => each.reduce((sum, one) => sum + of(one), 0);
  return {
    poems: written.length,
    rightForm: total(({ right }) => Number(right)),
    lines: total(({ lines }) => lines.length),
    repeatedLines: total(({ repeated }) => repeated.lines.length),
    poemsWithRepeat: total(({ repeated }) => Number(repeated.lines.length > 0)),
    repeatedCouplets: total(({ repeated }) => repeated.couplets.length),
    pairs: total(({ pairs }) => pairs.known),
    rhyming: total(({ pairs }) => pairs.rhyming),
    stuttering: total(({ lines }) => Number(new Set(lines).size < lines.length)),
  };
}

/** The report as a page to read. */
export function poetPage({ settings, secondsPerPoem, ...report }: PoetReport): string {
  const percent = (part: number, of: number) => (of === 0 ? "–" : `${((100 * part) / of).toFixed(1)} %`);
  const row = (name: string, m: VerseMeasures) =>
    `| ${name} | ${m.poems} | ${percent(m.rightForm, m.poems)} | ${percent(m.rhyming, m.pairs)} | ` +
    `${percent(m.repeatedLines, m.lines)} | ${m.poemsWithRepeat} | ${m.repeatedCouplets} | ${m.stuttering} |`;
  const rows = (name: string, all: PoetReport["free"]) =>
    [...JUDGED, "all" as const].map((form) => row(`${name}, ${form}`, all[form]));
  const { temperature, topP, repetitionPenalty, seed } = settings;
  return `# How good is the poet?

Titles of poems that training never saw. Temperature ${temperature}, top p ${topP}, repetition penalty ${repetitionPenalty}, seeds from ${seed};
${secondsPerPoem.toFixed(2)} s a poem, one after the other.
"Held out" are the real poems of those titles, measured alike. A rhyme is two characters that end even lines of one poem
much more often than chance has it, in the training set. A repeated line stands in the training set character for character.

| | poems | right form | even lines rhyme | lines repeated | poems with one | couplets repeated | a line twice |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[...rows("with the grammar", report.constrained), ...rows("without", report.free), ...rows("held out", report.heldOut)].join("\n")}

## Samples, not chosen

${report.samples.map(({ brief, verses }) => `**${brief.form}《${brief.title}》**\n\n${verses.replaceAll("\n", "  \n")}`).join("\n\n")}
`;
}
