/**
 * A grammar of phrases: pools of templates that name slots and each other.
 *
 * `{product}` is a slot's value, `<closer>` a phrase of a pool, `[a|b|]` one of several (the last says nothing), `¶` a
 * line break. A pool may have forms for a tone or a category of goods, `closer.calm`, `benefit.food`, which go before
 * the general one. A template whose slots are not all filled, or whose facts were told already, is not drawn.
 */
import type { Rng } from "../../nn/random.ts";

export type Pools = Readonly<Record<string, readonly string[]>>;

/** One phrase per line. */
export const lines = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A slot's value, and the field of the brief that is told by saying it. */
export interface Slot {
  readonly text: string;
  readonly tells: string;
  /** Makes the text instead, when all before it has been said. */
  readonly make?: (speaker: Speaker) => string;
}

export interface Speaker {
  readonly rng: Rng;
  readonly pools: Pools;
  readonly slots: Readonly<Record<string, Slot>>;
  /** Forms of a pool that are tried before the general one. */
  readonly forms: readonly string[];
  /** Fields told so far. */
  readonly told: Set<string>;
  /** Templates used so far: a phrase is not said twice if there is another. */
  readonly said: Set<string>;
}

/** These may be named again and again; other fields are told once. */
const NAMES = new Set(["", "product", "brand", "hero", "topic"]);

type Part = string | { slot: string } | { pool: string } | { choice: readonly Parts[] };
type Parts = readonly Part[];

/** A phrase of a pool, or "" if none can be said. */
export function phrase(pool: string, speaker: Speaker): string {
  const possible = candidates(pool, speaker);
  if (possible.length === 0) return "";
  const fresh = possible.filter((template) => !speaker.said.has(template));
  const template = speaker.rng.pick(fresh.length > 0 ? fresh : possible);
  speaker.said.add(template);
  return expand(template, speaker);
}

/** A template with its slots and phrases put in. */
export const expand = (template: string, speaker: Speaker): string => sayAll(parse(template), speaker);

/** Two Latin words in Chinese need a space between them. */
const sayAll = (parts: Parts, speaker: Speaker): string =>
  parts.reduce<string>((text, part) => {
    const next = say(part, speaker);
    return text + (/[a-z\d]$/i.test(text) && typeof part !== "string" && /^[a-z\d]/i.test(next) ? " " : "") + next;
  }, "");

function candidates(pool: string, speaker: Speaker): readonly string[] {
  const keys = [...speaker.forms.map((form) => `${pool}.${form}`), pool];
  for (const key of keys) {
    const possible = (speaker.pools[key] ?? []).filter((template) => canSay(parse(template), speaker));
    if (possible.length > 0) return possible;
  }
  return [];
}

function say(part: Part, speaker: Speaker): string {
  if (typeof part === "string") return part;
  if ("pool" in part) return phrase(part.pool, speaker);
  if ("slot" in part) {
    const slot = speaker.slots[part.slot];
    if (!slot) return "";
    speaker.told.add(slot.tells);
    return slot.make?.(speaker) ?? slot.text;
  }
  return sayAll(speaker.rng.pick(part.choice.filter((option) => canSay(option, speaker))), speaker);
}

function canSay(parts: Parts, speaker: Speaker): boolean {
  return parts.every((part) => {
    if (typeof part === "string" || "pool" in part) return true;
    if ("choice" in part) return part.choice.some((option) => canSay(option, speaker));
    const slot = speaker.slots[part.slot];
    return slot !== undefined && (NAMES.has(slot.tells) || !speaker.told.has(slot.tells));
  });
}

const parsed = new Map<string, Parts>();

function parse(template: string): Parts {
  const known = parsed.get(template);
  if (known) return known;
  const [parts, end] = parseFrom(template, 0, false);
  if (end !== template.length) throw new Error(`briefs: "${template}" has a "]" or "|" too many at ${end}.`);
  parsed.set(template, parts);
  return parts;
}

/** Reads up to the end, or up to the "|" or "]" that ends an option. */
function parseFrom(template: string, start: number, inChoice: boolean): [Parts, number] {
  const parts: Part[] = [];
  let at = start;
  while (at < template.length) {
    const sign = template[at]!;
    if (sign === "|" || sign === "]") {
      if (inChoice) break;
      return [parts, at];
    }
    if (sign === "{" || sign === "<") {
      const close = template.indexOf(sign === "{" ? "}" : ">", at);
      if (close < 0) throw new Error(`briefs: "${template}" opens "${sign}" at ${at} and never closes it.`);
      const name = template.slice(at + 1, close);
      parts.push(sign === "{" ? { slot: name } : { pool: name });
      at = close + 1;
    } else if (sign === "[") {
      const [choice, end] = parseChoice(template, at + 1);
      parts.push({ choice });
      at = end;
    } else {
      const text = /^[^{<[\]|]+/.exec(template.slice(at))![0];
      parts.push(text.replaceAll("¶", "\n"));
      at += text.length;
    }
  }
  return [parts, at];
}

function parseChoice(template: string, start: number): [Parts[], number] {
  const choice: Parts[] = [];
  let at = start;
  for (;;) {
    const [option, end] = parseFrom(template, at, true);
    choice.push(option);
    if (end >= template.length) throw new Error(`briefs: "${template}" opens "[" and never closes it.`);
    at = end + 1;
    if (template[end] === "]") return [choice, at];
  }
}
