/** A language model's file in plain words. */
import type { MoeConfig } from "../../models/index.ts";
import type { LanguageConfig } from "./network.ts";
import type { LanguageRecipe } from "./recipe.ts";

type Line = [what: string, words: string];

const PURPOSE_WORDS: Readonly<Record<string, string>> = {
  text: "text that goes on as its training texts would",
  poems: "Chinese regular verse, by form, title and poet",
  chat: "answers in a conversation, and texts by a brief",
};

export function languageWords(
  metadata: Readonly<Record<string, string>>,
  config: Partial<LanguageConfig> | undefined,
): Line[] {
  if (config?.layers === undefined || config.vocabulary === undefined) return [];
  const { layers, width, heads, keyValueHeads, hidden, vocabulary, context } = config;
  const shared = keyValueHeads === heads ? "" : ` that share ${keyValueHeads} for keys and values`;
  return [
    ["writes", PURPOSE_WORDS[metadata.purpose ?? ""] ?? `${metadata.purpose}`],
    ["looks back on", `${context} tokens`],
    ["vocabulary", `${vocabulary} tokens${tokenizerWords(metadata.tokenizer)}`],
    ["network", `${layers} layer${layers === 1 ? "" : "s"} of width ${width} with ${heads} attention heads${shared}`],
    ["feed-forward", "experts" in config ? expertWords(config) : `${hidden} wide`],
  ];
}

function expertWords({ experts, expertsPerToken, sharedHidden, hidden }: Partial<MoeConfig>): string {
  const always = sharedHidden ? `, beside one of ${sharedHidden} for all` : "";
  return `${experts} experts, each ${hidden} wide; ${expertsPerToken} work on a token${always}`;
}

/** How it was trained: steps, and how well it foretells text that it has not seen. */
export function languageTraining(
  { validation }: Readonly<Record<string, string>>,
  recipe: Partial<LanguageRecipe>,
): Line[] {
  const { source, schedule, batch, length, seed } = recipe;
  const nats = Number(validation);
  return [
    ...(schedule === undefined
      ? []
      : ([["recipe", `${schedule.steps} steps of ${batch} × ${length} tokens of ${source}, seed ${seed}`]] as Line[])),
    ...(validation === undefined || !Number.isFinite(nats)
      ? []
      : ([["validation", `${nats} nats a token, a perplexity of ${Number(Math.exp(nats).toPrecision(3))}`]] as Line[])),
  ];
}

function tokenizerWords(text: string | undefined): string {
  const kind = /"kind":"([\w-]+)"/.exec(text?.slice(0, 200) ?? "")?.[1];
  if (kind === "characters") return ", one for each character";
  return kind === "byte-pairs" ? ", of byte pairs" : "";
}
