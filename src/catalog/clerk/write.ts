/** Texts by a brief: written, held against the brief, and written again where they do not say what it says. */
import { type Brief, briefText, checkFaithful } from "../../data/index.ts";
import type { Constraint } from "../../models/index.ts";
import { RequestError } from "../errors.ts";
import type { OpenLanguage } from "../language/open.ts";
import { pointing } from "../language/pointing.ts";
import { completeTextRequest, type TextRequest } from "../language/request.ts";
import { type TextWatch, type WrittenText, writeTexts } from "../language/texts.ts";

export const DEFAULT_CLERK = "clerk";

/** Something that a text leaves out, makes up, or says in another tone. */
export type Unfaithful = ReturnType<typeof checkFaithful>[number];

export interface BriefWatch extends TextWatch {
  /** Called before a text is written anew: the try that begins, from 2, and what was wrong with the one before. */
  onRetry?(row: number, attempt: number, findings: readonly Unfaithful[]): void;
}

export interface BriefRequest extends TextRequest {
  /** How often a text may be written until it is faithful; 8 unless given. */
  readonly tries?: number;
}

export interface WrittenBrief extends WrittenText {
  readonly seed: number;
  /** How often it was written, and which of them this is, from 1. */
  readonly tries: number;
  readonly chosen: number;
  /** Tokens of all tries. */
  readonly allTokens: number;
  /** What is wrong with it; of a faithful text nothing. */
  readonly findings: readonly Unfaithful[];
}

const TRIES = 8;

/**
 * Writes `count` texts with the seeds that follow. One that is not faithful is written again with the next sub-seed
 * ("7:1" behind 7); where none is, the one with the fewest findings is given.
 * @throws RequestError for a model that was not taught to answer, and a brief that is longer than its context.
 */
export async function writeBriefs(
  model: OpenLanguage,
  brief: Brief,
  request: BriefRequest = {},
  watch: BriefWatch = {},
): Promise<WrittenBrief[]> {
  if (model.purpose !== "chat") {
    throw new RequestError(
      `${model.name} was not taught to follow a brief, but ${model.purpose}. Give a model such as ${DEFAULT_CLERK}.`,
    );
  }
  const { seed, count, ...settings } = completeTextRequest(request, "chat");
  const prompt = briefText(brief);
  const constraint = saysAll(model, prompt);
  const best = new Map<number, WrittenBrief>();
  let open = Array.from({ length: count }, (_, row) => row);
  for (let attempt = 1; attempt <= (request.tries ?? TRIES) && open.length > 0 && !watch.signal?.aborted; attempt++) {
    if (attempt > 1) for (const row of open) watch.onRetry?.(row, attempt, best.get(row)!.findings);
    const rows = open;
    const prompts = rows.map((row) => ({ prompt, seed: attempt === 1 ? seed + row : `${seed + row}:${attempt - 1}` }));
    const texts = await writeTexts(model, prompts, settings, {
      ...watch,
      ...(constraint === undefined ? {} : { constraint }),
      ...(watch.onText === undefined ? {} : { onText: (text, i) => watch.onText?.(text, rows[i]!) }),
    });
    for (const [i, text] of texts.entries()) {
      const row = rows[i]!;
      const made = { ...text, seed: seed + row, findings: findingsOf(brief, text) };
      best.set(row, better(best.get(row), { ...made, tries: attempt, chosen: attempt, allTokens: text.tokens }));
    }
    open = open.filter((row) => best.get(row)?.findings.length !== 0);
  }
  return [...best.values()];
}

/** A model that points ends no text before it has pointed at all that the brief gives. */
function saysAll(model: OpenLanguage, prompt: string): Constraint | undefined {
  const { values } = model.read(prompt);
  if (values.size === 0) return undefined;
  return { shortest: values.size, start: () => pointing(model.tokenizer, values, { saysAll: true }) };
}

/** A text that did not come to its end is not faithful, whatever it says. */
function findingsOf(brief: Brief, { text, ending }: WrittenText): readonly Unfaithful[] {
  const findings = checkFaithful(brief, text);
  return ending === "length" ? [...findings, { rule: "missing", what: "the end" }] : findings;
}

function better(before: WrittenBrief | undefined, made: WrittenBrief): WrittenBrief {
  if (before === undefined) return made;
  const best = made.findings.length < before.findings.length && made.ending !== "aborted" ? made : before;
  return { ...best, tries: made.tries, allTokens: before.allTokens + made.tokens };
}
