/** Poems from an opened model of verse: each has its form, whatever the model would like. */
import { type Form, linesOf, poemPrompt, versesText } from "../../data/index.ts";
import type { Tokenizer } from "../../formats/index.ts";
import { type Constraint, constrain, type TokenBytes } from "../../models/index.ts";
import { firstLine as lineOf, RequestError } from "../errors.ts";
import type { OpenLanguage } from "../language/open.ts";
import { completeTextRequest, type TextRequest } from "../language/request.ts";
import { type TextWatch, type WrittenText, writeTexts } from "../language/texts.ts";
import { type CompletePoem, completePoem, type PoemFields } from "./brief.ts";
import { formGrammar, verseTokens } from "./form.ts";

export const DEFAULT_POET = "poet";

export interface WrittenPoem extends WrittenText {
  readonly form: Form;
  readonly title?: string;
  readonly author?: string;
  /** Without signs. */
  readonly lines: readonly string[];
  readonly seed: number;
}

/**
 * Writes poems, `count` of them, with the seeds that follow. The text that `watch.onText` is given begins with the first
 * line, where one was given.
 * @throws RequestError for a brief that no poem fits, or a model that was not taught verse.
 */
export async function writePoems(
  model: OpenLanguage,
  fields: PoemFields,
  request: TextRequest = {},
  watch: TextWatch = {},
): Promise<WrittenPoem[]> {
  const { brief, constraint } = plan(model, fields);
  const { seed, count, schema, ...settings } = completeTextRequest(request, "poems");
  if (schema !== undefined) throw new RequestError("a poem has a form, and no JSON Schema besides. Leave it out.");
  const prompt = poemPrompt(brief);
  const begun = brief.firstLine ? `${brief.firstLine}，` : "";
  const seeds = Array.from({ length: count }, (_, i) => seed + i);
  for (const i of seeds.keys()) if (begun !== "") watch.onText?.(begun, i);
  const texts = await writeTexts(
    model,
    seeds.map((seed) => ({ prompt, seed })),
    settings,
    { ...watch, constraint },
  );
  return texts.map((written, i) => {
    const { form, title, author } = brief;
    const lines = linesOf(begun + written.text);
    const text = written.ending === "stop" ? versesText(lines) : begun + written.text;
    const named = { ...(title ? { title } : {}), ...(author ? { author } : {}) };
    return { ...written, text, lines, form, ...named, seed: seeds[i]! };
  });
}

/** What can be decided without a model, so that a mistake is said before one is opened. */
export const checkPoem = (fields: PoemFields): CompletePoem => {
  const brief = completePoem(fields);
  grammarOf(brief);
  return brief;
};

function plan(model: OpenLanguage, fields: PoemFields): { brief: CompletePoem; constraint: Constraint } {
  const { tokenizer } = model;
  if (model.purpose !== "poems") {
    throw new RequestError(
      `${model.name} was not taught verse, but ${model.purpose}. Give a model of poems, such as ${DEFAULT_POET}.`,
    );
  }
  const brief = completePoem(fields);
  const constraint = constrain(grammarOf(brief), verseTokensOf(tokenizer));
  requireKnown(brief, tokenizer);
  return { brief, constraint };
}

function grammarOf(brief: CompletePoem): ReturnType<typeof formGrammar> {
  try {
    return formGrammar(brief);
  } catch (error) {
    if (error instanceof RangeError) throw new RequestError(lineOf(error).replace(/^poet: /, ""), { cause: error });
    throw error;
  }
}

const known = new WeakMap<Tokenizer, TokenBytes>();

/** Made once for a tokenizer: `constrain` remembers by it. */
function verseTokensOf(tokenizer: Tokenizer): TokenBytes {
  const before = known.get(tokenizer);
  if (before !== undefined) return before;
  const made = verseTokens(tokenizer);
  known.set(tokenizer, made);
  return made;
}

/** @throws RequestError for an acrostic with a character that the model cannot write. */
function requireKnown({ acrostic }: CompletePoem, tokenizer: Tokenizer): void {
  const strange = [...(acrostic ?? "")].find((head) => tokenizer.encode(head).length !== 1);
  if (strange === undefined) return;
  throw new RequestError(`the acrostic's ${strange} is a character that the model has not learned to write.`);
}
