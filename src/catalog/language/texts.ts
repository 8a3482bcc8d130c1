/** Whole texts from an opened model, as many as there are prompts, with what is known of each. */
import {
  type Constraint,
  constrain,
  type Ending,
  type GenerateOptions,
  jsonSchemaGrammar,
  type TokenConstraint,
} from "../../models/index.ts";
import { RequestError } from "../errors.ts";
import { type OpenLanguage, type Prompt, requireContext } from "./open.ts";
import type { CompleteTextRequest } from "./request.ts";

export interface TextWatch {
  readonly signal?: AbortSignal;
  /** Each piece of text as it comes, and of which text it is. */
  onText?(text: string, row: number): void;
}

export interface WrittenText {
  readonly text: string;
  readonly promptTokens: number;
  /** Tokens that were written. */
  readonly tokens: number;
  readonly ending: Ending;
}

/** Texts that are made at once: more would take more memory, and are hardly faster. */
const ROWS = 8;

/**
 * Continues each prompt with its own seed; which others there are changes nothing. When the signal stops it, what is
 * there is given with the ending "aborted".
 */
export async function writeTexts(
  model: OpenLanguage,
  prompts: readonly { readonly prompt: Prompt; readonly seed: number | string }[],
  request: Omit<CompleteTextRequest, "seed" | "count">,
  watch: TextWatch & { readonly constraint?: Constraint } = {},
): Promise<WrittenText[]> {
  const { signal, onText } = watch;
  const { schema, ...sampling } = request;
  const constraint = watch.constraint ?? (schema === undefined ? undefined : schemaConstraint(schema, model));
  const written: WrittenText[] = [];
  for (let from = 0; from < prompts.length; from += ROWS) {
    const some = prompts.slice(from, from + ROWS);
    const tokens = some.map(({ prompt }) => model.read(prompt));
    if (constraint !== undefined)
      requireRoom(constraint, Math.max(...tokens.map(({ ids }) => ids.length)), model, request);
    const rows = tokens.map((row) => ({
      text: "",
      promptTokens: row.ids.length,
      tokens: 0,
      ending: "aborted" as Ending,
    }));
    const options: GenerateOptions = {
      ...sampling,
      seeds: some.map(({ seed }) => seed),
      ...(signal === undefined ? {} : { signal }),
      ...(constraint === undefined ? {} : { constraint: (): TokenConstraint => constraint.start() }),
    };
    for await (const { row, id, text, ending } of model.generate(tokens, options)) {
      const made = rows[row]!;
      made.text += text;
      if (id !== undefined) made.tokens++;
      if (ending !== undefined) made.ending = ending;
      if (text !== "") onText?.(text, from + row);
    }
    written.push(...rows);
    if (signal?.aborted) break;
  }
  return written;
}

function schemaConstraint(schema: unknown, { tokenizer }: OpenLanguage): Constraint {
  return constrain(jsonSchemaGrammar(schema), tokenizer);
}

/** @throws RequestError where the shortest text that is allowed has no room. */
function requireRoom(
  { shortest }: Constraint,
  prompt: number,
  { config: { context } }: OpenLanguage,
  { maxTokens }: Pick<CompleteTextRequest, "maxTokens">,
): void {
  requireContext(prompt, context);
  if (maxTokens !== undefined && maxTokens < shortest) {
    throw new RequestError(`maxTokens is ${maxTokens}, and the shortest text that fits needs ${shortest}. Allow more.`);
  }
  if (prompt + shortest > context) {
    throw new RequestError(
      `the prompt has ${prompt} tokens and the shortest text that fits needs ${shortest}, but the model looks back on ` +
        `${context} in all. Shorten the prompt.`,
    );
  }
}
