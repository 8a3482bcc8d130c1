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
  promptTokens,
  type Rhymes,
  repeats,
  rhymingPairs,
  versesText,
} from "../../data/index.ts";
import { type Constraint, constrain, createDecoder, generate, type SamplingOptions } from "../../models/index.ts";
import { createRng } from "../../nn/index.ts";
import type { Runtime } from "../../runtime/index.ts";
import { networkOf } from "../language/network.ts";
import type { LanguageModel } from "../language/weights.ts";
import { formGrammar, verseTokens } from "./form.ts";

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
  readonly settings: SamplingOptions & { readonly seed: number };
  readonly secondsPerPoem: number;
  readonly constrained: Readonly<Record<Form | "all", VerseMeasures>>;
  readonly free: Readonly<Record<Form | "all", VerseMeasures>>;
  readonly heldOut: Readonly<Record<Form | "all", VerseMeasures>>;
  readonly samples: readonly { readonly brief: PoemBrief; readonly verses: string }[];
}

export interface EvaluatePoetOptions extends SamplingOptions {
  readonly runtime: Runtime;
  readonly poems: PoemSet;
  /** In all, of the four forms alike: 200 unless given. */
  readonly count?: number;
  readonly seed?: number;
  readonly threads?: number;
  onProgress?(done: number, of: number): void;
}

type Written = { readonly brief: PoemBrief; readonly verses: string };

export async function evaluatePoet(model: LanguageModel, options: EvaluatePoetOptions): Promise<PoetReport> {
  const { runtime, poems, count = 200, seed = 1, threads, onProgress, ...rest } = options;
  const sampling: SamplingOptions = rest;
  const each = Math.ceil(count / JUDGED.length);
  const originals = JUDGED.flatMap((form) => drawPoems(poems.heldOut, form, each, seed));
  const writer = await openWriter(model, runtime, threads);
  const judge = { index: lineIndex(poems.training), rhymes: learnRhymes(poems.training) };
  let done = 0;
  const writeAll = async (isConstrained: boolean): Promise<Written[]> => {
    const all: Written[] = [];
    for (const form of JUDGED) {
      const briefs = originals.filter((poem) => poem.form === form).map(({ title }): PoemBrief => ({ form, title }));
      all.push(...(await writer.write(form, briefs, { ...sampling, seed }, isConstrained)));
      done += briefs.length;
      onProgress?.(done, 2 * originals.length);
    }
    return all;
  };
  const begun = performance.now();
  const constrained = await writeAll(true);
  const secondsPerPoem = (performance.now() - begun) / 1000 / constrained.length;
  const free = await writeAll(false);
  await writer.dispose();
  const real = originals.map((poem) => ({ brief: { form: poem.form }, verses: versesText(poem.lines) }));
  return {
    settings: { ...sampling, seed },
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

async function openWriter({ config, tokenizer, params }: LanguageModel, runtime: Runtime, threads?: number) {
  const compile = threads === undefined ? {} : { threads };
  const executable = await runtime.compile(networkOf(config).decodeProgram(params), compile);
  const vocabulary = verseTokens(tokenizer);
  const constraints = new Map<Form, Constraint>();
  const endTokens = [tokenizer.specialId("<|end|>")];
  return {
    async write(
      form: Form,
      briefs: readonly PoemBrief[],
      sampling: SamplingOptions & { readonly seed: number },
      isConstrained: boolean,
    ): Promise<Written[]> {
      const constraint = constraints.get(form) ?? constrain(formGrammar({ form }), vocabulary);
      constraints.set(form, constraint);
      const verses = briefs.map(() => "");
      const decoder = createDecoder(executable, config, { batch: briefs.length });
      const prompts = briefs.map((brief) => promptTokens(tokenizer, brief));
      const options = { ...sampling, endTokens, ...(isConstrained ? { constraint: () => constraint.start() } : {}) };
      for await (const { row, text } of generate(decoder, tokenizer, prompts, options)) verses[row]! += text;
      return briefs.map((brief, i) => ({ brief, verses: verses[i]! }));
    },
    dispose: () => executable.dispose(),
  };
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
  const temperature = `temperature ${settings.temperature ?? 1}, top p ${settings.topP ?? 1}`;
  return `# How good is the poet?

Titles of poems that training never saw, ${temperature}, seed ${settings.seed}; ${secondsPerPoem.toFixed(2)} s a poem in batches.
"Held out" are the real poems of those titles, measured alike. A rhyme is two characters that end even lines of one poem
much more often than chance has it, in the training set. A repeated line stands in the training set character for character.

| | poems | right form | even lines rhyme | lines repeated | poems with one | couplets repeated | a line twice |
| --- | --- | --- | --- | --- | --- | --- | --- |
${[...rows("with the grammar", report.constrained), ...rows("without", report.free), ...rows("held out", report.heldOut)].join("\n")}

## Samples, not chosen

${report.samples.map(({ brief, verses }) => `**${brief.form}《${brief.title}》**\n\n${verses.replaceAll("\n", "  \n")}`).join("\n\n")}
`;
}
