/** Texts on the screen: one as it comes, several one below the other with their numbers; and what they cost. */
import type { BriefWatch, Unfaithful } from "../../catalog/clerk/write.ts";
import type { OpenLanguage } from "../../catalog/language/open.ts";
import type { CompleteTextRequest } from "../../catalog/language/request.ts";
import type { EnergyReading } from "../../train/energy.ts";
import { writeWhole } from "../files.ts";
import { silent, startProgress } from "../progress.ts";
import { spentWords } from "../spent.ts";
import { forTerminal } from "../terminal.ts";
import type { TextTarget } from "../text-target.ts";
import type { Desk, DeskText } from "./desk.ts";

export interface Finished {
  readonly kind: string;
  readonly desk: Desk;
  readonly texts: readonly DeskText[];
  readonly model: OpenLanguage;
  readonly settings: CompleteTextRequest;
  /** Of writing, without opening the model. */
  readonly seconds: number;
  readonly spent: EnergyReading;
}

interface Page {
  readonly watch: Pick<BriefWatch, "onText" | "onRetry">;
  /** True where the text is shown while it is written. */
  readonly isStreamed: boolean;
  end(): void;
}

interface PageOptions {
  readonly count: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** One text that goes to a terminal is shown as it comes; elsewhere a line says how far the work is. */
export function startPage({ heading }: Desk, { count, out, json }: PageOptions): Page {
  const isStreamed = count === 1 && !json && (out === undefined || out === "-") && process.stdout.isTTY === true;
  if (isStreamed) return streamedPage(heading);
  const progress = json ? silent : startProgress();
  let characters = 0;
  const what = count === 1 ? "a text" : `${count} texts`;
  return {
    isStreamed,
    watch: {
      onText(text) {
        characters += text.length;
        progress.update(0, 1, `writing ${what}, ${characters} characters`, true);
      },
      onRetry: (row, attempt, findings) =>
        progress.note(`onda: ${count === 1 ? "the text" : `text ${row + 1}`} ${faults(findings)}; try ${attempt}.`),
    },
    end: () => progress.end(),
  };
}

function streamedPage(heading: string): Page {
  let isOpen = false;
  const say = (text: string) => process.stdout.write(forTerminal(text));
  const end = () => {
    if (isOpen) say("\n");
    isOpen = false;
  };
  return {
    isStreamed: true,
    watch: {
      onText(text) {
        if (!isOpen) say(heading);
        isOpen = true;
        say(text);
      },
      onRetry(_, attempt, findings) {
        end();
        process.stderr.write(`onda: this text ${faults(findings)}. Try ${attempt}:\n\n`);
      },
    },
    end,
  };
}

export async function sayJson(finished: Finished, target: TextTarget | undefined): Promise<void> {
  const { kind, desk, texts, model, settings, seconds, spent } = finished;
  const files = await writeFiles(finished, target);
  const said = texts.map(({ findings, ...text }, i) => ({
    ...(files === undefined ? {} : { file: files[i] }),
    ...text,
    ...(findings === undefined ? {} : { faithful: findings.length === 0, findings }),
  }));
  const { count: _, ...how } = settings;
  const { name, file, sha256 } = model;
  const made = { kind, brief: desk.brief, texts: said, model: { name, file, sha256 }, settings: how };
  const speed = { tokens: tokensOf(texts), seconds, tokensPerSecond: tokensOf(texts) / seconds };
  process.stdout.write(`${JSON.stringify({ ...made, ...speed, spent }, null, 2)}\n`);
}

export async function sayTexts(finished: Finished, target: TextTarget | undefined, isStreamed: boolean): Promise<void> {
  const { desk, texts, seconds, spent } = finished;
  const files = await writeFiles(finished, target);
  if (files !== undefined) process.stdout.write(files.map((file) => `${file}\n`).join(""));
  else if (!isStreamed || texts[0]!.chosen !== texts[0]!.tries) {
    // A streamed text stands there already, unless an earlier try was better.
    if (isStreamed) process.stderr.write(`onda: try ${texts[0]!.chosen} was the best:\n\n`);
    for (const [i, text] of texts.entries()) process.stdout.write(entry(desk, text, i, texts.length));
  }
  for (const [i, { findings = [], tries }] of texts.entries()) {
    if (findings.length === 0) continue;
    const which = texts.length === 1 ? "the text" : `text ${i + 1}`;
    process.stderr.write(`onda: ${which} is the best of ${tries} tries, but ${faults(findings)}. Read it with care.\n`);
  }
  const seeds = texts.map(({ seed }) => seed);
  const range = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;
  const tokens = tokensOf(texts);
  const speed = `${tokens} tokens · ${Math.round(tokens / seconds)} tokens/s`;
  process.stderr.write(`${files === undefined ? "\n" : ""}${range} · ${speed} · ${spentWords(spent)}\n`);
}

const tokensOf = (texts: readonly DeskText[]): number =>
  texts.reduce((sum, { tokens, allTokens = tokens }) => sum + allTokens, 0);

function entry({ heading }: Desk, { text, seed }: DeskText, index: number, count: number): string {
  const number = count === 1 ? "" : `${index === 0 ? "" : "\n"}── ${index + 1} · seed ${seed} ──\n\n`;
  const whole = `${number}${heading}${text}\n`;
  return process.stdout.isTTY ? forTerminal(whole) : whole;
}

/** The paths of what was written; undefined where it goes to standard output. */
async function writeFiles(
  { kind, desk, texts }: Finished,
  target: TextTarget | undefined,
): Promise<string[] | undefined> {
  if (target === undefined) return undefined;
  const files: string[] = [];
  for (const [i, { text, seed }] of texts.entries()) {
    const file = target.path(i, `${kind}-${seed}`);
    await writeWhole(file, Buffer.from(`${desk.heading}${text}\n`));
    files.push(file);
  }
  return files;
}

/** "leaves out “$4”, makes up “free”". */
function faults(findings: readonly Unfaithful[]): string {
  const words: Readonly<Record<Unfaithful["rule"], string>> = {
    missing: "leaves out",
    audience: "does not speak to",
    invented: "makes up",
    tone: "has the wrong tone:",
  };
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  const of = (rule: string) => findings.filter((f) => f.rule === rule).map(({ what }) => JSON.stringify(what));
  return rules.map((rule) => `${words[rule]} ${of(rule).slice(0, 3).join(", ")}`).join(", ");
}
