/** What may be asked of a language model, and what fills in the rest. */
import { jsonSchemaGrammar, SchemaError } from "../../models/index.ts";
import { textBounds, whole, within } from "../bounds.ts";
import { RequestError } from "../errors.ts";
import { randomSeed } from "../request.ts";
import type { Purpose } from "./weights.ts";

export interface TextRequest {
  /** A whole number; another seed gives another text. Random unless given. */
  readonly seed?: number;
  /** How many texts, with the seeds that follow. */
  readonly count?: number;
  /** 1 as the model has learned, less keeps to what is likely, 0 always takes the likeliest. */
  readonly temperature?: number;
  /** Only so many of the likeliest tokens. */
  readonly topK?: number;
  /** Only the likeliest tokens that together reach this probability. */
  readonly topP?: number;
  /** Only tokens at least this part as likely as the likeliest. */
  readonly minP?: number;
  /** Above 1 avoids what stands in the text already. */
  readonly repetitionPenalty?: number;
  /** All that fit unless given. */
  readonly maxTokens?: number;
  /** The text ends before any of these. */
  readonly stop?: readonly string[];
  /** A JSON Schema that the text fits. */
  readonly schema?: unknown;
}

export type Sampling = Required<Pick<TextRequest, "temperature" | "topP" | "minP" | "repetitionPenalty">>;

/** What reads best, by what a model was taught. */
export const textDefaults: Readonly<Record<Purpose, Sampling>> = {
  text: { temperature: 0.8, topP: 0.95, minP: 0, repetitionPenalty: 1 },
  // Calmer than learned, or lines fall apart; and verse seldom says a character twice.
  poems: { temperature: 0.6, topP: 0.95, minP: 0, repetitionPenalty: 1.15 },
  // What a brief says is said again, so repetition is not punished.
  chat: { temperature: 0.6, topP: 0.9, minP: 0, repetitionPenalty: 1 },
};

export type CompleteTextRequest = Sampling &
  Required<Pick<TextRequest, "seed" | "count" | "stop">> &
  Pick<TextRequest, "topK" | "maxTokens" | "schema">;

/**
 * The request with everything it leaves open filled in.
 * @throws RequestError that names the first value out of bounds.
 */
export function completeTextRequest(request: TextRequest, purpose: Purpose): CompleteTextRequest {
  const { topK, maxTokens, schema, stop = [] } = request;
  const usual = textDefaults[purpose];
  const real = (name: keyof Sampling) => within(name, request[name] ?? usual[name], textBounds[name]);
  whole("the number of stop strings", stop.length, textBounds.stops);
  for (const text of stop) whole("the length of a stop string", text.length, textBounds.stopLength);
  if (schema !== undefined) checkSchema(schema);
  return {
    seed: whole("seed", request.seed ?? randomSeed(), textBounds.seed),
    count: whole("count", request.count ?? 1, textBounds.count),
    temperature: real("temperature"),
    topP: real("topP"),
    minP: real("minP"),
    repetitionPenalty: real("repetitionPenalty"),
    stop,
    ...(topK === undefined ? {} : { topK: whole("topK", topK, textBounds.topK) }),
    ...(maxTokens === undefined ? {} : { maxTokens: whole("maxTokens", maxTokens, textBounds.maxTokens) }),
    ...(schema === undefined ? {} : { schema }),
  };
}

/** @throws RequestError for a schema that nothing fits, or that is not understood. */
function checkSchema(schema: unknown): void {
  try {
    jsonSchemaGrammar(schema);
  } catch (error) {
    if (error instanceof SchemaError) throw new RequestError(error.message, { cause: error });
    throw error;
  }
}
