/** What a language model reads while it is trained: a tokenizer, batches, and text that is held out. */
import {
  allWindows,
  briefMarks,
  briefSource,
  briefTexts,
  chatMarks,
  encodePacked,
  openPoems,
  openSources,
  poemSource,
  poemTokenizer,
  prolificPoets,
  readTexts,
  type TokenBatch,
  trainBytePairs,
  trainCharacters,
  windowsAt,
} from "../../data/index.ts";
import type { OwnTokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { CheckpointError } from "../../train/index.ts";
import type { LanguageRecipe } from "./recipe.ts";
import type { Purpose } from "./weights.ts";

export interface LanguageSource {
  readonly tokenizer: OwnTokenizer;
  readonly purpose: Purpose;
  /** A pure function of the step. */
  batchAt(step: number): TokenBatch<Value>;
  readonly validation: readonly TokenBatch<Value>[];
}

/** Opens the recipe's data; a tokenizer that is given is used as it is. Throws a CheckpointError for too little text. */
export async function openLanguageSource(
  recipe: LanguageRecipe,
  data: string | undefined,
  tokenizer: OwnTokenizer | undefined,
): Promise<LanguageSource> {
  switch (recipe.source) {
    case "text":
      return textSource(recipe, data, tokenizer);
    case "poems":
      return poems(recipe, data, tokenizer);
    case "briefs":
      if (data !== undefined) throw new CheckpointError(`${recipe.name} makes its own texts. Leave out --data.`);
      return briefs(recipe, tokenizer);
  }
}

/** The first nine tenths train, the rest is held out. */
const TRAINED = 0.9;
/** Batches that the loss is measured on whenever the model is saved: all of a small text, parts of a large one. */
const TEXT_BATCHES = 256;

async function textSource(
  { seed, batch, length, tokenizer: wanted }: LanguageRecipe,
  data: string | undefined,
  given: OwnTokenizer | undefined,
): Promise<LanguageSource> {
  if (data === undefined) {
    throw new CheckpointError("train: no text to learn from. Give a file or a folder with --data.");
  }
  const text = await readTexts(data);
  const cut = wholeCharacter(text, Math.floor(text.length * TRAINED));
  const [training, heldOut] = [text.slice(0, cut), text.slice(cut)];
  const tokenizer =
    given ??
    (wanted.kind === "characters" ? trainCharacters([text]) : trainBytePairs([training], { size: wanted.size }));
  const [train, rest] = [encodePacked(tokenizer, training), encodePacked(tokenizer, heldOut)];
  if (Math.min(train.length, rest.length) <= length) {
    throw new CheckpointError(
      `${data}: ${train.length + rest.length} tokens, of which a tenth is held out. Rows of ${length} tokens need ` +
        `about ${10 * (length + 1)}: give more text, or shorten the recipe's rows.`,
    );
  }
  const rows = Math.min(batch, Math.floor((rest.length - 1) / length));
  return {
    tokenizer,
    purpose: "text",
    batchAt: (step) => counted(windowsAt(train, { batch, length, seed, step })),
    validation: spread([...allWindows(rest, rows, length)], TEXT_BATCHES).map(counted),
  };
}

/** The place, or the next one where it would part the halves of a character. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code < 0xe000 ? at + 1 : at;
}

/** At most so many of a list, evenly. */
const spread = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length <= most ? list : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);

/** Batches of poems that are held out: enough to tell 0.01 nats. */
const HELD_OUT_BATCHES = 24;

async function poems(
  { seed, batch, length }: LanguageRecipe,
  data: string | undefined,
  given: OwnTokenizer | undefined,
): Promise<LanguageSource> {
  const { training, heldOut } = await openPoems(data);
  const tokenizer = given ?? poemTokenizer(training);
  const options = { tokenizer, poets: prolificPoets(training), batch, length, seed };
  const rest = poemSource(heldOut, { ...options, headingWeight: 0 });
  const count = Math.min(HELD_OUT_BATCHES, rest.stepsPerEpoch);
  return {
    tokenizer,
    purpose: "poems",
    batchAt: poemSource(training, options).at,
    validation: Array.from({ length: count }, (_, i) => rest.at(i)),
  };
}

/** Examples that the tokenizer is learned from: more change nothing. */
const TOKENIZER_EXAMPLES = 8000;

async function briefs(
  { seed, batch, length, tokenizer: wanted }: LanguageRecipe,
  given: OwnTokenizer | undefined,
): Promise<LanguageSource> {
  const sources = await openSources();
  const texts = briefTexts(`${seed}:tokenizer`, TOKENIZER_EXAMPLES, { sources, split: "train" });
  const special = [...Object.values(chatMarks), ...briefMarks];
  const tokenizer =
    given ??
    (wanted.kind === "byte-pairs"
      ? trainBytePairs(texts, { size: wanted.size, special })
      : trainCharacters(texts, { special, bytes: true }));
  const batches = (split: "train" | "held-out") =>
    briefSource({ ...{ sources, split, tokenizer, batch, length }, seed: `${seed}:${split}` });
  const heldOut = batches("held-out");
  return {
    tokenizer,
    purpose: "chat",
    batchAt: batches("train").at,
    validation: Array.from({ length: HELD_OUT_BATCHES }, (_, i) => heldOut.at(i)),
  };
}

/** Every token counts. */
const counted = (windows: Pick<TokenBatch<Value>, "ids" | "targets">): TokenBatch<Value> => {
  const { shape } = windows.ids;
  return { ...windows, weights: { dtype: "float32", shape, data: new Float32Array(shape[0]! * shape[1]!).fill(1) } };
};
