/** What a language model reads while it is trained: a tokenizer, batches, and text that is held out. */
import {
  allWindows,
  openPoems,
  packTokens,
  poemSource,
  poemTokenizer,
  prolificPoets,
  readTexts,
  type TokenBatch,
  trainBytePairs,
  trainCharacters,
  windowsAt,
} from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import type { Value } from "../../graph/index.ts";
import { CheckpointError } from "../../train/index.ts";
import type { LanguageRecipe } from "./recipe.ts";
import type { Purpose } from "./weights.ts";

export interface LanguageSource {
  readonly tokenizer: Tokenizer;
  readonly purpose: Purpose;
  /** A pure function of the step. */
  batchAt(step: number): TokenBatch<Value>;
  readonly validation: readonly TokenBatch<Value>[];
}

/** Opens the recipe's data; a tokenizer that is given is used as it is. */
export async function openLanguageSource(
  recipe: LanguageRecipe,
  data: string | undefined,
  tokenizer: Tokenizer | undefined,
): Promise<LanguageSource> {
  switch (recipe.source) {
    case "text":
      return textSource(recipe, data, tokenizer);
    case "poems":
      return poems(recipe, data, tokenizer);
    default:
      throw new CheckpointError(`train: source ${recipe.source} is not here yet.`);
  }
}

/** The first nine tenths train, the rest is held out. */
const TRAINED = 0.9;

async function textSource(
  { seed, batch, length, tokenizer: wanted }: LanguageRecipe,
  data: string | undefined,
  given: Tokenizer | undefined,
): Promise<LanguageSource> {
  if (data === undefined)
    throw new CheckpointError("train: no text to learn from. Give a file or a folder with --data.");
  const text = await readTexts(data);
  const cut = Math.floor(text.length * TRAINED);
  const tokenizer =
    given ??
    (wanted.kind === "characters"
      ? trainCharacters([text])
      : trainBytePairs([text.slice(0, cut)], { size: wanted.size }));
  const [train, rest] = [text.slice(0, cut), text.slice(cut)].map((part) =>
    packTokens(tokenizer.encode(part), tokenizer.size),
  );
  return {
    tokenizer,
    purpose: "text",
    batchAt: (step) => counted(windowsAt(train!, { batch, length, seed, step })),
    validation: [...allWindows(rest!, batch, length)].map(counted),
  };
}

/** Batches of poems that are held out: enough to tell 0.01 nats. */
const HELD_OUT_BATCHES = 24;

async function poems(
  { seed, batch, length }: LanguageRecipe,
  data: string | undefined,
  given: Tokenizer | undefined,
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

/** Every token counts. */
const counted = (windows: Pick<TokenBatch<Value>, "ids" | "targets">): TokenBatch<Value> => {
  const { shape } = windows.ids;
  return { ...windows, weights: { dtype: "float32", shape, data: new Float32Array(shape[0]! * shape[1]!).fill(1) } };
};
