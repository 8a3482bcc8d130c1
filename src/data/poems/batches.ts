/**
 * Poems as batches. A row holds as many whole poems as fit, one behind the other, so that a row is never mostly empty
 * and no poem is cut. Each epoch shuffles them, and draws anew which poets and titles are shown: a model learns to
 * write with either and with none. Batch `step` is a function of (seed, step).
 */
import type { Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { createRng, type Rng } from "../../nn/index.ts";
import { batchOf, type TokenBatch } from "../chat/batches.ts";
import { packRows } from "./pack.ts";
import { type Poem, type PoemBrief, poemPrompt, versesText } from "./poem.ts";
import { END } from "./vocabulary.ts";

export interface PoemSourceOptions {
  readonly tokenizer: Tokenizer;
  /** Whose names are shown. */
  readonly poets: Iterable<string>;
  /** Rows in a batch. */
  readonly batch: number;
  /** Tokens in a row. 105 hold every poem; where its poet and title would be too much, they are not shown. */
  readonly length: number;
  readonly seed: number | string;
  /** How much the tokens of a heading count beside those of verses, 0 to 1; a quarter unless given. */
  readonly headingWeight?: number;
}

export interface PoemSource {
  /** Batches of the first epoch; the others have nearly as many. */
  readonly stepsPerEpoch: number;
  /** Poems that are too long for a row even without a title. */
  readonly tooLong: number;
  /** How much of the first epoch's rows is poems: 0 to 1. */
  readonly filled: number;
  at(step: number): TokenBatch<Value>;
}

/** How often what is known of a poem is shown. */
const SHOWN = { author: 0.5, title: 0.8 };

/** What of a poem is shown this time: a function of the generator's state, which moves by two numbers. */
export function drawBrief({ form, author, title }: Poem, rng: Rng, poets: Pick<ReadonlySet<string>, "has">): PoemBrief {
  const [withAuthor, withTitle] = [rng.float() < SHOWN.author, rng.float() < SHOWN.title];
  return {
    form,
    ...(withAuthor && poets.has(author) ? { author } : {}),
    ...(withTitle && title !== "" ? { title } : {}),
  };
}

/** @throws RangeError where no poem fits a row. */
export function poemSource(poems: readonly Poem[], options: PoemSourceOptions): PoemSource {
  const { tokenizer, batch, length, headingWeight = 0.25 } = options;
  const end = tokenizer.specialId(END);
  const epochs = new Epochs(poems, options);
  const row = (place: number) => {
    const ids = [end];
    const answers = [0];
    for (const { brief, lines } of epochs.rowAt(place)) {
      const heading = tokenizer.encode(poemPrompt(brief));
      const verses = [...tokenizer.encode(versesText(lines)), end];
      ids.push(...heading, ...verses);
      answers.push(...heading.map(() => headingWeight), ...verses.map(() => 1));
    }
    return { ids, answers };
  };
  const rows = epochs.rowsIn(0);
  if (rows === 0) throw new RangeError(`poems: none of ${poems.length} fits a row of ${length} tokens.`);
  return {
    stepsPerEpoch: Math.floor(rows / batch),
    tooLong: epochs.tooLong,
    filled: epochs.tokensIn(0) / (rows * length),
    at: (step) =>
      batchOf(
        Array.from({ length: batch }, (_, i) => row(step * batch + i)),
        length,
      ),
  };
}

/** Rows of poems, epoch after epoch. */
class Epochs {
  private readonly poets: ReadonlyMap<string, number>;
  /** Tokens of each poem's verses, and of its title. */
  private readonly verses: Uint16Array;
  private readonly titles: Uint16Array;
  private readonly fitting: Int32Array;
  private readonly counts: number[] = [];
  private last: { readonly epoch: number; readonly layout: Layout } | undefined;

  constructor(
    private readonly poems: readonly Poem[],
    private readonly options: PoemSourceOptions,
  ) {
    const size = (text: string) => options.tokenizer.encode(text).length;
    this.poets = new Map(Array.from(options.poets, (poet) => [poet, size(poet)]));
    this.verses = Uint16Array.from(poems, ({ lines }) => size(versesText(lines)));
    this.titles = Uint16Array.from(poems, ({ title }) => size(title));
    this.fitting = Int32Array.from(poems.keys()).filter(
      (i) => this.size(i, { form: poems[i]!.form }) <= options.length,
    );
  }

  get tooLong(): number {
    return this.poems.length - this.fitting.length;
  }

  rowsIn(epoch: number): number {
    this.counts[epoch] ??= this.layout(epoch).rows.length;
    return this.counts[epoch];
  }

  tokensIn(epoch: number): number {
    const { briefs } = this.layout(epoch);
    return this.fitting.reduce((sum, i) => sum + this.size(i, briefs[i]!), 0);
  }

  rowAt(place: number): { readonly brief: PoemBrief; readonly lines: readonly string[] }[] {
    let epoch = 0;
    let at = place;
    for (; at >= this.rowsIn(epoch); epoch++) at -= this.rowsIn(epoch);
    const { rows, briefs } = this.layout(epoch);
    return rows[at]!.map((i) => ({ brief: briefs[i]!, lines: this.poems[i]!.lines }));
  }

  private layout(epoch: number): Layout {
    if (this.last?.epoch !== epoch) this.last = { epoch, layout: this.layOut(epoch) };
    return this.last.layout;
  }

  private layOut(epoch: number): Layout {
    const { seed, length } = this.options;
    const rng = createRng(seed).split(epoch);
    const draws = rng.split("shown");
    const briefs = this.poems.map((poem, i) => {
      const brief = drawBrief(poem, draws, this.poets);
      return this.size(i, brief) <= length ? brief : { form: poem.form };
    });
    const order = rng.permutation(this.fitting.length).map((at) => this.fitting[at]!);
    return { briefs, rows: packRows(order, (i) => this.size(i, briefs[i]!), length) };
  }

  /** Tokens of a poem as `poemText` has it, and of its end. */
  private size(index: number, { author, title }: PoemBrief): number {
    const heading = 3 + (author ? 1 + this.poets.get(author)! : 0) + (title ? 2 + this.titles[index]! : 0);
    return heading + this.verses[index]! + 1;
  }
}

interface Layout {
  readonly rows: readonly (readonly number[])[];
  readonly briefs: readonly PoemBrief[];
}
